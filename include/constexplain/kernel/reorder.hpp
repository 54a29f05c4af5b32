#pragma once
/// Between the users' order of elements (channels first) and the order in memory (channels last).
#include <constexplain/shape/geometry.hpp>

namespace constexplain::kernels {

template<memory_order Order, class T>
constexpr void to_memory_order(T const* users, T* memory) {
    for (size_t p = 0; p < Order.planes; ++p)
        for (size_t c = 0; c < Order.channels; ++c) memory[p * Order.channels + c] = users[c * Order.planes + p];
}
template<memory_order Order, class T>
constexpr void to_users_order(T const* memory, T* users) {
    for (size_t c = 0; c < Order.channels; ++c)
        for (size_t p = 0; p < Order.planes; ++p) users[c * Order.planes + p] = memory[p * Order.channels + c];
}

}  // namespace constexplain::kernels
