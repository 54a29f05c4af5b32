#pragma once
/// What the evaluations share: one explanation with the relevance of every boundary, and one heatmap.
#include <constexplain/activations.hpp>
#include <constexplain/render/heatmap.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace constexplain::evaluation {

/// An evaluation of nothing, or of an image that cannot be explained: names the image and the reason.
struct evaluation_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

namespace detail {

template<class Net, class = std::make_index_sequence<Net::depth + 1>>
struct every_boundary;
template<class Net, std::size_t... Boundaries>
struct every_boundary<Net, std::index_sequence<Boundaries...>> {
    using kept = kept_boundaries<Boundaries...>;
    /// On the heap: of a deep network they are too many for a stack.
    template<class Model, class Image>
    static auto activations(Model const& net, Image const& image) {
        using all = decltype(activations_at<Boundaries...>(net, image));
        return std::unique_ptr<all const>(new all(activations_at<Boundaries...>(net, image)));
    }
};

template<class Net>
inline constexpr std::size_t class_count = Net::shapes[Net::logits].count();

/// The class with the largest logit, the first one on a tie.
template<class Logits>
std::size_t arg_max_of(Logits const& logits) {
    return static_cast<std::size_t>(std::ranges::max_element(logits) - logits.begin());
}
template<class Model, class Image>
auto logits_of(Model const& net, Image const& image) {
    using Net = typename Model::network_type;
    return boost::hana::at_c<0>(activations_at<Net::logits>(net, image));
}

/// Explains under one rule set. Buffers and answer are on the heap and serve one call after the other.
template<class Rules, class Net, class T>
class explainer {
public:
    using answer = explanation<Net, T, typename every_boundary<Net>::kept>;

    /// `number` is the image's, for messages. The answer holds until the next call.
    template<class Model, class Image, class Target>
    answer const& operator()(Model const& net, Image const& image, std::size_t number, Target const& target) {
        last_.reset();
        last_.reset(
            new answer(net.template explain<Rules>(image, target, typename every_boundary<Net>::kept{}, *buffers_)));
        if (last_->status != status::ok)
            throw evaluation_error("image " + std::to_string(number) +
                                   " cannot be explained: " + std::string(to_string(last_->status)));
        return *last_;
    }

private:
    std::unique_ptr<workspace<Net, Rules, T>> buffers_ = std::make_unique<workspace<Net, Rules, T>>();
    std::unique_ptr<answer> last_;
};

/// A map by pixels, its channels added, as heatmaps show it; a vector stays what it is.
template<class Tensor>
std::vector<double> pixel_map(Tensor const& map) {
    constexpr shape extents = Tensor::extents;
    constexpr bool is_image = extents.rank == 3;
    constexpr render::channels_first as_image{is_image ? extents.channels() : 1, is_image ? extents.height() : 1,
                                              is_image ? extents.width() : extents.count()};
    return render::sum_over_channels(map.values, as_image);
}

/// The relevance at a boundary; at the input, what the explanation itself answers.
template<std::size_t Boundary, class Answer>
auto const& map_at(Answer const& answer) {
    if constexpr (Boundary == 0)
        return answer.relevance;
    else
        return answer.template relevance_at<Boundary>();
}

template<class Tensor>
std::vector<double> in_double(Tensor const& map) {
    return {map.begin(), map.end()};
}

/// The number of images, which is not 0.
template<std::ranges::forward_range Images>
std::size_t require_images(std::string const& evaluation, Images const& images) {
    auto const count = static_cast<std::size_t>(std::ranges::distance(images));
    if (count == 0) throw evaluation_error(evaluation + ": found no images, needs at least one");
    return count;
}

}  // namespace detail
}  // namespace constexplain::evaluation
