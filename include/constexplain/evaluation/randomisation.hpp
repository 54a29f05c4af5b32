#pragma once
/// Does the map depend on what the layers have learned?
#include <constexplain/evaluation/explainer.hpp>
#include <constexplain/evaluation/layer_names.hpp>
#include <constexplain/evaluation/map_similarity.hpp>
#include <constexplain/evaluation/report.hpp>
#include <constexplain/parameters/make_model.hpp>

#include <cstdint>
#include <random>
#include <span>

namespace constexplain::evaluation {

namespace detail {

/// `count` numbers of mean 0 with the standard deviation of the `count` values in `packed`, whose other places are
/// padding, and zero.
template<class T>
std::vector<T> normal_like(std::span<T const> packed, std::size_t count, std::mt19937_64& random) {
    double sum = 0, squares = 0;
    for (T const v : packed) {
        sum += static_cast<double>(v);
        squares += static_cast<double>(v) * static_cast<double>(v);
    }
    double const mean = sum / static_cast<double>(count);
    double const deviation = std::sqrt(std::max(squares / static_cast<double>(count) - mean * mean, 0.0));
    std::normal_distribution<double> normal;
    std::vector<T> values(count);
    for (T& v : values) v = static_cast<T>(deviation * normal(random));
    return values;
}

template<class Model>
auto copy_of_parameters(Model const& net) {
    owned_parameters<typename Model::scalar_type, Model::layout::total> packed;
    std::copy_n(net.packed(), Model::layout::total, packed.data());
    return packed;
}

}  // namespace detail

/// A copy of the model whose linear layer `Index` has new weights, and new biases: normal with mean 0 and the standard
/// deviation of the layer's own weights, and biases. The same for the same state of `random` where the standard
/// library is the same.
template<std::size_t Index, class Model>
[[nodiscard]] auto with_random_layer(Model const& net, std::mt19937_64& random) {
    using Net = typename Model::network_type;
    using T = typename Model::scalar_type;
    using here = node<Net, Index>;
    constexpr auto geometry = here::geometry();
    using packing = kernels::packing<T, geometry>;
    auto packed = detail::copy_of_parameters(net);
    T const* const old = net.packed() + Model::layout::offsets[Index];
    auto const weight = detail::normal_like(std::span(old, packing::weights), geometry.weight_count(), random);
    std::vector<T> bias;
    if constexpr (geometry.has_bias)
        bias = detail::normal_like(std::span(old + packing::weights, packing::biases), geometry.out_channels, random);
    std::array<T const*, layer_parameters<here>::arrays.size()> arrays{weight.data()};
    if constexpr (geometry.has_bias) arrays[1] = bias.data();
    constexplain::detail::pack_layer<here>(packed.data(), arrays);
    return model<Net, T>(std::move(packed));
}

/// Cascading randomisation (Adebayo et al., Sanity Checks for Saliency Maps, NeurIPS 2018): the linear layers, from the
/// last to the first, get random parameters (`with_random_layer`), one more in each row, and the map of the class that
/// the model itself predicts is compared with the model's own: see `mean_map_similarity`. A map that hardly changes
/// does not depend on what these layers have learned; one that changes need not be right (Binder et al., CVPR 2023).
/// Throws evaluation_error.
template<class Rules, class Model, class Images>
[[nodiscard]] report cascading_randomisation(Model const& net, Images const& images, std::uint64_t seed) {
    using Net = typename Model::network_type;
    using T = typename Model::scalar_type;
    detail::require_images("cascading_randomisation", images);
    using similarity = mean_map_similarity<Net>;
    report result{"map after cascading randomisation", "random from the top down to", similarity::columns(), {}};

    detail::explainer<Rules, Net, T> explained;
    std::vector<class_index> classes;
    std::vector<std::vector<double>> originals;
    for (auto const& image : images) {
        classes.emplace_back(detail::arg_max_of(detail::logits_of(net, image)));
        originals.push_back(detail::pixel_map(explained(net, image, originals.size(), classes.back()).relevance));
    }
    auto const compare = [&](std::string const& name, auto const& randomised) {
        similarity mean;
        std::size_t number = 0;
        for (auto const& image : images) {
            mean.add(originals[number],
                     detail::pixel_map(explained(randomised, image, number, classes[number]).relevance));
            ++number;
        }
        result.rows.push_back({name, mean.means()});
    };
    std::mt19937_64 random(seed);
    model<Net, T> copy(detail::copy_of_parameters(net));
    compare("none", copy);
    meta::for_each_index_reversed<Net::depth>([&](auto index) {
        using here = typename node<Net, index>::layer_type;
        if constexpr (linear_layer<here> && !channelwise_layer<here>) {
            copy = with_random_layer<index>(copy, random);
            compare(layer_name<node<Net, index>>(), copy);
        }
    });
    return result;
}

}  // namespace constexplain::evaluation
