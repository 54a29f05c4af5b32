#include "importer/layers.hpp"

namespace constexplain::importer {

std::vector<size_t> layer_graph::readers() const {
    std::vector<size_t> count(layers.size(), 0);
    for (layer const& each : layers)
        for (size_t const from : each.inputs) ++count[from];
    ++count[output];
    return count;
}

void layer_graph::remove_unused() {
    std::vector<bool> needed(layers.size(), false);
    needed[0] = needed[output] = true;
    for (size_t k = layers.size(); k-- > 0;)
        if (needed[k])
            for (size_t const from : layers[k].inputs) needed[from] = true;
    std::vector<size_t> place(layers.size(), 0);
    std::vector<layer> kept;
    for (size_t k = 0; k < layers.size(); ++k) {
        if (!needed[k]) continue;
        place[k] = kept.size();
        for (size_t& from : layers[k].inputs) from = place[from];
        kept.push_back(std::move(layers[k]));
    }
    output = place[output];
    layers = std::move(kept);
}

size_t plane_of(extents const& shape) {
    size_t count = 1;
    for (size_t k = 1; k < shape.size(); ++k) count *= shape[k];
    return count;
}

extents as_image(extents const& shape) { return shape.size() == 2 ? extents{shape[0], 1, shape[1]} : shape; }

}  // namespace constexplain::importer
