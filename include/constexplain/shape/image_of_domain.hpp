#pragma once
/// The set that a function of one variable makes of a domain, from its values at the ends.
///
/// Ends move outward by more than what the functions of meta/elementary.hpp may be wrong, so that they enclose.
#include <constexplain/shape/domain.hpp>

namespace constexplain::detail {

inline constexpr double outward_margin = 0x1p-48;

/// Ends moved outward by a share of their size, but not beyond `range`.
constexpr domain moved_outward(domain const& ends, domain const& range, double margin = outward_margin) {
    constexpr double least = 0x1p-1060;  // where a factor has lost digits below the smallest normal number
    auto const step = [=](double end) { return margin * (end < 0 ? -end : end) + least; };
    double const low = ends.low - step(ends.low), high = ends.high + step(ends.high);
    return domain::box(low < range.low ? range.low : low, high > range.high ? range.high : high);
}

/// The range of a function with values from `least` to `most` that have the sign of x or are 0.
constexpr domain range_by_sign(domain const& in, double least, double most) {
    return domain::box(in.low >= 0 ? 0 : least, in.high <= 0 ? 0 : most);
}

template<class F>
constexpr domain image_of_increasing(domain const& in, F const& f, domain const& range) {
    return moved_outward({f(in.low), f(in.high)}, range);
}

/// Of a function that falls from 0 to its minimum and then rises through the origin. `minimum` is rounded down.
template<class F>
constexpr domain image_of_valley(domain const& in, F const& f, double lowest_at, double minimum,
                                 double margin = outward_margin) {
    double const at_low = f(in.low), at_high = f(in.high);
    bool const holds_lowest = in.low < lowest_at && in.high > lowest_at;
    domain const ends{holds_lowest       ? minimum
                      : at_low > at_high ? at_high
                                         : at_low,
                      at_high < at_low ? at_low : at_high};
    return moved_outward(ends, range_by_sign(in, minimum, domain{}.high), margin);
}

/// The same, where the function is x itself from `from` on.
constexpr domain with_identity_from(double from, domain const& in, domain const& image) {
    return domain::box(in.low >= from ? in.low : image.low, in.high >= from ? in.high : image.high);
}

}  // namespace constexplain::detail
