#pragma once
/// What may be passed as a tensor: contiguous ranges whose extent is known when the program is compiled.
#include <constexplain/tensor/tensor.hpp>

#include <span>

namespace constexplain {

/// The extents of a range type: a full `shape` where the type has one (28x28x1 is not 1x28x28), only a count
/// where it has none, nothing where its size is dynamic. Specialise it for other tensors.
template<class R>
struct extent_of {
    static constexpr bool is_static = false;
};

template<class T, size_t... Extents>
struct extent_of<tensor<T, Extents...>> {
    static constexpr bool is_static = true;
    using element = T;
    static constexpr shape extents{Extents...};
};
template<class T, size_t N>
struct extent_of<std::array<T, N>> {
    static constexpr bool is_static = true;
    using element = T;
    static constexpr size_t count = N;
};
template<class T, size_t N>
    requires(N != std::dynamic_extent)
struct extent_of<std::span<T, N>> {
    static constexpr bool is_static = true;
    using element = std::remove_const_t<T>;
    static constexpr size_t count = N;
};
template<class T, size_t N>
    requires std::is_arithmetic_v<T>
struct extent_of<T[N]> {
    static constexpr bool is_static = true;
    using element = std::remove_const_t<T>;
    static constexpr size_t count = N;
};
/// A count of elements as a fact of a message.
template<size_t Count>
struct elements;
/// A range whose size is only known at run time, as a fact.
struct range_of_dynamic_size;
/// Element type and extents, as facts.
template<class Scalar, class Extents>
struct of_type;

namespace detail {

template<class Extent>
struct shape_of_extent {
    static constexpr shape value = Extent::extents;
};

/// What was passed, as the type that messages print.
template<class Range, class Extent>
constexpr auto extent_facts() {
    if constexpr (Extent::is_static) {
        if constexpr (requires { Extent::extents; })
            return std::type_identity<of_type<typename Extent::element, given_as<shape_of_extent<Extent>>>>{};
        else
            return std::type_identity<of_type<typename Extent::element, elements<Extent::count>>>{};
    } else if constexpr (requires(Range& range) { std::data(range), std::size(range); }) {
        return std::type_identity<range_of_dynamic_size>{};
    } else {
        return std::type_identity<Range>{};
    }
}

template<class T, class Needed, class Extent>
constexpr bool extent_matches() {
    if constexpr (!Extent::is_static)
        return false;
    else if constexpr (!std::is_same_v<T, typename Extent::element>)
        return false;
    else if constexpr (requires { Extent::extents; })
        return Extent::extents == Needed::value;
    else
        return Extent::count == Needed::value.count();
}

/// A range as elements that must be `T` in the shape `Needed::value`.
template<class T, class Needed, class Range>
struct passed {
    using extent = extent_of<std::remove_const_t<Range>>;
    static constexpr bool fits = extent_matches<T, Needed, extent>();
    using needed = of_type<T, given_as<Needed>>;
    using found = typename decltype(extent_facts<std::remove_const_t<Range>, extent>())::type;
};

/// What is wrong with a range as a network's input; void where nothing is.
template<class T, class Needed, class Range, class Passed = passed<T, Needed, Range>>
using input_mistake =
    unless<Passed::fits,
           INPUT_MISMATCH<typename Passed::needed, typename Passed::found,
                          std::conditional_t<std::is_same_v<typename Passed::found, range_of_dynamic_size>,
                                             cure::use_view_as_for_a_range_of_dynamic_size,
                                             cure::pass_a_tensor_of_the_networks_shape_and_scalar>>>;

}  // namespace detail

/// The elements of a range that must be `T` in the shape `Needed::value`; anything else does not compile.
template<class T, class Needed, class Range>
constexpr auto* elements_of(Range& range) {
    static_assert(sizeof(detail::reject<detail::input_mistake<T, Needed, Range>>));
    return std::data(range);
}

}  // namespace constexplain
