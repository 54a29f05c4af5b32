#pragma once
/// How alike two maps are: cosine, Pearson, Spearman, SSIM. Where a measure has no value it is 0, not NaN.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace constexplain::evaluation {

/// Two maps that cannot be compared: their sizes differ, they are empty, or a value is not finite.
struct comparison_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

namespace detail {

inline void require_comparable(char const* measure, std::span<double const> a, std::span<double const> b) {
    if (a.empty() || a.size() != b.size())
        throw comparison_error(std::string(measure) + ": found " + std::to_string(a.size()) + " and " +
                               std::to_string(b.size()) + " values, needs two maps of one size above 0");
    auto const finite = [](double v) { return std::isfinite(v); };
    if (!std::ranges::all_of(a, finite) || !std::ranges::all_of(b, finite))
        throw comparison_error(std::string(measure) + ": found a value that is not finite");
}

inline double largest_magnitude(std::span<double const> map) {
    double largest = 0;
    for (double const v : map) largest = std::max(largest, std::abs(v));
    return largest;
}

/// Divides by the largest magnitudes first, so that no square overflows or vanishes.
inline double cosine_of(std::span<double const> a, std::span<double const> b) {
    double const scale_a = largest_magnitude(a), scale_b = largest_magnitude(b);
    if (scale_a == 0 || scale_b == 0) return 0;
    double ab = 0, aa = 0, bb = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        double const x = a[k] / scale_a, y = b[k] / scale_b;
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    return std::clamp(ab / std::sqrt(aa * bb), -1.0, 1.0);
}

/// The map less its mean; zeros where it is constant, whatever its mean was rounded to.
inline std::vector<double> centred(std::span<double const> map) {
    std::vector<double> result(map.size(), 0.0);
    auto const [low, high] = std::ranges::minmax(map);
    if (low == high) return result;
    double mean = 0;
    for (double const v : map) mean += v / static_cast<double>(map.size());
    std::ranges::transform(map, result.begin(), [=](double v) { return v - mean; });
    return result;
}

}  // namespace detail

/// <a, b> / (|a| |b|); 0 where one of them is zero. Throws comparison_error, as all measures do.
inline double cosine(std::span<double const> a, std::span<double const> b) {
    detail::require_comparable("cosine", a, b);
    return detail::cosine_of(a, b);
}

/// Pearson's correlation: the cosine of the deviations from the means; 0 where one of the maps is constant.
inline double pearson(std::span<double const> a, std::span<double const> b) {
    detail::require_comparable("pearson", a, b);
    return detail::cosine_of(detail::centred(a), detail::centred(b));
}

/// Each value's rank from 1; equal values share the average of their ranks.
inline std::vector<double> ranks(std::span<double const> map) {
    std::vector<std::pair<double, std::size_t>> order(map.size());
    for (std::size_t k = 0; k < map.size(); ++k) order[k] = {map[k], k};
    std::ranges::sort(order, {}, &std::pair<double, std::size_t>::first);
    std::vector<double> result(map.size());
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && order[end].first == order[begin].first) ++end;
        double const shared = static_cast<double>(begin + end + 1) / 2;
        for (std::size_t k = begin; k < end; ++k) result[order[k].second] = shared;
    }
    return result;
}

/// Spearman's rank correlation: Pearson's of the ranks.
inline double spearman(std::span<double const> a, std::span<double const> b) {
    detail::require_comparable("spearman", a, b);
    return pearson(ranks(a), ranks(b));
}

/// The window and the constants of SSIM: C1 = (K1 L)^2, C2 = (K2 L)^2, L the data range.
inline constexpr std::size_t ssim_window = 7;
inline constexpr double ssim_k1 = 0.01;
inline constexpr double ssim_k2 = 0.03;

/// The structural similarity of two [height][width] maps: the mean over all windows that lie inside. Wang et al.,
/// IEEE Transactions on Image Processing 13(4), 2004, eq. 13, with uniform windows and sample covariances: the
/// default of scikit-image's structural_similarity. `data_range` is the distance of the least and the largest value
/// that a map can have.
inline double ssim(std::span<double const> a, std::span<double const> b, std::size_t height, std::size_t width,
                   double data_range) {
    detail::require_comparable("ssim", a, b);
    if (height < ssim_window || width < ssim_window || a.size() / height != width || a.size() % height != 0)
        throw comparison_error("ssim: found " + std::to_string(a.size()) + " values as " + std::to_string(height) +
                               " x " + std::to_string(width) + ", needs so many, of at least 7 x 7");
    if (!(data_range > 0) || !std::isfinite(data_range))
        throw comparison_error("ssim: found the data range " + std::to_string(data_range) +
                               ", needs a finite one above 0");
    double const c1 = ssim_k1 * data_range * ssim_k1 * data_range, c2 = ssim_k2 * data_range * ssim_k2 * data_range;
    constexpr double count = ssim_window * ssim_window;
    auto const over_window = [=](std::size_t top, std::size_t left, auto term) {
        double sum = 0;
        for (std::size_t y = top; y < top + ssim_window; ++y)
            for (std::size_t x = left; x < left + ssim_window; ++x) sum += term(y * width + x);
        return sum;
    };
    double total = 0;
    for (std::size_t top = 0; top + ssim_window <= height; ++top)
        for (std::size_t left = 0; left + ssim_window <= width; ++left) {
            double const mean_a = over_window(top, left, [&](std::size_t k) { return a[k]; }) / count;
            double const mean_b = over_window(top, left, [&](std::size_t k) { return b[k]; }) / count;
            auto const covariance = [&](auto p, double mean_p, auto q, double mean_q) {
                return over_window(top, left, [&](std::size_t k) { return (p[k] - mean_p) * (q[k] - mean_q); }) /
                       (count - 1);
            };
            total += (2 * mean_a * mean_b + c1) * (2 * covariance(a, mean_a, b, mean_b) + c2) /
                     ((mean_a * mean_a + mean_b * mean_b + c1) *
                      (covariance(a, mean_a, a, mean_a) + covariance(b, mean_b, b, mean_b) + c2));
        }
    return total / static_cast<double>((height - ssim_window + 1) * (width - ssim_window + 1));
}

}  // namespace constexplain::evaluation
