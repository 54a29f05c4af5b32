#pragma once
/// How alike heatmaps are, on average over images.
#include <constexplain/evaluation/similarity.hpp>
#include <constexplain/network/network.hpp>
#include <constexplain/render/heatmap.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace constexplain::evaluation {

/// Means of Spearman's correlation of two maps, of its size (a map and its negative are alike), of Spearman's
/// correlation of their magnitudes, and, of images of at least 7 x 7, of SSIM: of the map and the other one or its
/// negative, whichever is more alike, each divided by its largest magnitude, so that the data range is 2.
///
/// The sign is set apart because it follows the logit's under most rules, whatever the layers below do.
template<class Net>
class mean_map_similarity {
public:
    static constexpr bool has_ssim =
        Net::input.rank == 3 && Net::input.height() >= ssim_window && Net::input.width() >= ssim_window;

    static std::vector<std::string> columns() {
        std::vector<std::string> names{"spearman", "spearman up to sign", "spearman of magnitudes"};
        if (has_ssim) names.push_back("ssim up to sign");
        return names;
    }

    /// Adds a pair of maps, one value for each pixel.
    void add(std::vector<double> const& a, std::vector<double> const& b) {
        double const correlation = spearman(a, b);
        std::vector<double> found{correlation, std::abs(correlation), spearman(magnitudes(a), magnitudes(b))};
        if constexpr (has_ssim) {
            auto const alike = [&](double sign) {
                return ssim(divided(a, render::maximum_scale(a)), divided(b, sign * render::maximum_scale(b)),
                            Net::input.height(), Net::input.width(), 2);
            };
            found.push_back(std::max(alike(1), alike(-1)));
        }
        sums_.resize(found.size());
        for (std::size_t k = 0; k < found.size(); ++k) sums_[k] += found[k];
        ++count_;
    }
    /// The means, in the order of `columns`; of at least one pair.
    [[nodiscard]] std::vector<double> means() const { return divided(sums_, static_cast<double>(count_)); }

private:
    static std::vector<double> magnitudes(std::vector<double> map) {
        for (double& v : map) v = std::abs(v);
        return map;
    }
    static std::vector<double> divided(std::vector<double> map, double scale) {
        for (double& v : map) v /= scale;
        return map;
    }

    std::vector<double> sums_;
    std::size_t count_ = 0;
};

}  // namespace constexplain::evaluation
