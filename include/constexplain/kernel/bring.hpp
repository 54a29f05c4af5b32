#pragma once
/// An input on its way into its order in memory.
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/kernel/reorder.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// A sample in the order in memory; zeros in the place of one that is not finite, which constant expressions could not
/// compute with.
template<memory_order Order, class T>
constexpr void bring_sample(T const* users, bool is_finite, T* memory) {
    if (is_finite)
        to_memory_order<Order>(users, memory);
    else
        std::fill_n(memory, Order.channels * Order.planes, T(0));
}

/// An image that `has_few_channels` in its order in memory, and in the same sweep whether it is finite and each channel inside its
/// bounds, if it has any. Not for constant expressions.
template<memory_order Order, bool HasBounds, class T>
value_range bring_tested(T const* users, [[maybe_unused]] std::array<double, Order.channels> const& low,
                         [[maybe_unused]] std::array<double, Order.channels> const& high, T* memory) {
    range_test<T> test(users);
    few_to_memory_order<Order>(users, memory, [&](size_t channel, T const* at) __attribute__((always_inline)) {
        if constexpr (HasBounds)
            test.add(at, batch<T>(static_cast<T>(low[channel])), batch<T>(static_cast<T>(high[channel])));
        else
            test.add(at);
    });
    return test.result();
}

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
