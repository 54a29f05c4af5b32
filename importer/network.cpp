#include "importer/network.hpp"

#include "importer/names.hpp"
#include "importer/read_model.hpp"
#include "importer/simplify.hpp"
#include "importer/spelling.hpp"
#include "importer/translate.hpp"

namespace constexplain::importer {

namespace {

std::string input_signature(layer const& input) {
    std::string text = input.steps_first ? "sequence(" : "input(";
    for (size_t k = 0; k < input.shape.size(); ++k)
        text.append(k > 0 ? "," : "").append(std::to_string(input.shape[k]));
    return text + ")";
}

/// As network_body::signature of the library: the layers in execution order, each with what it reads if that is not
/// what the one before it writes.
std::string signature_of_network(network const& net) {
    std::string text = input_signature(net.graph.layers[0]);
    for (size_t k = 0; k < net.order.size(); ++k) {
        text.append(";").append(signature_of(net.at(k), net.shape_before(k)));
        auto const& from = net.order[k].boundaries;
        if (from.size() == 1 && from[0] == k) continue;
        for (size_t b = 0; b < from.size(); ++b) text.append(b == 0 ? " of " : ",").append(std::to_string(from[b]));
    }
    return text;
}

}  // namespace

extents const& network::shape_before(size_t place) const {
    size_t const boundary = order[place].boundaries[0];
    return boundary == 0 ? graph.layers[0].shape : at(boundary - 1).shape;
}

size_t network::parameters() const {
    size_t count = 0;
    for (layer const& each : graph.layers) count += parameter_count(each);
    return count;
}

network make_network(model m, options const& wanted) {
    network net;
    net.name = wanted.name;
    net.source = m.file;
    net.source_sha256 = m.sha256;
    translator translation(m, wanted);
    net.graph = translation.translated();
    net.input_note = translation.input_note();
    m = {};
    if (layer const& input = net.graph.layers[0]; input.shape.size() > 3)
        throw import_error(failure::unsupported_setting, input.where, to_text(input.shape) + " in one sample",
                           "a vector, a sequence, channels and length, or channels, height and width");
    simplify(net.graph, wanted.keep_batch_norm);
    share_concatenations(net.graph);
    net.structure = find_structure(net.graph);
    net.order = execution_order(net.structure);
    if (net.order.empty())
        throw import_error(failure::unsupported_setting, "the graph", "no layer but such as change nothing",
                           "at least one layer that computes");
    net.names = layer_names(net.graph, net.order);
    net.signature = signature_of_network(net);
    net.fingerprint = meta::hash(net.signature);
    return net;
}

network import_file(std::filesystem::path const& path, options const& wanted) {
    return make_network(read_model(path), wanted);
}

std::string hexadecimal(std::uint64_t number) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text = "0x";
    for (unsigned shift = 64; shift > 0; shift -= 4) text += digits[number >> (shift - 4) & 15U];
    return text;
}

}  // namespace constexplain::importer
