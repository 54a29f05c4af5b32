#pragma once
/// Does the map depend on the class that it explains?
#include <constexplain/evaluation/explainer.hpp>
#include <constexplain/evaluation/map_similarity.hpp>
#include <constexplain/evaluation/report.hpp>

#include <cstdint>
#include <random>

namespace constexplain::evaluation {

/// The map of the arg-max beside those of the class with the second largest logit and of another class at random
/// (Sixt, Granz and Landgraf, When Explanations Lie, ICML 2020): see `mean_map_similarity`. Throws evaluation_error.
template<class Rules, class Model, class Images>
[[nodiscard]] report logit_swap(Model const& net, Images const& images, std::uint64_t seed) {
    using Net = typename Model::network_type;
    using T = typename Model::scalar_type;
    static_assert(detail::class_count<Net> >= 2, "logit_swap: the network needs two classes or more");
    detail::require_images("logit_swap", images);
    using similarity = mean_map_similarity<Net>;
    similarity runner_up, anyone;
    std::mt19937_64 random(seed);

    detail::explainer<Rules, Net, T> explained;
    std::size_t number = 0;
    for (auto const& image : images) {
        auto const map = [&](std::size_t c) {
            return detail::pixel_map(explained(net, image, number, class_index(c)).relevance);
        };
        auto logits = detail::logits_of(net, image);
        std::size_t const best = detail::arg_max_of(logits);
        // Another class: one of the classes after the best, counted in a circle.
        std::size_t const other = (best + 1 + random() % (logits.size() - 1)) % logits.size();
        logits[best] = std::numeric_limits<T>::lowest();
        auto const original = map(best);
        runner_up.add(original, map(detail::arg_max_of(logits)));
        anyone.add(original, map(other));
        ++number;
    }
    return {"map after a logit swap",
            "explained class",
            similarity::columns(),
            {{"second largest logit", runner_up.means()}, {"another at random", anyone.means()}}};
}

}  // namespace constexplain::evaluation
