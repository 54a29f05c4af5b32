#pragma once
/// Where a model keeps its packed parameters: in itself, or in one buffer of its own.
#include <constexplain/tensor/simd.hpp>

#include <array>
#include <cstdlib>
#include <new>
#include <vector>

namespace constexplain {

namespace detail {
/// Allocates on cache lines.
template<class T>
struct cache_line_allocator {
    using value_type = T;
    static constexpr std::align_val_t alignment{64};
    cache_line_allocator() = default;
    template<class U>
    cache_line_allocator(cache_line_allocator<U> const&) {}
    T* allocate(size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), alignment)); }
    void deallocate(T* at, size_t) { ::operator delete(at, alignment); }
    friend bool operator==(cache_line_allocator, cache_line_allocator) { return true; }
};
}  // namespace detail

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {

/// Parameters in the object itself: a model of them is a literal type and may be a constant.
template<class T, size_t Count>
struct embedded_parameters {
    alignas(64) std::array<T, Count> values{};
    [[nodiscard]] constexpr T* data() { return values.data(); }
    [[nodiscard]] constexpr T const* data() const { return values.data(); }
};

/// Parameters in one buffer, allocated when the model is made and never again.
template<class T, size_t Count>
struct owned_parameters {
    std::vector<T, detail::cache_line_allocator<T>> values = std::vector<T, detail::cache_line_allocator<T>>(Count);
    [[nodiscard]] T* data() { return values.data(); }
    [[nodiscard]] T const* data() const { return values.data(); }
};

}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

}  // namespace constexplain
