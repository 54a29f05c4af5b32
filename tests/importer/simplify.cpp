// Clean-up: what becomes of batch normalisation, constants, padding and products. `checked` compares the network's numbers
// before and after.

#include "importing.hpp"

namespace {

using constexplain::importer::failure;
using support::checked;
using support::description;
using support::failure_of;
using support::model_builder;
using ints = std::vector<std::int64_t>;

/// Four channels of 6 x 6.
model_builder image() { return model_builder().input("x", {1, 4, 6, 6}).output("y"); }

model_builder& conv(model_builder& model, std::string const& in, std::string const& out, std::int64_t outputs,
                    std::int64_t inputs, std::int64_t kernel, ints const& pads, bool bias = true) {
    auto const count = static_cast<std::size_t>(outputs * inputs * kernel * kernel);
    model.constant(out + ".weight", {outputs, inputs, kernel, kernel}, model_builder::numbers(count, 11));
    std::vector<std::string> from{in, out + ".weight"};
    if (bias) {
        model.constant(out + ".bias", {outputs}, model_builder::numbers(static_cast<std::size_t>(outputs), 12));
        from.push_back(out + ".bias");
    }
    return model.node("Conv", from, {out}, {{"pads", pads}});
}

model_builder& batch_norm(model_builder& model, std::string const& in, std::string const& out,
                          std::int64_t channels) {
    auto const count = static_cast<std::size_t>(channels);
    std::vector<float> variance;
    for (float const v : model_builder::numbers(count, 24)) variance.push_back(v * v + 0.1F);
    model.constant(out + ".weight", {channels}, model_builder::numbers(count, 21))
        .constant(out + ".bias", {channels}, model_builder::numbers(count, 22))
        .constant(out + ".mean", {channels}, model_builder::numbers(count, 23))
        .constant(out + ".var", {channels}, variance);
    return model.node("BatchNormalization", {in, out + ".weight", out + ".bias", out + ".mean", out + ".var"}, {out},
                      {{"epsilon", 1e-3F}});
}

ints const no_pads{0, 0, 0, 0}, one_pad{1, 1, 1, 1};

}  // namespace

TEST_CASE("import: batch normalisation goes into the convolution before it", "[importer]") {
    auto model = image();
    conv(model, "x", "c", 3, 4, 3, one_pad, false);
    batch_norm(model, "c", "y", 3);
    CHECK(description(checked(model)) == "conv2d<3, kernel<3>, padding<1>>");
    constexplain::importer::options keeping;
    keeping.keep_batch_norm = true;
    CHECK(description(checked(model, keeping)) ==
          "conv2d<3, kernel<3>, padding<1>, without_bias>; batch_norm<0.001>");
}

TEST_CASE("import: batch normalisation goes into the convolution behind it where nothing is padded", "[importer]") {
    auto model = image();
    batch_norm(model, "x", "n", 4);
    conv(model, "n", "y", 3, 4, 3, no_pads);
    CHECK(description(checked(model)) == "conv2d<3, kernel<3>>");

    auto padded = image();
    batch_norm(padded, "x", "n", 4);
    conv(padded, "n", "y", 3, 4, 3, one_pad);
    CHECK(description(checked(padded)) == "batch_norm<0.001>; conv2d<3, kernel<3>, padding<1>>");

    // A factor alone passes through padding.
    auto scaled = image().constant("f", {4, 1, 1}, {2, -1, 0.5F, 3}).node("Mul", {"x", "f"}, {"n"});
    conv(scaled, "n", "y", 3, 4, 3, one_pad);
    CHECK(description(checked(scaled)) == "conv2d<3, kernel<3>, padding<1>>");
}

TEST_CASE("import: batch normalisation between two linear layers goes into the first", "[importer]") {
    auto model = image();
    conv(model, "x", "a", 3, 4, 3, no_pads);
    batch_norm(model, "a", "n", 3);
    conv(model, "n", "y", 2, 3, 3, one_pad);
    auto const net = checked(model);
    CHECK(description(net) == "conv2d<3, kernel<3>>; conv2d<2, kernel<3>, padding<1>>");
    CHECK(arrays_of(net.at(1), net.shape_before(1))[0].elements == model_builder::numbers(54, 11));
}

TEST_CASE("import: batch normalisation of a value that is read twice stays", "[importer]") {
    auto model = image();
    batch_norm(model, "x", "n", 4);
    conv(model, "n", "a", 4, 4, 3, one_pad);
    model.node("Add", {"n", "a"}, {"y"});
    CHECK(description(checked(model)) == "batch_norm<0.001>; conv2d<4, kernel<3>, padding<1>>; sum of 2,1");
}

TEST_CASE("import: constants of channels become biases and weights", "[importer]") {
    auto model = image();
    conv(model, "x", "c", 3, 4, 3, one_pad, false);
    model.constant("offset", {1, 3, 1, 1}, {1, 2, 3})
        .constant("factor", {3, 1, 1}, {2, 3, -4})
        .constant("divisor", {}, {8})
        .constant("one", {1}, {1});
    model.node("Add", {"c", "offset"}, {"a"})
        .node("Mul", {"factor", "a"}, {"b"})
        .node("Div", {"b", "divisor"}, {"d"})
        .node("Sub", {"one", "d"}, {"y"});
    auto const net = checked(model);
    CHECK(description(net) == "conv2d<3, kernel<3>, padding<1>>");
    CHECK(arrays_of(net.at(0), net.shape_before(0))[1].elements ==
          std::vector<float>{1 - 2.0F / 8, 1 - 6.0F / 8, 1 + 12.0F / 8});
}

TEST_CASE("import: factors and offsets without a linear layer stay layers", "[importer]") {
    auto model = image().constant("mean", {1, 4, 1, 1}, {1, 2, 3, 4}).constant("spread", {4, 1, 1}, {2, 4, 8, 16});
    model.node("Sub", {"x", "mean"}, {"a"}).node("Div", {"a", "spread"}, {"b"}).node("Relu", {"b"}, {"y"});
    auto const net = checked(model);
    CHECK(description(net) == "scale; shift; relu");
    CHECK(arrays_of(net.at(0), net.shape_before(0))[0].elements == std::vector<float>{0.5F, 0.25F, 0.125F, 0.0625F});
    CHECK(arrays_of(net.at(1), net.shape_before(1))[0].elements == std::vector<float>{-0.5F, -0.5F, -0.375F, -0.25F});
}

TEST_CASE("import: an image's factors reach a dense layer behind a flatten", "[importer]") {
    auto model = image();
    batch_norm(model, "x", "n", 4);
    model.node("Flatten", {"n"}, {"f"})
        .constant("w", {144, 2}, model_builder::numbers(288))
        .constant("b", {2}, {1, -1});
    model.node("MatMul", {"f", "w"}, {"m"}).node("Add", {"m", "b"}, {"y"});
    CHECK(description(checked(model)) == "flatten; dense<2>");
}

TEST_CASE("import: zeros around an image are padding", "[importer]") {
    auto const pad = [](model_builder& model, std::string const& in, float value = 0) {
        model.indices("pads", {0, 0, 1, 0, 0, 0, 2, 1})
            .constant("value", {}, {value})
            .node("Pad", {in, "pads", "value"}, {"p"});
    };
    auto model = image();
    pad(model, "x");
    conv(model, "p", "y", 3, 4, 3, one_pad);
    CHECK(description(checked(model)) == "conv2d<3, kernel<3>, padding<2, 1, 3, 2>>");

    auto mean = image();
    pad(mean, "x");
    mean.node("AveragePool", {"p"}, {"y"}, {{"kernel_shape", ints{3, 3}}, {"strides", ints{2, 2}}});
    CHECK(description(checked(mean)) == "avg_pool<3, stride<2>, padding<1, 0, 2, 1>, count_padding>");

    auto largest = image().node("Relu", {"x"}, {"r"});
    pad(largest, "r");
    largest.node("MaxPool", {"p"}, {"y"}, {{"kernel_shape", ints{3, 3}}, {"strides", ints{2, 2}}});
    CHECK(description(checked(largest)) == "relu; max_pool<3, stride<2>, padding<1, 0, 2, 1>>");

    auto of_reals = image();
    pad(of_reals, "x");
    of_reals.node("MaxPool", {"p"}, {"y"}, {{"kernel_shape", ints{3, 3}}});
    CHECK(description(checked(of_reals)) == "pad<1, 0, 2, 1>; max_pool<3, stride<1>>");

    auto lowest = image();
    pad(lowest, "x", -std::numeric_limits<float>::infinity());
    lowest.node("MaxPool", {"p"}, {"y"}, {{"kernel_shape", ints{3, 3}}, {"strides", ints{2, 2}}});
    CHECK(description(checked(lowest)) == "max_pool<3, stride<2>, padding<1, 0, 2, 1>>");

    auto ones = image();
    pad(ones, "x", 1);
    conv(ones, "p", "y", 3, 4, 3, one_pad);
    CHECK(failure_of(ones) == failure::unsupported_setting);
}

TEST_CASE("import: activations that are written as products", "[importer]") {
    auto const vector = [] { return model_builder().input("x", {1, 9}).output("y"); };
    auto silu = vector().node("Sigmoid", {"x"}, {"s"}).node("Mul", {"s", "x"}, {"y"});
    CHECK(description(checked(silu, {})) == "silu");
    auto mish = vector().node("Softplus", {"x"}, {"s"}).node("Tanh", {"s"}, {"t"}).node("Mul", {"x", "t"}, {"y"});
    CHECK(description(imported(mish)) == "mish");
    auto swish = vector()
                     .node("HardSigmoid", {"x"}, {"s"}, {{"alpha", 1.0F / 6}, {"beta", 0.5F}})
                     .node("Mul", {"x", "s"}, {"y"});
    CHECK(description(imported(swish)) == "hard_swish");
    auto long_swish = vector().constant("3", {}, {3}).constant("0", {}, {0}).constant("6", {}, {6});
    long_swish.node("Add", {"x", "3"}, {"a"})
        .node("Clip", {"a", "0", "6"}, {"c"})
        .node("Mul", {"x", "c"}, {"m"})
        .node("Div", {"m", "6"}, {"y"});
    CHECK(description(imported(long_swish)) == "hard_swish");
    auto gelu = vector().constant("root", {}, {1.41421356F}).constant("1", {}, {1}).constant("half", {}, {0.5F});
    gelu.node("Div", {"x", "root"}, {"d"})
        .node("Erf", {"d"}, {"e"})
        .node("Add", {"e", "1"}, {"a"})
        .node("Mul", {"x", "a"}, {"m"})
        .node("Mul", {"m", "half"}, {"y"});
    CHECK(description(imported(gelu)) == "gelu");
    auto gelu_too = vector().constant("root", {}, {0.70710678F}).constant("1", {}, {1}).constant("half", {}, {0.5F});
    gelu_too.node("Mul", {"x", "root"}, {"d"})
        .node("Erf", {"d"}, {"e"})
        .node("Add", {"1", "e"}, {"a"})
        .node("Mul", {"x", "half"}, {"h"})
        .node("Mul", {"a", "h"}, {"y"});
    CHECK(description(imported(gelu_too)) == "gelu");
    for (auto const* model : {&silu, &mish, &swish, &long_swish, &gelu, &gelu_too}) {
        auto const net = support::imported(*model);
        auto const in = model_builder::inputs(9, 5);
        auto const found = interpreter::run(net.graph, in);
        for (std::size_t k = 0; k < 9; ++k) {
            double const x = in[k], sigmoid = 1 / (1 + std::exp(-x)),
                         hard = std::min(std::max(x / 6 + 0.5, 0.0), 1.0);
            double const gate = model == &silu                            ? sigmoid
                                : model == &mish                          ? std::tanh(std::log1p(std::exp(x)))
                                : model == &swish || model == &long_swish ? hard
                                                                          : 0.5 * (1 + std::erf(x / std::sqrt(2.0)));
            CHECK(found[k] == Approx(x * gate).margin(1e-7));
        }
    }

    auto gates = vector().node("Sigmoid", {"x"}, {"s"}).node("Tanh", {"x"}, {"t"}).node("Mul", {"s", "t"}, {"y"});
    CHECK(failure_of(gates, "product of two values") == failure::unsupported_operator);
    auto erf = vector().node("Erf", {"x"}, {"y"});
    CHECK(failure_of(erf, "error function") == failure::unsupported_operator);
}

TEST_CASE("import: what does nothing is left out", "[importer]") {
    auto model = model_builder()
                     .input("x", {1, 9})
                     .output("y")
                     .constant("w", {3, 9}, model_builder::numbers(27))
                     .constant("1", {}, {1})
                     .constant("0", {1}, {0});
    model.node("Identity", {"x"}, {"i"})
        .node("Dropout", {"i"}, {"d", "mask"})
        .node("Mul", {"d", "1"}, {"m"})
        .node("Add", {"m", "0"}, {"a"});
    model.node("Gemm", {"a", "w"}, {"g"}, {{"transB", std::int64_t{1}}})
        .node("Relu", {"g"}, {"unused"})
        .node("Relu", {"g"}, {"y"});
    CHECK(description(checked(model)) == "dense<3, without_bias>; relu");
}

TEST_CASE("import: Gemm's factors and offsets", "[importer]") {
    auto model = model_builder()
                     .input("x", {1, 3})
                     .output("y")
                     .constant("w", {3, 2}, {1, 2, 3, 4, 5, 6})
                     .constant("c", {}, {3});
    model.node("Gemm", {"x", "w", "c"}, {"y"}, {{"alpha", 0.5F}, {"beta", 2.0F}});
    auto const net = checked(model);
    auto const arrays = arrays_of(net.at(0), net.shape_before(0));
    CHECK(arrays[0].elements == std::vector<float>{0.5F, 1.5F, 2.5F, 1, 2, 3});
    CHECK(arrays[1].elements == std::vector<float>{6, 6});
}

TEST_CASE("import: numbers that folding makes infinite are refused", "[importer]") {
    auto model = model_builder()
                     .input("x", {1, 2})
                     .output("y")
                     .constant("w", {2, 2}, {1e30F, 0, 0, 1})
                     .constant("f", {2}, {1e30F, 1});
    model.node("MatMul", {"x", "w"}, {"m"}).node("Mul", {"m", "f"}, {"y"});
    auto const net = support::imported(model);
    CHECK(failure_of([&] { arrays_of(net.at(0), net.shape_before(0)); }) == failure::value_not_finite);
}
