#pragma once
/// The library's own tensor: extents in the type, aligned, a literal type.
#include <constexplain/shape/shape.hpp>

#include <array>

namespace constexplain {

/// Values in row-major order, channels first: `tensor<float, 1, 28, 28>`. Starts on a cache line; usable in
/// constant expressions and without construction cost.
template<class T, size_t... Extents>
struct alignas(64) tensor {
    static_assert(sizeof...(Extents) >= 1 && sizeof...(Extents) <= 4, "tensor: one to four extents");
    using value_type = T;
    static constexpr shape extents{Extents...};
    static constexpr size_t element_count = (Extents * ...);

    std::array<T, element_count> values;

    [[nodiscard]] static constexpr size_t size() { return element_count; }
    [[nodiscard]] constexpr T* data() { return values.data(); }
    [[nodiscard]] constexpr T const* data() const { return values.data(); }
    [[nodiscard]] constexpr auto begin() { return values.begin(); }
    [[nodiscard]] constexpr auto begin() const { return values.begin(); }
    [[nodiscard]] constexpr auto end() { return values.end(); }
    [[nodiscard]] constexpr auto end() const { return values.end(); }

    /// The element at an index in row-major order. Not checked.
    [[nodiscard]] constexpr T& operator[](size_t index) { return values[index]; }
    [[nodiscard]] constexpr T const& operator[](size_t index) const { return values[index]; }
    /// The element at (channel, row, column). Not checked.
    template<std::convertible_to<size_t>... Index>
        requires(sizeof...(Index) == sizeof...(Extents))
    [[nodiscard]] constexpr T& operator()(Index... index) {
        return values[place(index...)];
    }
    template<std::convertible_to<size_t>... Index>
        requires(sizeof...(Index) == sizeof...(Extents))
    [[nodiscard]] constexpr T const& operator()(Index... index) const {
        return values[place(index...)];
    }
    friend constexpr bool operator==(tensor const&, tensor const&) = default;

private:
    template<class... Index>
    static constexpr size_t place(Index... index) {
        size_t at = 0;
        ((at = at * Extents + static_cast<size_t>(index)), ...);
        return at;
    }
};

namespace detail {
// The shape comes as `Source::shapes[Index]`: class-type arguments that depend on a template crash g++ 12.
template<class T, class Source, size_t Index, class = std::make_index_sequence<Source::shapes[Index].rank>>
struct tensor_at;
template<class T, class Source, size_t Index, size_t... I>
struct tensor_at<T, Source, Index, std::index_sequence<I...>> {
    using type = tensor<T, Source::shapes[Index].extents[I]...>;
};
}  // namespace detail

/// The tensor at a boundary of a network: 0 is its input, `Net::depth` its output.
template<class Net, size_t Boundary, class T = float>
using tensor_at = typename detail::tensor_at<T, Net, Boundary>::type;

/// A network's input and output.
template<class Net, class T = float>
using input_tensor = tensor_at<Net, 0, T>;
template<class Net, class T = float>
using output_tensor = tensor_at<Net, Net::depth, T>;

}  // namespace constexplain
