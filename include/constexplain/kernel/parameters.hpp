#pragma once
/// How each layer's arrays of parameters are packed when a model is bound.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/layer/batch_norm.hpp>
#include <constexplain/layer/recurrent.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// `pack(arrays, packed)` writes `total` scalars. Here: one array after the other, each on a cache line, as it is, or
/// where its numbers are a vector's in the vector's order in memory.
template<class T, class Node, class L = typename Node::layer_type>
struct parameters {
    static constexpr auto arrays = L::parameter_arrays(Node::in.extents);
    static constexpr auto offsets = [] {
        std::array<size_t, arrays.size() + 1> at{};
        for (size_t k = 0; k < arrays.size(); ++k)
            at[k + 1] = at[k] + round_up_to(arrays[k].extents.count(), buffer_unit);
        return at;
    }();
    static constexpr size_t total = offsets[arrays.size()];

    static constexpr void pack(std::array<T const*, arrays.size()> const& from, T* packed) {
        for (size_t k = 0; k < total; ++k) packed[k] = T(0);
        for (size_t a = 0; a < arrays.size(); ++a)
            for (size_t k = 0; k < arrays[a].extents.count(); ++k) {
                bool const moves =
                    std::is_base_of_v<constexplain::detail::channel_arrays, L> && Node::in.extents.rank == 1;
                packed[offsets[a] + (moves ? Node::in.order.place_of(k) : k)] = from[a][k];
            }
    }
};

/// For the kernels of linear layers.
template<class T, class Node, linear_layer L>
struct parameters<T, Node, L> {
    static constexpr linear_geometry G = Node::geometry();
    using P = packing<T, G>;
    static constexpr auto arrays = L::parameter_arrays(Node::in.extents);
    static constexpr size_t total = P::total;

    /// `done` as in `packing`.
    template<class Done = nothing_to_do>
    static constexpr void pack(std::array<T const*, arrays.size()> const& from, T* packed, Done const& done = {}) {
        if constexpr (G.has_bias)
            P::pack(from[0], from[1], Node::in.order, packed, done);
        else
            P::pack(from[0], nullptr, Node::in.order, packed, done);
    }
};

/// A factor and an offset for each channel, as a convolution of one tap.
template<class T, class Node, channelwise_layer L>
    requires linear_layer<L>
struct parameters<T, Node, L> {
    static constexpr linear_geometry G = Node::geometry();
    using P = packing<T, G>;
    static constexpr auto arrays = L::parameter_arrays(Node::in.extents);
    static constexpr size_t total = P::total;

    static constexpr void pack(std::array<T const*, arrays.size()> const& from, T* packed) {
        for (size_t k = 0; k < total; ++k) packed[k] = T(0);
        for (size_t c = 0; c < G.out_channels; ++c) {
            std::array<T, arrays.size()> of_channel{};
            for (size_t a = 0; a < arrays.size(); ++a) of_channel[a] = from[a][c];
            auto const [factor, offset] = L::affine(of_channel);
            size_t const place = Node::in.extents.rank == 1 ? Node::in.order.place_of(c) : c;
            packed[P::place(place, 0, 0, 0, 0)] = factor;
            packed[P::weights + P::place(place, 0)] = offset;
        }
        P::transpose(packed);  // of one channel, which is no depthwise convolution
    }
};

/// The products of one step of a recurrent layer: of its input for all gates, of the state before it for the gates
/// that read the state itself, and for a GRU's candidate.
template<class T, class Node>
struct recurrent_products {
    using L = typename Node::layer_type;
    static constexpr size_t features = Node::in.extents.channels();
    static constexpr bool has_candidate = L::gates == 3;
    static constexpr bool has_state_bias = L::settings.bias && L::settings.reset_after;
    static constexpr size_t state_rows = (has_candidate ? 2 : L::gates) * L::hidden;
    static constexpr linear_geometry of_input =
        constexplain::detail::product_of(features, L::gates* L::hidden, L::settings.bias);
    static constexpr linear_geometry of_state =
        constexplain::detail::product_of(L::hidden, state_rows, has_state_bias);
    static constexpr linear_geometry of_candidate =
        constexplain::detail::product_of(L::hidden, L::hidden, has_state_bias);
    static constexpr size_t state_at = round_up_to(packing<T, of_input>::total, buffer_unit);
    static constexpr size_t candidate_at = state_at + round_up_to(packing<T, of_state>::total, buffer_unit);
    static constexpr size_t total = has_candidate ? candidate_at + packing<T, of_candidate>::total : candidate_at;
};

/// For the kernels of its products.
template<class T, class Node, recurrent_layer L>
struct parameters<T, Node, L> {
    using W = recurrent_products<T, Node>;
    static constexpr auto arrays = L::parameter_arrays(Node::in.extents);
    static constexpr size_t total = W::total;

    static constexpr void pack(std::array<T const*, arrays.size()> const& from, T* packed) {
        for (size_t k = 0; k < total; ++k) packed[k] = T(0);
        pack_rows<W::of_input>(from[0], array<2>(from), packed);
        pack_rows<W::of_state>(from[1], array<3>(from), packed + W::state_at);
        if constexpr (W::has_candidate) {
            T const* const recurrent_bias = array<3>(from);
            pack_rows<W::of_candidate>(from[1] + W::state_rows * L::hidden,
                                       W::has_state_bias ? recurrent_bias + W::state_rows : recurrent_bias,
                                       packed + W::candidate_at);
        }
    }

private:
    template<size_t Array>
    static constexpr T const* array(std::array<T const*, arrays.size()> const& from) {
        if constexpr (Array < arrays.size())
            return from[Array];
        else
            return nullptr;
    }
    template<linear_geometry G>
    static constexpr void pack_rows(T const* weight, T const* bias, T* packed) {
        packing<T, G>::pack(weight, bias, memory_order{G.in_channels, 1}, packed);
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
