// The networks of the zoo: what the importer makes of each model.onnx against the stored outputs, and against net.json, the
// networks' own description, with batch normalisation folded here in double.

#include "interpreter.hpp"
#include "support/catch.hpp"

#include "support/deviation.hpp"
#include "support/skip.hpp"

#include "importer/network.hpp"
#include "importer/spelling.hpp"

#include <constexplain/parameters/npy.hpp>

#include <nlohmann/json.hpp>

#include <fstream>
#include <map>

namespace {

using namespace constexplain::importer;
using nlohmann::json;
namespace fs = std::filesystem;

std::vector<double> load(fs::path const& path) { return constexplain::load_npy<double>(path).values; }

/// Of whole numbers, stored as int32.
std::vector<double> load_indices(fs::path const& path) {
    std::ifstream file(path, std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(file), {}};
    REQUIRE(bytes.find("'<i4'") != std::string::npos);
    std::size_t const start = 10 + static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
    std::vector<double> values;
    for (std::size_t at = start; at < bytes.size(); at += 4) {
        std::int32_t value = 0;
        std::memcpy(&value, bytes.data() + at, 4);
        values.push_back(value);
    }
    return values;
}

network import_zoo(fs::path const& folder, bool keep_batch_norm) {
    options wanted;
    wanted.name = "net";
    wanted.keep_batch_norm = keep_batch_norm;
    return import_file(folder / "model.onnx", wanted);
}

/// The stored outputs, relative to the largest of them.
void compare_outputs(fs::path const& folder, network const& net, bool has_indices, support::deviation& close) {
    std::size_t pairs = 0;
    for (; pairs < 6; ++pairs) {
        fs::path const in = folder / "io" / ("input_" + std::to_string(pairs) + ".npy");
        if (!fs::exists(in)) break;
        auto const found = interpreter::run(net.graph, has_indices ? load_indices(in) : load(in));
        auto const stored = load(folder / "io" / ("output_" + std::to_string(pairs) + ".npy"));
        close.check(found, stored, 1e-6, support::largest_magnitude(stored));
    }
    std::ifstream stream(folder / "net.json");
    CHECK(pairs == std::min<std::size_t>(6, json::parse(stream).at("n_io").get<std::size_t>()));
}

/// The arrays of net.json by layer, with batch normalisation folded into what it reads.
std::map<std::string, std::vector<double>> described_arrays(fs::path const& folder, json const& file) {
    std::map<std::string, std::vector<double>> arrays;
    std::map<std::string, std::string> linear;
    auto const get = [&](json const& layer, char const* role) {
        return load(folder / layer.at(role).get<std::string>());
    };
    for (json const& layer : file.at("layers")) {
        std::string const name = layer.at("name"), op = layer.at("op");
        if (op == "conv2d" || op == "dense" || op == "embedding") {
            arrays[name + ".weight"] = get(layer, "weight");
            if (layer.contains("bias")) arrays[name + ".bias"] = get(layer, "bias");
        }
        if (op != "batchnorm") continue;
        std::string const from = layer.at("in").at(0);
        auto const gamma = get(layer, "gamma"), beta = get(layer, "beta"), mean = get(layer, "mean"),
                   variance = get(layer, "var");
        auto& weight = arrays.at(from + ".weight");
        auto& bias = arrays[from + ".bias"];
        bias.resize(gamma.size(), 0);
        std::size_t const row = weight.size() / gamma.size();
        for (std::size_t c = 0; c < gamma.size(); ++c) {
            double const factor = gamma[c] / std::sqrt(variance[c] + layer.at("eps").get<double>());
            for (std::size_t k = 0; k < row; ++k) weight[c * row + k] *= factor;
            bias[c] = (bias[c] - mean[c]) * factor + beta[c];
        }
    }
    return arrays;
}

/// Every array of the description is made, to the last bit of float32, and no other (but for recurrent layers, whose
/// gates are in another order).
void compare_arrays(fs::path const& folder, network const& net) {
    std::ifstream stream(folder / "net.json");
    auto described = described_arrays(folder, json::parse(stream));
    for (std::size_t k = 0; k < net.order.size(); ++k) {
        if (std::holds_alternative<recurrent>(net.at(k).op)) continue;
        for (auto const& array : arrays_of(net.at(k), net.shape_before(k))) {
            INFO(net.names[k] << "." << array.role);
            auto const found = described.find(net.names[k] + "." + array.role);
            REQUIRE(found != described.end());
            REQUIRE(found->second.size() == array.elements.size());
            std::size_t different = 0;
            for (std::size_t j = 0; j < array.elements.size(); ++j)
                different += static_cast<float>(found->second[j]) != array.elements[j];
            CHECK(different == 0);
            described.erase(found);
        }
    }
    CHECK(described.empty());
}

/// The kinds of layers in the order of net.json, without batch normalisation and what only reshapes; branches make the
/// importer's order another one, so both are sorted.
void compare_kinds(fs::path const& folder, network const& net) {
    static std::map<std::string, std::string> const names{{"conv2d", "conv2d"},
                                                          {"dense", "dense"},
                                                          {"relu", "relu"},
                                                          {"relu6", "clip"},
                                                          {"sigmoid", "sigmoid"},
                                                          {"softmax", "softmax"},
                                                          {"maxpool2d", "max_pool"},
                                                          {"avgpool2d", "avg_pool"},
                                                          {"globalavgpool", "global_avg_pool"},
                                                          {"add", "sum"},
                                                          {"embedding", "embedding"},
                                                          {"mean_rows", "mean_over_sequence"},
                                                          {"lstm", "lstm"}};
    std::ifstream stream(folder / "net.json");
    std::vector<std::string> described, found;
    json const file = json::parse(stream);
    for (json const& layer : file.at("layers"))
        if (auto const name = names.find(layer.at("op")); name != names.end()) described.push_back(name->second);
    for (std::size_t k = 0; k < net.order.size(); ++k) {
        std::string const text = signature_of(net.at(k), net.shape_before(k));
        if (text != "flatten") found.push_back(text.substr(0, text.find('(')));
    }
    std::sort(described.begin(), described.end());
    std::sort(found.begin(), found.end());
    CHECK(described == found);
}

void check(std::string const& name, bool has_indices = false) {
    fs::path const folder = support::shared_data("zoo") / name;
    network const net = import_zoo(folder, false), kept = import_zoo(folder, true);
    support::deviation close("import of " + name);
    compare_outputs(folder, net, has_indices, close);
    compare_outputs(folder, kept, has_indices, close);
    compare_arrays(folder, net);
    compare_kinds(folder, net);
}

}  // namespace

#define ZOO_CASE(name, ...)                                                                                          \
    TEST_CASE("import " name, "[importer]") {                                                                        \
        NEEDS_SHARED_DATA("zoo/" name "/model.onnx");                                                                \
        check(name __VA_OPT__(, ) __VA_ARGS__);                                                                      \
    }

ZOO_CASE("fashion_crp")
ZOO_CASE("mlperf_kws")
ZOO_CASE("mnist_cntk8")
ZOO_CASE("mnist_lstm")
ZOO_CASE("mnist_mlp_relu")
ZOO_CASE("mnist_mlp_sigmoid")
ZOO_CASE("sine_mlp")
ZOO_CASE("text_sentiment", true)
// Half a minute each in an interpreter that is not optimised.
#if defined(__OPTIMIZE__)
ZOO_CASE("mlperf_ic")
ZOO_CASE("mobilenet_v1_025_128")
#endif
