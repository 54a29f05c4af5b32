#pragma once
/// Is the map more than gradient times input?
#include <constexplain/evaluation/explainer.hpp>
#include <constexplain/evaluation/layer_names.hpp>
#include <constexplain/evaluation/report.hpp>
#include <constexplain/evaluation/similarity.hpp>
#include <constexplain/rule/composites.hpp>

namespace constexplain::evaluation {

/// The relevance at every boundary beside gradient times activation there, for the arg-max: means over the images of
/// cosine, Pearson's and Spearman's correlation. LRP-0 has 1 everywhere through ReLU, leaky ReLU, max pooling and
/// unstabilised average pooling: behind a ReLU the relevance is a dz/da, and before it, where it passes unmasked, it
/// is the same, since x relu'(x) = relu(x) (Shrikumar et al., 2016; Ancona et al., ICLR 2018).
/// `gradient_times_input` multiplies at the input only: its other boundaries hold the plain gradient.
/// Throws evaluation_error.
template<class Rules, class Model, class Images>
[[nodiscard]] report likeness(Model const& net, Images const& images) {
    using Net = typename Model::network_type;
    using T = typename Model::scalar_type;
    auto const count = static_cast<double>(detail::require_images("likeness", images));
    report result{"likeness to gradient x activation", "behind layer", {"cosine", "pearson", "spearman"}, {}};
    for (auto const& name : boundary_names<Net>()) result.rows.push_back({name, {0, 0, 0}});

    detail::explainer<Rules, Net, T> explained;
    detail::explainer<gradient, Net, T> derived;
    std::size_t number = 0;
    for (auto const& image : images) {
        auto const activations = detail::every_boundary<Net>::activations(net, image);
        auto const& logits = boost::hana::at_c<Net::logits>(*activations);
        class_index const best(detail::arg_max_of(logits));
        auto const& relevance = explained(net, image, number, best);
        auto const& slope = derived(net, image, number, best);
        meta::for_each_index<Net::logits + 1>([&](auto boundary) {
            constexpr std::size_t at = boundary;
            auto const here = detail::in_double(detail::map_at<at>(relevance));
            auto product = detail::in_double(slope.template relevance_at<at>());
            auto const& activation = boost::hana::at_c<at>(*activations);
            for (std::size_t k = 0; k < product.size(); ++k) product[k] *= static_cast<double>(activation[k]);
            auto& sums = result.rows[at].values;
            sums[0] += cosine(here, product) / count;
            sums[1] += pearson(here, product) / count;
            sums[2] += spearman(here, product) / count;
        });
        ++number;
    }
    return result;
}

}  // namespace constexplain::evaluation
