#pragma once
/// The buffers of predict and explain, owned by the caller: static, one for each thread, or in an arena.
#include <constexplain/plan/memory.hpp>
#include <constexplain/tensor/simd.hpp>

#ifndef CONSTEXPLAIN_STACK_LIMIT
/// The bytes of buffers that predict and explain may put on the stack when no workspace is passed.
#define CONSTEXPLAIN_STACK_LIMIT (512 * 1024)
#endif

namespace constexplain {

inline constexpr size_t stack_limit = CONSTEXPLAIN_STACK_LIMIT;

namespace detail {
template<class Net, class Rules, class T>
inline constexpr size_t workspace_size = explain_memory<Net, Rules, lanes<T>>::total;
template<class Net, class T>
inline constexpr size_t workspace_size<Net, void, T> = forward_memory<Net>::total;
}  // namespace detail

/// Buffers for predict (`workspace<lenet>`) or for explain (`workspace<lenet, lenet_rules>`). Its content means
/// nothing between calls; one call at a time may use it.
template<class Net, class Rules = void, class T = float>
struct alignas(64) workspace {
    static constexpr size_t element_count = detail::workspace_size<Net, Rules, T>;
    /// The true size, padding for this program's instruction set included.
    static constexpr size_t bytes = sizeof(T) * element_count;
    std::array<T, element_count> values;
};

namespace detail {
template<size_t Bytes>
struct bytes_of_buffers;

/// Names the facts; see `reject_shape`.
template<class Needed, class Limit>
struct reject_stack {
    static_assert(sizeof(STACK_LIMIT_EXCEEDED<Needed, Limit, cure::pass_a_workspace>));
};
template<size_t Bytes>
constexpr void require_stack() {
    if constexpr (Bytes > stack_limit)
        static_assert(sizeof(reject_stack<bytes_of_buffers<Bytes>, bytes_of_buffers<stack_limit>>) > 0);
}
}  // namespace detail

}  // namespace constexplain
