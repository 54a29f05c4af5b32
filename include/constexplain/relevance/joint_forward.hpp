#pragma once
/// The forward product of a layer, and its denominators beside it: `plan/joint_forward.hpp`.
#include <constexplain/plan/joint_forward.hpp>
#include <constexplain/relevance/maps.hpp>

namespace constexplain::detail {

/// Whether that is how the layer of a step runs, outside of constant expressions.
template<class Net, class Rules, size_t Index, class T, class Engine>
constexpr bool runs_jointly() {
    if constexpr (std::is_void_v<Rules> || !kernels::has_vectors<Engine, T>)
        return false;
    else
        return is_joint<Net, Rules, Index, lanes<T>>(winograd_patches::any, true) &&
               is_joint<Net, Rules, Index, lanes<T>>(Engine::winograd, Engine::skips_zeros);
}

/// y = Finish(layer(x)); the denominators in the layout of quotients.
template<class Step, class Engine, class Finish, class T>
inline void joint_forward(T const* x, T const* packed, T* y, T* denominators, T* scratch) {
    [&]<class Part, class Product>(std::type_identity<meta::list<Part>>, std::type_identity<meta::list<Product>>) {
        kernels::linear<T, Step::node_type::geometry(), Engine>::template forward_both<
            Finish, weight_map<typename Part::bias>, executable<void, T, 0, Product>>(x, packed, y, denominators,
                                                                                      scratch);
    }(std::type_identity<typename Step::template parts<>>{},
      std::type_identity<typename meta::element<0, typename Step::template parts<>>::products>{});
}

}  // namespace constexplain::detail
