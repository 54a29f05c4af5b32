// What the tests of the importer share: models in memory, imported, run and described.
#pragma once

#include "interpreter.hpp"
#include "model_builder.hpp"
#include "support/catch.hpp"

#include "support/deviation.hpp"

#include "importer/network.hpp"
#include "importer/read_model.hpp"
#include "importer/spelling.hpp"
#include "importer/translate.hpp"

namespace support {

namespace importer = constexplain::importer;

inline importer::network imported(model_builder const& model, importer::options wanted = {}) {
    if (wanted.name.empty()) wanted.name = "net";
    return importer::make_network(importer::read_model(model.bytes(), "test.onnx", "."), wanted);
}

/// The graph as it is translated, before any clean-up.
inline importer::layer_graph translated(model_builder const& model) {
    importer::model read = importer::read_model(model.bytes(), "test.onnx", ".");
    importer::options const wanted;
    return importer::translator(read, wanted).translated();
}

/// The types of all layers, as in `conv2d<4, kernel<3>>; relu; sum of 2,0`.
inline std::string description(importer::network const& net) {
    std::string text;
    for (std::size_t k = 0; k < net.order.size(); ++k) {
        std::string type = importer::type_of(net.at(k));
        if (type.empty()) type = importer::signature_of(net.at(k), net.shape_before(k));
        text.append(k == 0 ? "" : "; ").append(type);
        auto const& from = net.order[k].boundaries;
        if (from.size() == 1 && from[0] == k) continue;
        for (std::size_t b = 0; b < from.size(); ++b)
            text.append(b == 0 ? " of " : ",").append(std::to_string(from[b]));
    }
    return text;
}

/// Imports a model; the cleaned-up network must compute what the graph did as it was translated.
inline importer::network checked(model_builder const& model, importer::options const& wanted = {}) {
    importer::layer_graph const before = translated(model);
    importer::network const net = imported(model, wanted);
    std::size_t count = 1;
    for (std::size_t const extent : before.layers[0].shape) count *= extent;
    for (unsigned seed = 3; seed < 6; ++seed) {
        auto const in = model_builder::inputs(count, seed);
        auto const expected = interpreter::run(before, in);
        // The weights are rounded to float32 once.
        CHECK(largest_difference(interpreter::run(net.graph, in), expected) <=
              1e-6 * std::max(largest_magnitude(expected), 1.0));
    }
    return net;
}

/// The kind of error that an import ends in.
template<class Import>
importer::failure failure_of(Import const& import, std::string_view part_of_message = {}) {
    try {
        import();
    } catch (importer::import_error const& error) {
        INFO(error.what());
        CHECK(std::string_view(error.what()).find(part_of_message) != std::string_view::npos);
        return error.kind();
    }
    FAIL("nothing was refused");
    return {};
}
inline importer::failure failure_of(model_builder const& model, std::string_view part_of_message = {}) {
    return failure_of([&] { imported(model); }, part_of_message);
}

}  // namespace support
