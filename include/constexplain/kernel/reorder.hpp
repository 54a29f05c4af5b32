#pragma once
/// Between the users' order of elements (channels first) and the order in memory (channels last).
#include <constexplain/kernel/interleave.hpp>
#include <constexplain/shape/geometry.hpp>

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// Copies numbers that are in their order already.
template<size_t Count, class T>
constexpr void copy(T const* from, T* to) {
    if constexpr (std::is_arithmetic_v<T>)
        if (!std::is_constant_evaluated()) return void(std::memcpy(to, from, Count * sizeof(T)));
    std::copy_n(from, Count, to);
}

/// Whether images of this order have so few channels that vectors of pixels are put together from vectors of planes.
template<memory_order Order, class T>
inline constexpr bool has_few_channels =
    lanes<T> > 1 && Order.channels > 1 && Order.channels <= 4 && Order.planes >= lanes<T>;

/// Of such images; calls `see(channel, place)` for vectors that together hold all numbers. Not for constant expressions.
template<memory_order Order, class T, class See>
void few_to_memory_order(T const* users, T* memory, See&& see) {
    size_t const first = interleave<Order.channels, Order.planes>(users, memory, see);
    if (first == Order.planes) return;
    for (size_t c = 0; c < Order.channels; ++c) {
        see(c, users + (c + 1) * Order.planes - lanes<T>);
        for (size_t p = first; p < Order.planes; ++p) memory[p * Order.channels + c] = users[c * Order.planes + p];
    }
}
template<memory_order Order, class T>
constexpr void to_memory_order(T const* users, T* memory) {
    if constexpr (Order.is_users_order()) return copy<Order.channels * Order.planes>(users, memory);
    if constexpr (has_few_channels<Order, T>)
        if (!std::is_constant_evaluated()) return few_to_memory_order<Order>(users, memory, [](size_t, T const*) {});
    for (size_t p = 0; p < Order.planes; ++p)
        for (size_t c = 0; c < Order.channels; ++c) memory[p * Order.channels + c] = users[c * Order.planes + p];
}
template<memory_order Order, class T>
constexpr void to_users_order(T const* memory, T* users) {
    if constexpr (Order.is_users_order()) return copy<Order.channels * Order.planes>(memory, users);
    size_t first = 0;
    if constexpr (has_few_channels<Order, T>)
        if (!std::is_constant_evaluated()) first = separate<Order.channels, Order.planes>(memory, users);
    for (size_t c = 0; c < Order.channels; ++c)
        for (size_t p = first; p < Order.planes; ++p) users[c * Order.planes + p] = memory[p * Order.channels + c];
}

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
