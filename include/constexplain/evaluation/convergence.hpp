#pragma once
/// Does the relevance forget its start?
#include <constexplain/evaluation/explainer.hpp>
#include <constexplain/evaluation/layer_names.hpp>
#include <constexplain/evaluation/report.hpp>
#include <constexplain/evaluation/similarity.hpp>

#include <cstdint>
#include <random>

namespace constexplain::evaluation {

namespace detail {

/// Adds |cosine| of two relevance tensors for each of `Pixels` vectors over the channels. A zero vector has no
/// direction and is left out.
template<std::size_t Pixels, class Tensor>
void add_cosines(Tensor const& a, Tensor const& b, std::vector<float>& cosines) {
    std::vector<double> u(Tensor::size() / Pixels), v(u.size());
    for (std::size_t p = 0; p < Pixels; ++p) {
        for (std::size_t c = 0; c < u.size(); ++c) {
            u[c] = static_cast<double>(a[c * Pixels + p]);
            v[c] = static_cast<double>(b[c * Pixels + p]);
        }
        if (largest_magnitude(u) > 0 && largest_magnitude(v) > 0)
            cosines.push_back(static_cast<float>(std::abs(cosine_of(u, v))));
    }
}

/// The median, the lower one of two; 0 of nothing.
inline double median(std::vector<float>& values) {
    if (values.empty()) return 0;
    auto const middle = values.begin() + static_cast<std::ptrdiff_t>((values.size() - 1) / 2);
    std::ranges::nth_element(values, middle);
    return static_cast<double>(*middle);
}

}  // namespace detail

/// Cosine similarity convergence (Sixt, Granz and Landgraf, When Explanations Lie, ICML 2020): two starts,
/// normal at each logit, are propagated, and at every boundary the |cosine| of their relevance is taken; medians over
/// the images and `pairs` pairs of starts for each. 1 says that the product of the rules' matrices down to there has
/// rank one: whatever starts, the same map comes out, up to a factor. "whole" is over the whole boundary, "by pixel"
/// over the channels of each pixel, as in the paper's code; there 1 says nothing where one channel holds all relevance,
/// as at an input of one channel or at the winners of max pooling. Throws evaluation_error.
template<class Rules, class Model, class Images>
[[nodiscard]] report convergence(Model const& net, Images const& images, std::size_t pairs, std::uint64_t seed) {
    using Net = typename Model::network_type;
    using T = typename Model::scalar_type;
    detail::require_images("convergence", images);
    if (pairs == 0) throw evaluation_error("convergence: found 0 pairs of starts, needs at least one");
    std::array<std::vector<float>, Net::logits + 1> whole, by_pixel;
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal;
    using start_values = std::array<T, detail::class_count<Net>>;
    auto const random_start = [&] {
        start_values start;
        for (T& v : start) v = static_cast<T>(normal(random));
        return start;
    };

    detail::explainer<Rules, Net, T> one, other;
    std::size_t number = 0;
    for (auto const& image : images) {
        for (std::size_t pair = 0; pair < pairs; ++pair) {
            start_values const from_one = random_start(), from_other = random_start();
            auto const& a = one(net, image, number, start_vector(from_one));
            auto const& b = other(net, image, number, start_vector(from_other));
            meta::for_each_index<Net::logits + 1>([&](auto boundary) {
                auto const& u = a.template relevance_at<boundary>();
                auto const& v = b.template relevance_at<boundary>();
                constexpr shape extents = Net::shapes[boundary];
                detail::add_cosines<1>(u, v, whole[boundary]);
                detail::add_cosines<extents.height() * extents.width()>(u, v, by_pixel[boundary]);
            });
        }
        ++number;
    }
    report result{"cosine similarity convergence", "behind layer", {"whole", "by pixel"}, {}};
    for (auto const& name : boundary_names<Net>()) {
        std::size_t const k = result.rows.size();
        result.rows.push_back({name, {detail::median(whole[k]), detail::median(by_pixel[k])}});
    }
    return result;
}

}  // namespace constexplain::evaluation
