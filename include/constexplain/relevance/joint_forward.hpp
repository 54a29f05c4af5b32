#pragma once
/// The forward product of a layer, and its denominators beside it: `plan/joint_forward.hpp`.
#include <constexplain/plan/joint_forward.hpp>
#include <constexplain/relevance/maps.hpp>

namespace constexplain::detail {

/// Whether that is how layer `Index` runs, outside of constant expressions; `Memory` has a place for its denominators then.
template<class Net, class Memory, size_t Index, class T, class Engine>
constexpr bool runs_jointly() {
    if constexpr (Memory::keeps_denominators[Index] && kernels::has_vectors<Engine, T>)
        return is_joint<Net, typename Memory::rules, Index, lanes<T>>(Engine::winograd, Engine::skips_zeros);
    else
        return false;
}

template<class Step, class Engine, class Finish, class T, class... Products>
inline void joint_forward(T const* x, T const* packed, T* y, T* denominators, T* scratch, meta::list<Products...>) {
    using part = meta::element<0, typename Step::template parts<>>;
    using kernel = kernels::linear<T, Step::node_type::geometry(), Engine>;
    kernel::template forward_both<Finish, weight_map<typename part::bias>, executable<void, T, 0, Products>...>(
        x, packed, y, denominators, scratch);
}
/// y = Finish(layer(x)); the denominators in the layout of quotients.
template<class Step, class Engine, class Finish, class T>
inline void joint_forward(T const* x, T const* packed, T* y, T* denominators, T* scratch) {
    using part = meta::element<0, typename Step::template parts<>>;
    joint_forward<Step, Engine, Finish>(x, packed, y, denominators, scratch, typename part::products{});
}

}  // namespace constexplain::detail
