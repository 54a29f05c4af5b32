#pragma once
/// xtensor at the edge: `xt::xtensor_fixed` as input, results as xtensor views, no copy. Costs 2 s to compile, so
/// it is not part of the umbrella header.
#include <constexplain/tensor/extent.hpp>

#if __has_include(<xtensor/containers/xfixed.hpp>)
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xfixed.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xfixed.hpp>
#endif

namespace constexplain {

/// A fixed-shape, row-major xtensor has a full shape: 28x28x1 is not 1x28x28.
template<class T, size_t... Extents, bool Sharable>
struct extent_of<xt::xtensor_fixed<T, xt::fixed_shape<Extents...>, xt::layout_type::row_major, Sharable>> {
    static constexpr bool is_static = true;
    using element = T;
    static constexpr shape extents{Extents...};
};

/// A tensor (a relevance map, scores) as an xtensor expression over its own elements.
template<class T, size_t... Extents>
auto as_xtensor(tensor<T, Extents...>& values) {
    return xt::adapt(values.data(), xt::xshape<Extents...>{});
}
template<class T, size_t... Extents>
auto as_xtensor(tensor<T, Extents...> const& values) {
    return xt::adapt(values.data(), xt::xshape<Extents...>{});
}

template<class T, size_t... Extents>
auto as_xtensor(tensor<T, Extents...> const&&) = delete;  // the view would outlive its elements

}  // namespace constexplain
