// Shapes, orders of elements, and the structure of graphs.

#include "importing.hpp"

#include "importer/names.hpp"

namespace {

using support::checked;
using support::description;
using support::failure_of;
using support::imported;
using support::model_builder;
using namespace constexplain::importer;
using ints = std::vector<std::int64_t>;

/// A convolution of kernel 1 that keeps four channels.
model_builder& step(model_builder& model, std::string const& in, std::string const& out, std::int64_t inputs = 4,
                    std::int64_t outputs = 4) {
    model.constant(out + ".weight", {outputs, inputs, 1, 1},
                   model_builder::numbers(static_cast<std::size_t>(inputs * outputs), 5));
    return model.node("Conv", {in, out + ".weight"}, {out});
}
model_builder image() { return model_builder().input("x", {1, 4, 3, 3}).output("y"); }

}  // namespace

TEST_CASE("import: branches in branches", "[importer]") {
    auto model = image();
    step(model, "x", "a");
    step(model, "a", "b");
    step(model, "a", "c");
    model.node("Add", {"b", "c"}, {"inner"});
    model.node("Concat", {"inner", "x"}, {"y"}, {{"axis", std::int64_t{1}}});
    CHECK(
        description(checked(model)) ==
        "conv2d<4, kernel<1>, without_bias>; conv2d<4, kernel<1>, without_bias>; conv2d<4, kernel<1>, without_bias> of 1; sum of 2,3; concatenation of 4,0");
}

TEST_CASE("import: sums of more than two, of a value with itself, and in a chain", "[importer]") {
    auto model = image();
    step(model, "x", "a");
    step(model, "x", "b");
    model.node("Sum", {"a", "b", "x"}, {"s"}).node("Add", {"s", "s"}, {"y"});
    CHECK(
        description(checked(model)) ==
        "conv2d<4, kernel<1>, without_bias>; conv2d<4, kernel<1>, without_bias> of 0; sum of 1,2; sum of 3,0; sum of 4,4");
}

TEST_CASE("import: concatenations that grow share their parts", "[importer]") {
    auto model = image();
    ints const axis{1};
    step(model, "x", "a");
    model.node("Concat", {"x", "a"}, {"xa"}, {{"axis", std::int64_t{1}}});
    step(model, "xa", "b", 8);
    model.node("Concat", {"x", "a", "b"}, {"xab"}, {{"axis", std::int64_t{1}}});
    step(model, "xab", "c", 12);
    model.node("Concat", {"x", "a", "b", "c"}, {"y"}, {{"axis", std::int64_t{1}}});
    auto const net = checked(model);
    CHECK(net.output() == extents{16, 3, 3});
    CHECK(
        description(net) ==
        "conv2d<4, kernel<1>, without_bias>; concatenation of 0,1; conv2d<4, kernel<1>, without_bias>; concatenation of 2,3; "
        "conv2d<4, kernel<1>, without_bias>; concatenation of 4,5");
}

TEST_CASE("import: branches that cross are refused with the node's name", "[importer]") {
    auto model = image();
    step(model, "x", "a");
    step(model, "x", "b");
    step(model, "a", "c");
    model.node("Add", {"a", "b"}, {"d"}).node("Add", {"c", "d"}, {"e"});
    step(model, "e", "y");
    CHECK(failure_of(model, "'make_a' (Conv)") == failure::not_series_parallel);
}

TEST_CASE("import: branches that nest without end are refused", "[importer]") {
    auto model = model_builder().input("x", {1, 4}).output("y");
    model.node("Relu", {"x"}, {"r0"});
    std::string sum = "x";
    for (int k = 0; k < 100; ++k) {
        std::string const next = k == 99 ? "y" : "s" + std::to_string(k);
        model.node("Relu", {sum}, {"a" + std::to_string(k)});
        model.node("Add", {"a" + std::to_string(k), "x"}, {next});
        sum = next;
    }
    CHECK(failure_of(model) == failure::size_limit_exceeded);
}

TEST_CASE("import: the batch is dropped, other dimensions need numbers", "[importer]") {
    auto const with = [](std::vector<std::string> const& dims) {
        auto model = model_builder().symbolic_input("x", dims).output("y");
        return step(model, "x", "y");
    };
    CHECK(imported(with({"batch", "4", "3", "3"})).graph.layers[0].shape == extents{4, 3, 3});
    CHECK(imported(with({"", "4", "3", "3"})).graph.layers[0].shape == extents{4, 3, 3});
    CHECK(imported(with({"1", "4", "3", "3"})).graph.layers[0].shape == extents{4, 3, 3});
    CHECK(failure_of(with({"batch", "4", "height", "3"}), "--dimension height=NUMBER") == failure::dynamic_shape);
    CHECK(failure_of(with({"batch", "4", "", "3"}), "--dimension x.2=NUMBER") == failure::dynamic_shape);
    CHECK(failure_of(with({"2", "4", "3", "3"}), "batch of 2") == failure::shape_mismatch);
    options wanted;
    wanted.dimensions = {{"height", 5}, {"x.3", 7}};
    CHECK(imported(with({"batch", "4", "height", ""}), wanted).output() == extents{4, 5, 7});
    wanted.dimensions = {{"heigth", 5}};
    CHECK(failure_of([&] { imported(with({"batch", "4", "3", "3"}), wanted); }, "heigth") == failure::invalid_option);
}

TEST_CASE("import: a shape that the model computes from its own", "[importer]") {
    // As PyTorch writes x.view(x.size(0), -1).
    auto model = image();
    step(model, "x", "a");
    model.indices("zero", {0}).indices("rest", {-1});
    model.node("Shape", {"a"}, {"shape"}).node("Gather", {"shape", "zero"}, {"batch"}, {{"axis", std::int64_t{0}}});
    model.node("Concat", {"batch", "rest"}, {"wanted"}, {{"axis", std::int64_t{0}}})
        .node("Reshape", {"a", "wanted"}, {"y"});
    auto const net = checked(model);
    CHECK(description(net) == "conv2d<4, kernel<1>, without_bias>; flatten");
    CHECK(net.output() == extents{36});
}

TEST_CASE("import: a dense layer over transposed pixels has its columns permuted", "[importer]") {
    auto model = image();
    step(model, "x", "a");
    model.constant("w", {2, 36}, model_builder::numbers(72));
    model.node("Transpose", {"a"}, {"t"}, {{"perm", ints{0, 2, 3, 1}}})
        .node("Flatten", {"t"}, {"f"})
        .node("Gemm", {"f", "w"}, {"y"}, {{"transB", std::int64_t{1}}});
    auto const net = checked(model);
    CHECK(description(net) == "conv2d<4, kernel<1>, without_bias>; flatten; dense<2, without_bias>");
    auto const weights = arrays_of(net.at(2), net.shape_before(2))[0].elements, given = model_builder::numbers(72);
    for (std::size_t c = 0; c < 4; ++c)
        for (std::size_t p = 0; p < 9; ++p) CHECK(weights[c * 9 + p] == given[p * 4 + c]);
}

TEST_CASE("import: a model that begins channels-last takes its input channels-first", "[importer]") {
    auto model = model_builder()
                     .input("x", {1, 3, 3, 4})
                     .output("y")
                     .node("Transpose", {"x"}, {"t"}, {{"perm", ints{0, 3, 1, 2}}});
    step(model, "t", "y");
    auto const net = imported(model);
    CHECK(net.graph.layers[0].shape == extents{4, 3, 3});
    CHECK(net.input_note.find("[1, 3, 3, 4]") != std::string::npos);
}

TEST_CASE("import: orders of elements that no layer has are refused", "[importer]") {
    auto model = image();
    step(model, "x", "a");
    model.node("Transpose", {"a"}, {"t"}, {{"perm", ints{0, 1, 3, 2}}});
    step(model, "t", "y");
    CHECK(failure_of(model) == failure::shape_mismatch);
    auto at_end = image();
    step(at_end, "x", "a");
    at_end.node("Transpose", {"a"}, {"y"}, {{"perm", ints{0, 2, 3, 1}}});
    CHECK(failure_of(at_end, "--output") == failure::unsupported_setting);
}

TEST_CASE("import: a convolution of a single pixel of a vector is a dense layer", "[importer]") {
    auto model = model_builder()
                     .input("x", {1, 4})
                     .output("y")
                     .constant("w", {2, 4, 3, 3}, model_builder::numbers(72))
                     .indices("shape", {1, 4, 1, 1});
    model.node("Reshape", {"x", "shape"}, {"r"})
        .node("Conv", {"r", "w"}, {"c"}, {{"pads", ints{1, 1, 1, 1}}})
        .node("Flatten", {"c"}, {"y"});
    auto const net = checked(model);
    CHECK(description(net) == "dense<2, without_bias>");
    auto const weights = arrays_of(net.at(0), net.shape_before(0))[0].elements;
    for (std::size_t k = 0; k < 8; ++k) CHECK(weights[k] == model_builder::numbers(72)[k * 9 + 4]);
}

TEST_CASE("import: lengths and sequences", "[importer]") {
    auto model =
        model_builder().input("x", {1, 3, 8}).output("y").constant("w", {5, 3, 3}, model_builder::numbers(45));
    model.node("Conv", {"x", "w"}, {"c"}, {{"pads", ints{1, 0}}, {"strides", ints{2}}})
        .node("MaxPool", {"c"}, {"m"}, {{"kernel_shape", ints{2}}});
    model.node("Transpose", {"m"}, {"t"}, {{"perm", ints{2, 0, 1}}});
    model.constant("W", {1, 8, 5}, model_builder::numbers(40))
        .constant("R", {1, 8, 2}, model_builder::numbers(16))
        .node("LSTM", {"t", "W", "R"}, {"", "h"}, {{"hidden_size", std::int64_t{2}}});
    model.indices("axes", {0}).node("Squeeze", {"h", "axes"}, {"y"});
    auto const net = checked(model);
    CHECK(net.graph.layers[0].shape == extents{3, 8});
    CHECK(
        description(net) ==
        "conv1d<5, kernel<3>, stride<2>, padding<1, 0>, without_bias>; max_pool1d<2, stride<1>>; channels_to_sequence; lstm<2, only_last, without_bias>");
}

TEST_CASE("import: the last step of a sequence, taken by its index", "[importer]") {
    auto model = model_builder().input("x", {5, 1, 3}).output("y").constant("last", {}, {0});
    model.message.mutable_graph()->mutable_initializer(0)->set_data_type(onnx::TensorProto::INT64);
    model.message.mutable_graph()->mutable_initializer(0)->clear_float_data();
    model.message.mutable_graph()->mutable_initializer(0)->add_int64_data(-1);
    model.constant("W", {1, 6, 3}, model_builder::numbers(18))
        .constant("R", {1, 6, 2}, model_builder::numbers(12))
        .constant("B", {1, 12}, model_builder::numbers(12));
    model.node("GRU", {"x", "W", "R", "B"}, {"sequence"},
               {{"hidden_size", std::int64_t{2}}, {"linear_before_reset", std::int64_t{1}}});
    model.indices("axes", {1})
        .node("Squeeze", {"sequence", "axes"}, {"s"})
        .node("Gather", {"s", "last"}, {"y"}, {{"axis", std::int64_t{0}}});
    auto const net = checked(model);
    CHECK(description(net) == "gru<2, only_last, reset_after>");
    CHECK(net.graph.layers[0].steps_first);
}

TEST_CASE("import: names of layers", "[importer]") {
    auto model = image();
    model.constant("/features/0/weight:0", {4, 4, 1, 1}, model_builder::numbers(16))
        .constant("onnx::Conv_17", {4, 4, 1, 1}, model_builder::numbers(16));
    model.constant("model/block 2/conv-1/Conv2D/ReadVariableOp:0", {4, 4, 1, 1}, model_builder::numbers(16))
        .constant("features/0.weight", {4, 4, 1, 1}, model_builder::numbers(16));
    model.node("Conv", {"x", "/features/0/weight:0"}, {"a"}).node("Conv", {"a", "onnx::Conv_17"}, {"b"});
    model.node("Conv", {"b", "model/block 2/conv-1/Conv2D/ReadVariableOp:0"}, {"c"})
        .node("Conv", {"c", "features/0.weight"}, {"y"});
    model.message.mutable_graph()->mutable_node(1)->set_name("/layer1/layer1.0/conv1/Conv");
    CHECK(imported(model).names == std::vector<std::string>{"layer_0", "layer1.0.conv1", "conv_1", "layer_0_2"});
    CHECK(is_struct_name("lenet_5"));
    for (char const* name : {"", "5lenet", "class", "le-net", "dense", "a__b", "_net", "net\n"})
        CHECK_FALSE(is_struct_name(name));
}
