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

namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET {
template<class Net, class Rules, class T, size_t Samples = 1>
constexpr size_t workspace_size() {
    if constexpr (rules_are_sound<Net, Rules>())
        return explain_memory<Net, Rules, lanes<T>, Samples>::total;
    else if constexpr (std::is_void_v<Rules> && is_sound_network<Net>())
        return forward_memory<Net, lanes<T>, Samples>::total;
    else
        return 1;
}
}  // namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET

namespace detail {
template<class Net, class Rules>
struct workspace_mistake : rules_mistake<Net, Rules> {};
template<class Net>
struct workspace_mistake<Net, void> {
    using type = not_a_network<Net>;
};
}  // namespace detail

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {

/// Buffers for predict (`workspace<lenet>`) or for explain (`workspace<lenet, lenet_rules>`). Its content means
/// nothing between calls; one call at a time may use it.
template<class Net, class Rules = void, class T = float>
struct alignas(64) workspace {
    static_assert(sizeof(detail::reject<typename detail::workspace_mistake<Net, Rules>::type>));
    static constexpr size_t element_count = detail::workspace_size<Net, Rules, T>();
    /// The true size, padding for this program's instruction set included.
    static constexpr size_t bytes = sizeof(T) * element_count;
    std::array<T, element_count> values;
};

/// Buffers for so many samples at once: for predict_batch (`batch_workspace<lenet, 32>`) or for explain_batch
/// (`batch_workspace<lenet, 32, lenet_rules>`).
template<class Net, size_t Samples, class Rules = void, class T = float>
struct alignas(64) batch_workspace {
    static_assert(Samples > 0, "batch_workspace: at least one sample");
    static_assert(sizeof(detail::reject<typename detail::workspace_mistake<Net, Rules>::type>));
    static constexpr size_t element_count = detail::workspace_size<Net, Rules, T, Samples>();
    static constexpr size_t bytes = sizeof(T) * element_count;
    std::array<T, element_count> values;
};

}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

namespace detail {
template<size_t Bytes>
struct bytes_of_buffers;

/// What is wrong with so many bytes on the stack.
template<size_t Bytes>
using stack_mistake =
    unless<Bytes <= stack_limit,
           STACK_LIMIT_EXCEEDED<bytes_of_buffers<Bytes>, bytes_of_buffers<stack_limit>, cure::pass_a_workspace>>;
}  // namespace detail

}  // namespace constexplain
