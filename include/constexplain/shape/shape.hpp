#pragma once
/// The extents of a tensor, channels first, as a value that can be a template argument.
#include <constexplain/meta/diagnostics.hpp>
#include <constexplain/meta/text.hpp>

#include <array>
#include <concepts>

namespace constexplain {

/// Up to four extents: `shape{10}` is a vector, `shape{1, 28, 28}` is channels, height, width, `shape{4, 100}` is
/// channels, length, or steps, features of a sequence: `shape::sequence(100, 4)`, whose elements lie row by row.
///
/// After a mistake in a network the later shapes are *unknown*: an unknown shape equals any other, so that one
/// mistake is one error.
struct shape {
    size_t rank = 0;
    std::array<size_t, 4> extents{};
    bool unknown = false;
    bool steps_first = false;  ///< a sequence; equal to the same extents of anything else

    constexpr shape() = default;
    template<std::integral... Extents>
        requires(sizeof...(Extents) >= 1 && sizeof...(Extents) <= 4)
    constexpr explicit(sizeof...(Extents) == 1) shape(Extents... e)
        : rank(sizeof...(Extents))
        , extents{static_cast<size_t>(e)...} {}
    [[nodiscard]] static constexpr shape sequence(size_t steps, size_t features) {
        shape s{steps, features};
        s.steps_first = true;
        return s;
    }

    /// The number of elements.
    [[nodiscard]] constexpr size_t count() const {
        size_t product = rank == 0 ? 0 : 1;
        for (size_t k = 0; k < rank; ++k) product *= extents[k];
        return product;
    }
    [[nodiscard]] constexpr size_t operator[](size_t axis) const { return extents[axis]; }
    /// The features of a sequence are the channels of its steps, which are its height, as a length is.
    [[nodiscard]] constexpr size_t channels() const { return steps_first ? extents[1] : extents[0]; }
    [[nodiscard]] constexpr size_t height() const {
        return steps_first ? extents[0] : rank == 2 || rank == 3 ? extents[1] : 1;
    }
    [[nodiscard]] constexpr size_t width() const { return rank == 3 ? extents[2] : 1; }
    /// How many neighbours in memory belong together: the channels of a pixel, the features of a step, a whole vector.
    [[nodiscard]] constexpr size_t run_length() const { return rank == 1 ? count() : channels(); }

    friend constexpr bool operator==(shape const& a, shape const& b) {
        return a.unknown || b.unknown || (a.rank == b.rank && a.extents == b.extents);
    }
};

constexpr meta::text_writer& operator<<(meta::text_writer& out, shape const& s) {
    for (size_t k = 0; k < s.rank; ++k) {
        if (k > 0) out << "x";
        out << s[k];
    }
    return out;
}

namespace detail {
// Source is a type with `static constexpr shape value`: g++ 12 crashes on a dependent class-type argument here.
template<class Source, class = std::make_index_sequence<Source::value.rank>>
struct given_shape;
template<class Source, size_t... I>
struct given_shape<Source, std::index_sequence<I...>> {
    using type = given<Source::value.extents[I]...>;
};
}  // namespace detail

/// A shape as the type that messages print: `given<1, 28, 28>`.
template<class Source>
using given_as = typename detail::given_shape<Source>::type;

}  // namespace constexplain
