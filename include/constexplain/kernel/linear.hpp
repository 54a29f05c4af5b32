#pragma once
/// The kernel of a linear layer: one door to its scalar and vector forms.
#include <constexplain/kernel/batch_vector.hpp>
#include <constexplain/kernel/dense_vector.hpp>
#include <constexplain/kernel/depthwise_vector.hpp>
#include <constexplain/kernel/dot_products_vector.hpp>
#include <constexplain/kernel/engine.hpp>
#include <constexplain/kernel/finish.hpp>
#include <constexplain/kernel/linear_scalar.hpp>
#include <constexplain/kernel/planes_vector.hpp>
#include <constexplain/kernel/scattered_vector.hpp>
#include <constexplain/kernel/turned_vector.hpp>
#include <constexplain/kernel/weight_lists_vector.hpp>

namespace constexplain::kernels {

/// The forward pass itself: x w.
struct plain_term {
    static constexpr bool by_channel = false, vanishes_at_zero = true, never_negative = false, keeps_weights = true;
    template<class V>
    static constexpr V input(V x, size_t) {
        return x;
    }
    template<class V>
    static constexpr V weight(V w) {
        return w;
    }
};

/// `scratch` of `forward_scratch` scalars, for `forward_both` and a relevance step of `step_scratch`; scalars and dense layers
/// need none.
template<class T, linear_geometry G, class Engine>
struct linear {
    static constexpr bool is_dense = G.is_dense(), is_depthwise = G.is_depthwise();
    static constexpr winograd_patches allowed = patches_of(G, lanes<T>, Engine::winograd);
    using vector_form = std::conditional_t<
        is_dense, dense_vector<T, G, G.zeros_are_common && Engine::skips_zeros>,
        std::conditional_t<is_depthwise, depthwise_vector<T, G>, linear_vector<T, G, allowed, Engine::skips_zeros>>>;

    /// Small dense layers are inlined, whatever the compiler thinks: a call would take as long as their work.
    static constexpr bool is_inlined = packing<T, G>::small_dense && has_vectors<Engine, T>;

    /// See `linear_scalar::forward`.
    template<class Init, class Finish, bool Quotients, class... Terms>
    [[gnu::always_inline]] static constexpr void forward(T const* x, T const* packed, T* y, T* scratch = nullptr) {
        if constexpr (is_inlined)
            if (!std::is_constant_evaluated())
                return vector_form::template forward<Init, Finish, Quotients, Terms...>(x, packed, y);
        forward_apart<Init, Finish, Quotients, Terms...>(x, packed, y, scratch);
    }
    /// The forward product of the layer itself, and the sums of `Others` beside it as quotients: see `linear_vector`. Not for
    /// constant expressions.
    template<class Finish, class OtherInit, class... Others>
    static void forward_both(T const* x, T const* packed, T* y, T* quotients, T* scratch) {
        vector_form::template forward_both<plain_term, Finish, plain_term, OtherInit, no_activation, Others...>(
            x, packed, y, quotients, scratch);
    }
    /// The forward product as quotients, of which only those are wanted whose relevance is not 0. The others may be 1.
    template<class Init, class... Terms>
    [[gnu::always_inline]] static constexpr void forward_where([[maybe_unused]] T const* relevance, T const* x,
                                                               T const* packed, T* quotients, T* scratch) {
        if constexpr (has_vectors<Engine, T> && sizeof...(Terms) == 1 &&
                      transposed_form_of(G, lanes<T>) == transposed_form::scattered)
            if (!std::is_constant_evaluated()) {
                using scattered = scattered_vector<T, G, Engine::skips_zeros>;
                if (scattered::template pays_where<Terms...>(relevance))
                    return scattered::template forward_where<Init, Terms...>(relevance, x, packed, quotients,
                                                                             scratch);
            }
        forward<Init, no_activation, true, Terms...>(x, packed, quotients, scratch);
    }
    /// See `linear_scalar::transposed`.
    template<class... Terms>
    [[gnu::always_inline]] static constexpr void transposed(T const* x, T const* packed, T const* quotients,
                                                            size_t part_size, T* r, T* scratch) {
        if constexpr (is_inlined)
            if (!std::is_constant_evaluated())
                return vector_form::template transposed<Terms...>(x, packed, quotients, part_size, r);
        transposed_apart<Terms...>(x, packed, quotients, part_size, r, scratch);
    }

    /// The same with x and r in the users' order, where the layer `writes_users_order`. Not for constant expressions.
    template<class... Terms>
    static void transposed_in_users_order(T const* x, T const* packed, T const* quotients, size_t part_size, T* r,
                                          T* scratch) {
        weight_lists_vector<T, G, Engine::skips_zeros>::template transposed_planes<Terms...>(x, packed, quotients,
                                                                                             part_size, r, scratch);
    }

private:
    template<class Init, class Finish, bool Quotients, class... Terms>
    static constexpr void forward_apart(T const* x, T const* packed, T* y, [[maybe_unused]] T* scratch) {
        if constexpr (has_vectors<Engine, T> && !is_inlined)
            if (!std::is_constant_evaluated()) {
                if constexpr (is_dense || is_depthwise)
                    vector_form::template forward<Init, Finish, Quotients, Terms...>(x, packed, y);
                else
                    vector_form::template forward<Init, Finish, Quotients, Terms...>(x, packed, y, scratch);
                return;
            }
        linear_scalar<T, G>::template forward<Init, Finish, Quotients, Terms...>(x, packed, y);
    }
    template<class... Terms>
    static constexpr void transposed_apart(T const* x, T const* packed, T const* quotients, size_t part_size, T* r,
                                           [[maybe_unused]] T* scratch) {
        if constexpr (has_vectors<Engine, T> && !is_inlined)
            if (!std::is_constant_evaluated()) {
                constexpr transposed_form form = transposed_form_of(G, lanes<T>);
                if constexpr (form == transposed_form::planes)
                    planes_vector<T, G>::template transposed<Terms...>(x, packed, quotients, part_size, r, scratch);
                else if constexpr (form == transposed_form::weight_lists)
                    weight_lists_vector<T, G, Engine::skips_zeros>::template transposed<Terms...>(
                        x, packed, quotients, part_size, r, scratch);
                else if constexpr (form == transposed_form::scattered)
                    scattered_vector<T, G, Engine::skips_zeros>::template transposed<Terms...>(x, packed, quotients,
                                                                                               part_size, r, scratch);
                else if constexpr (runs_over_samples(G, lanes<T>))
                    batch_vector<T, G>::template transposed<Terms...>(x, packed, quotients, part_size, r, scratch);
                else if constexpr (is_dense || is_depthwise)
                    vector_form::template transposed<Terms...>(x, packed, quotients, part_size, r);
                else if constexpr (form == transposed_form::turned)
                    turned_vector<T, G, allowed, Engine::skips_zeros>::template transposed<Terms...>(
                        x, packed, quotients, part_size, r, scratch);
                else
                    dot_products_vector<T, G>::template transposed<Terms...>(x, packed, quotients, part_size, r);
                return;
            }
        linear_scalar<T, G>::template transposed<Terms...>(x, packed, quotients, part_size, r);
    }
};

}  // namespace constexplain::kernels
