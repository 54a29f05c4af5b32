// ONNX's own operator cases, through the importer and the slow interpreter. Every case either gives the stored output or is
// refused with the error that the table at the end states.

#include "interpreter.hpp"
#include "model_builder.hpp"
#include "support/catch.hpp"

#include "support/deviation.hpp"
#include "support/skip.hpp"

#include "importer/read_model.hpp"
#include "importer/translate.hpp"

#include <nlohmann/json.hpp>

#include <cstring>
#include <fstream>
#include <map>

namespace {

using namespace constexplain::importer;
using nlohmann::json;
namespace fs = std::filesystem;

/// An array of a case, with its bytes as ONNX stores them.
struct stored_file {
    extents dims;
    int type = onnx::TensorProto::FLOAT;
    std::string bytes;

    template<class T>
    [[nodiscard]] std::vector<double> as() const {
        std::vector<double> values(bytes.size() / sizeof(T));
        for (std::size_t k = 0; k < values.size(); ++k) {
            T v{};
            std::memcpy(&v, bytes.data() + k * sizeof(T), sizeof(T));
            values[k] = static_cast<double>(v);
        }
        return values;
    }
    [[nodiscard]] std::vector<double> numbers() const {
        return type == onnx::TensorProto::FLOAT ? as<float>() : as<std::int64_t>();
    }
};

stored_file read_npy(fs::path const& path, json const& dims) {
    static std::map<std::string, int> const types{{"<f4", onnx::TensorProto::FLOAT},
                                                  {"<i8", onnx::TensorProto::INT64},
                                                  {"<i4", onnx::TensorProto::INT32},
                                                  {"|b1", onnx::TensorProto::BOOL}};
    std::ifstream file(path, std::ios::binary);
    std::string const content{std::istreambuf_iterator<char>(file), {}};
    std::size_t const start =
        10 + static_cast<unsigned char>(content.at(8)) + 256U * static_cast<unsigned char>(content.at(9));
    std::string const header = content.substr(10, start - 10);
    std::size_t const at = header.find("'descr': '") + 10;
    REQUIRE(types.contains(header.substr(at, 3)));
    return {dims.get<extents>(), types.at(header.substr(at, 3)), content.substr(start)};
}

struct vector_case {
    onnx::ModelProto model;
    stored_file input, output;
};

/// The case's model: its first input stays one, the others become initialisers.
vector_case load_case(fs::path const& folder) {
    vector_case result;
    std::ifstream stream(folder / "case.json");
    json const description = json::parse(stream), set = description.at("sets").at(0);
    std::ifstream file(folder / "model.onnx", std::ios::binary);
    REQUIRE(result.model.ParseFromIstream(&file));
    auto const load = [&](json const& entry) {
        return read_npy(folder / entry.at("file").get<std::string>(), entry.at("shape"));
    };
    result.input = load(set.at("inputs").at(0));
    result.output = load(set.at("outputs").at(0));
    auto& graph = *result.model.mutable_graph();
    for (int k = 1; k < graph.input_size(); ++k) {
        auto const values = load(set.at("inputs").at(static_cast<std::size_t>(k)));
        auto& tensor = *graph.add_initializer();
        tensor.set_name(graph.input(k).name());
        tensor.set_data_type(values.type);
        for (auto const extent : values.dims) tensor.add_dims(static_cast<std::int64_t>(extent));
        tensor.set_raw_data(values.bytes);
    }
    return result;
}

/// One dimension of the input that holds samples: it becomes 1, and the network runs once for each.
void fix_dimension(onnx::ModelProto& model, int axis) {
    auto& shape = *model.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    shape.mutable_dim(axis)->set_dim_value(1);
}

layer_graph translated(onnx::ModelProto const& message, bool* is_transposed = nullptr) {
    model read = read_model(message.SerializeAsString(), "case", ".");
    options wanted;
    wanted.output = read.outputs.at(0).name;
    translator translation(read, wanted);
    layer_graph graph = translation.translated();
    if (is_transposed != nullptr) *is_transposed = !translation.input_note().empty();
    return graph;
}

/// Runs a graph on each sample along an axis of the input; the outputs have their samples along an axis too.
std::vector<double> run_samples(layer_graph const& graph, std::vector<double> const& in, std::size_t samples,
                                std::size_t inner, std::size_t out_inner) {
    std::size_t const outer = in.size() / samples / inner;
    std::vector<double> all;
    for (std::size_t s = 0; s < samples; ++s) {
        std::vector<double> one;
        for (std::size_t o = 0; o < outer; ++o)
            for (std::size_t k = 0; k < inner; ++k) one.push_back(in[(o * samples + s) * inner + k]);
        auto const out = interpreter::run(graph, one);
        if (all.empty()) all.resize(out.size() * samples);
        for (std::size_t k = 0; k < out.size(); ++k)
            all[(k / out_inner * samples + s) * out_inner + k % out_inner] = out[k];
    }
    return all;
}

/// How a case is run: leading dimensions that hold samples, or (for recurrent operators) the second one.
struct run_of_case {
    int leading = 0;
    bool second = false;
};

std::vector<double> found_output(vector_case const& from, run_of_case how) {
    onnx::ModelProto model = from.model;
    std::size_t samples = 1;
    if (how.second) {
        fix_dimension(model, 1);
        std::size_t const features = from.input.dims[2], hidden = from.output.dims.back();
        return run_samples(translated(model), from.input.numbers(), from.input.dims[1], features, hidden);
    }
    for (int k = 0; k < how.leading; ++k) {
        fix_dimension(model, k);
        samples *= from.input.dims[static_cast<std::size_t>(k)];
    }
    auto const in = from.input.numbers();
    return run_samples(translated(model), in, samples, in.size() / samples, from.output.numbers().size() / samples);
}

/// Operators that only reorder make no layer. A dense layer of odd weights behind them sees each element at its place.
void compare_order(vector_case const& from, support::deviation& close) {
    onnx::ModelProto model = from.model;
    auto const out = from.output.numbers();
    auto const weights = support::model_builder::numbers(3 * out.size());
    auto& graph = *model.mutable_graph();
    auto& weight = *graph.add_initializer();
    weight.set_name("odd_weights");
    weight.set_data_type(onnx::TensorProto::FLOAT);
    weight.add_dims(3);
    weight.add_dims(static_cast<std::int64_t>(out.size()));
    for (float const v : weights) weight.add_float_data(v);
    auto& shape = *graph.add_initializer();
    shape.set_name("one_row");
    shape.set_data_type(onnx::TensorProto::INT64);
    shape.add_dims(2);
    shape.add_int64_data(1);
    shape.add_int64_data(-1);
    auto& row = *graph.add_node();
    row.set_op_type("Reshape");
    row.add_input(graph.output(0).name());
    row.add_input("one_row");
    row.add_output("row");
    auto& dense = *graph.add_node();
    dense.set_op_type("Gemm");
    dense.add_input("row");
    dense.add_input("odd_weights");
    dense.add_output("sums");
    auto& transposed = *dense.add_attribute();
    transposed.set_name("transB");
    transposed.set_type(onnx::AttributeProto::INT);
    transposed.set_i(1);
    graph.mutable_output(0)->set_name("sums");

    std::vector<double> expected(3, 0);
    for (std::size_t o = 0; o < 3; ++o)
        for (std::size_t k = 0; k < out.size(); ++k)
            expected[o] += static_cast<double>(weights[o * out.size() + k]) * out[k];
    // Where the model begins with a transposition, the network takes what comes out of it.
    bool is_transposed = false;
    layer_graph const layers = translated(model, &is_transposed);
    close.check(interpreter::run(layers, is_transposed ? out : from.input.numbers()), expected, 1e-6,
                support::largest_magnitude(out));
}

enum class way { plain, reorders, refused };
struct expectation {
    way how = way::plain;
    failure why = failure::malformed_model;
    std::string reason;
    run_of_case run{};
};

expectation refused(failure why, std::string reason) { return {way::refused, why, std::move(reason), {}}; }
expectation samples(int leading) { return {way::plain, {}, {}, {leading, false}}; }

std::map<std::string, expectation> const& exceptions();

}  // namespace

TEST_CASE("import: ONNX's operator cases", "[importer]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx/node");
    support::deviation close("import of ONNX's operator cases");
    std::size_t passed = 0, refusals = 0;
    for (auto const& entry : fs::directory_iterator(support::shared_data("zoo/vectors/onnx/node"))) {
        std::string const name = entry.path().filename().string();
        INFO(name);
        auto const found = exceptions().find(name);
        expectation const expected = found == exceptions().end() ? expectation{} : found->second;
        auto const from = load_case(entry.path());
        if (expected.how == way::refused) {
            ++refusals;
            try {
                found_output(from, expected.run);
                FAIL_CHECK("was not refused");
            } catch (import_error const& error) {
                INFO(error.what());
                CHECK(error.kind() == expected.why);
            }
            continue;
        }
        ++passed;
        try {
            if (expected.how == way::reorders) {
                compare_order(from, close);
                continue;
            }
            auto const stored = from.output.numbers();
            // One case is given to four decimals; each output is four ninths of inputs that are.
            if (name == "test_averagepool_2d_ceil_last_window_starts_on_pad")
                CHECK(support::largest_difference(found_output(from, expected.run), stored) < 1e-4);
            else
                close.check(found_output(from, expected.run), stored, 1e-6, support::largest_magnitude(stored));
        } catch (import_error const& error) {
            FAIL_CHECK(error.what());
        }
    }
    std::cout << "import of ONNX's operator cases: " << passed << " give the stored output, " << refusals
              << " are refused as stated\n";
    CHECK(passed + refusals == 186);
}

namespace {

std::map<std::string, expectation> const& exceptions() {
    using enum failure;
    static std::map<std::string, expectation> const all = [] {
        std::map<std::string, expectation> cases;
        auto const add = [&](std::initializer_list<char const*> names, expectation const& what) {
            for (char const* name : names) cases["test_" + std::string(name)] = what;
        };
        add({"clip_default_inbounds",
             "clip_default_inbounds_expanded",
             "dropout_default",
             "dropout_default_mask",
             "dropout_default_mask_ratio",
             "dropout_default_old",
             "dropout_default_ratio",
             "dropout_random_old",
             "flatten_axis0",
             "flatten_axis1",
             "flatten_axis2",
             "flatten_axis3",
             "flatten_default_axis",
             "flatten_negative_axis1",
             "flatten_negative_axis2",
             "flatten_negative_axis3",
             "flatten_negative_axis4",
             "identity",
             "reshape_extended_dims",
             "reshape_negative_dim",
             "reshape_negative_extended_dims",
             "reshape_one_dim",
             "reshape_reduced_dims",
             "reshape_reordered_all_dims",
             "reshape_reordered_last_dims",
             "reshape_zero_and_negative_dim",
             "reshape_zero_dim",
             "squeeze",
             "squeeze_negative_axes",
             "sum_one_input",
             "training_dropout_zero_ratio",
             "training_dropout_zero_ratio_mask",
             "transpose_all_permutations_0",
             "transpose_all_permutations_1",
             "transpose_all_permutations_2",
             "transpose_all_permutations_3",
             "transpose_all_permutations_4",
             "transpose_all_permutations_5",
             "transpose_default"},
            {way::reorders, {}, {}, {}});
        add({"batchnorm_epsilon",
             "batchnorm_example",
             "gemm_alpha",
             "gemm_beta",
             "gemm_default_no_bias",
             "gemm_default_scalar_bias",
             "gemm_default_single_elem_vector_bias",
             "gemm_default_vector_bias",
             "gemm_default_zero_bias",
             "gemm_transposeB",
             "lrn",
             "lrn_default",
             "matmul_2d",
             "softmax_axis_1",
             "logsoftmax_axis_1",
             "logsoftmax_large_number",
             "softmax_large_number",
             "layer_normalization_2d_axis1",
             "layer_normalization_2d_axis_negative_1",
             "layer_normalization_4d_axis1",
             "layer_normalization_4d_axis_negative_3"},
            samples(1));
        add({"softmax_axis_2", "logsoftmax_axis_2", "logsoftmax_default_axis", "logsoftmax_negative_axis",
             "softmax_default_axis", "softmax_negative_axis", "layer_normalization_4d_axis2",
             "layer_normalization_4d_axis_negative_2"},
            samples(2));
        add({"layer_normalization_4d_axis3", "layer_normalization_4d_axis_negative_1",
             "layer_normalization_default_axis"},
            samples(3));
        add({"gru_defaults", "gru_seq_length", "gru_with_initial_bias", "lstm_defaults", "lstm_with_initial_bias"},
            {way::plain, {}, {}, {0, true}});

        add({"add", "add_bcast", "mul", "mul_bcast", "prelu_broadcast", "prelu_example"},
            refused(unsupported_setting, "a constant for each element, or along another axis than the channels"));
        add({"concat_1d_axis_0", "concat_1d_axis_negative_1", "concat_2d_axis_0", "concat_2d_axis_1",
             "concat_2d_axis_negative_1", "concat_2d_axis_negative_2"},
            refused(unsupported_setting, "a constant beside the network's values"));
        add({"batchnorm_epsilon_training_mode", "batchnorm_example_training_mode"},
            refused(unsupported_setting, "training"));
        add({"clip_min_greater_than_max"}, refused(unsupported_setting, "bounds that clip does not have"));
        add({"gather_0", "gather_1", "gather_2d_indices", "gather_negative_indices"},
            refused(unsupported_setting, "rows chosen by constants: no layer does that"));
        add({"gemm_all_attributes", "gemm_transposeA"},
            refused(unsupported_setting, "the network's values as columns"));
        add({"gemm_default_matrix_bias"}, refused(shape_mismatch, "a bias for each sample"));
        add({"lstm_with_peepholes"}, {way::refused, unsupported_setting, "peepholes", {0, true}});
        add({"matmul_4d"}, refused(shape_mismatch, "a matrix for each sample"));
        add({"reshape_allowzero_reordered"}, refused(malformed_model, "no elements"));
        return cases;
    }();
    return all;
}

}  // namespace
