// The importer writes a network's signature, and lists its arrays, without the library's types. Here both are compared with
// what the library says of the same network.

#include "importing.hpp"

#include "importer/names.hpp"

#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>
#include <constexplain/parameters/layout.hpp>

namespace {

namespace ce = constexplain;
using support::imported;
using support::model_builder;
using ints = std::vector<std::int64_t>;
using attributes = std::vector<std::pair<std::string, support::onnx_attribute>>;

/// Signature, fingerprint, output and arrays agree.
template<class Net>
void compare(ce::importer::network const& net) {
    CHECK(net.signature == Net::signature);
    CHECK(net.fingerprint == Net::fingerprint);
    ce::importer::extents output;
    for (std::size_t k = 0; k < Net::output.rank; ++k) output.push_back(Net::output[k]);
    CHECK(net.output() == output);
    CHECK(net.parameters() == Net::cost.parameters);

    std::vector<std::string> found, needed;
    for (std::size_t k = 0; k < net.order.size(); ++k)
        for (auto const& array : arrays_of(net.at(k), net.shape_before(k))) {
            std::size_t count = 1;
            for (std::size_t extent : array.dims) count *= extent;
            CHECK(count == array.elements.size());
            found.push_back(net.names[k] + "." + array.role + " " + ce::importer::to_text(array.dims));
        }
    ce::for_each_node<Net>([&](auto here) {
        using node = decltype(here);
        if constexpr (ce::parameterised_layer<typename node::layer_type>)
            for (std::size_t k = 0; k < ce::layer_parameters<node>::arrays.size(); ++k) {
                ce::shape const& extents = ce::layer_parameters<node>::arrays[k].extents;
                needed.push_back(
                    ce::layer_parameters<node>::name(k) + " " +
                    ce::importer::to_text({extents.extents.begin(), extents.extents.begin() + extents.rank}));
            }
    });
    CHECK(found == needed);
}

struct constant {
    std::string name;
    ints dims;
    std::vector<float> values = {};  ///< left out: positive numbers
};

/// A row of operators from `x` on.
class row {
public:
    explicit row(ints const& dims, int type = onnx::TensorProto::FLOAT) { model.input("x", dims, type); }
    /// An operator on what the row has made so far, with constants; the graph's names are those of the operators' places.
    row& then(std::string const& op, std::vector<constant> const& constants = {}, attributes const& with = {}) {
        std::vector<std::string> inputs{last};
        for (auto const& each : constants) {
            inputs.push_back(each.name);
            if (!each.name.empty())
                model.constant(each.name, each.dims, each.values.empty() ? positive(each.dims) : each.values);
        }
        last = "v" + std::to_string(++made_);
        model.node(op, inputs, {last}, with);
        return *this;
    }
    [[nodiscard]] ce::importer::network import() { return imported(model.output(last)); }

    model_builder model;
    std::string last = "x";

private:
    static std::vector<float> positive(ints const& dims) {
        std::size_t count = 1;
        for (auto const extent : dims) count *= static_cast<std::size_t>(extent);
        auto values = model_builder::numbers(count);
        for (float& v : values) v = v * v + 0.1F;
        return values;
    }

    int made_ = 0;
};

std::int64_t const one = 1;

}  // namespace

TEST_CASE("import: the signature of layers of images", "[importer]") {
    struct expected
        : ce::network<ce::input<4, 20, 21>,
                      ce::named<"a", ce::conv2d<6, ce::kernel<3, 2>, ce::stride<2, 1>, ce::padding<1, 0, 2, 1>,
                                                ce::dilation<1, 2>, ce::groups<2>>>,
                      ce::leaky_relu<0.1>, ce::max_pool<3, ce::stride<2>, ce::padding<1>, ce::round_up>, ce::relu6,
                      ce::named<"b", ce::conv2d<6, ce::kernel<1>, ce::without_bias>>,
                      ce::avg_pool<ce::extent_2d{2, 3}, ce::stride<1>, ce::padding<0, 1>, ce::count_padding>,
                      ce::relu, ce::avg_pool<2>, ce::global_avg_pool, ce::flatten, ce::named<"d", ce::dense<3>>,
                      ce::softmax> {};
    row r({1, 4, 20, 21});
    r.then(
        "Conv", {{"a.weight", {6, 2, 3, 2}}, {"a.bias", {6}}},
        {{"strides", ints{2, 1}}, {"pads", ints{1, 0, 2, 1}}, {"dilations", ints{1, 2}}, {"group", std::int64_t{2}}});
    r.then("LeakyRelu", {}, {{"alpha", 0.1F}});
    r.then("MaxPool", {},
           {{"kernel_shape", ints{3, 3}}, {"strides", ints{2, 2}}, {"pads", ints{1, 1, 1, 1}}, {"ceil_mode", one}});
    r.then("Clip", {{"low", {}, {0}}, {"high", {}, {6}}}).then("Conv", {{"b.weight", {6, 6, 1, 1}}});
    r.then("AveragePool", {}, {{"kernel_shape", ints{2, 3}}, {"pads", ints{0, 1, 0, 1}}, {"count_include_pad", one}})
        .then("Relu");
    r.then("AveragePool", {}, {{"kernel_shape", ints{2, 2}}, {"strides", ints{2, 2}}})
        .then("GlobalAveragePool")
        .then("Flatten");
    r.then("Gemm", {{"d.weight", {3, 6}}, {"d.bias", {3}}}, {{"transB", one}}).then("Softmax");
    compare<expected>(r.import());
}

TEST_CASE("import: the signature of activations", "[importer]") {
    struct expected : ce::network<ce::input<7>, ce::relu, ce::sigmoid, ce::tanh, ce::leaky_relu<0.01>,
                                  ce::clip<-1, 2.5>, ce::elu<1>, ce::elu<0.5>, ce::elu<2, 3>, ce::selu,
                                  ce::hard_sigmoid<>, ce::hard_sigmoid<0.25, 0.75>, ce::hard_swish, ce::mish,
                                  ce::softplus, ce::softsign, ce::gelu, ce::gelu_tanh, ce::silu, ce::log_softmax> {};
    row r({1, 7});
    r.model.message.mutable_opset_import(0)->set_version(24);
    r.then("Relu")
        .then("Sigmoid")
        .then("Tanh")
        .then("LeakyRelu")
        .then("Clip", {{"low", {}, {-1}}, {"high", {}, {2.5F}}})
        .then("Elu");
    r.then("Elu", {}, {{"alpha", 0.5F}})
        .then("Selu", {}, {{"alpha", 2.0F}, {"gamma", 3.0F}})
        .then("Selu")
        .then("HardSigmoid");
    r.then("HardSigmoid", {}, {{"alpha", 0.25F}, {"beta", 0.75F}})
        .then("HardSwish")
        .then("Mish")
        .then("Softplus")
        .then("Softsign");
    r.then("Gelu").then("Gelu", {}, {{"approximate", std::string("tanh")}}).then("Swish").then("LogSoftmax");
    compare<expected>(r.import());
}

TEST_CASE("import: the signature of normalisations, learned slopes and moved elements", "[importer]") {
    struct expected : ce::network<ce::input<8, 4, 5>, ce::lrn<5, 0.001, 0.75, 2>, ce::named<"p", ce::prelu>,
                                  ce::pixel_shuffle<2>, ce::clip<-3.4028234663852886e+38, 2>, ce::depth_to_space<1>,
                                  ce::flatten, ce::named<"n", ce::layer_norm<0.01>>, ce::named<"d", ce::dense<3>>> {};
    row r({1, 8, 4, 5});
    r.then("LRN", {}, {{"size", std::int64_t{5}}, {"alpha", 0.001F}, {"bias", 2.0F}});
    r.then("PRelu", {{"p.weight", {8, 1, 1}}});
    r.then("DepthToSpace", {}, {{"blocksize", std::int64_t{2}}, {"mode", std::string("CRD")}});
    r.then("Clip", {{"", {}}, {"high", {}, {2}}}).then("DepthToSpace", {}, {{"blocksize", one}}).then("Flatten");
    r.then("LayerNormalization", {{"n.weight", {160}}, {"n.bias", {160}}}, {{"epsilon", 0.01F}});
    r.then("Gemm", {{"d.weight", {3, 160}}, {"d.bias", {3}}}, {{"transB", one}});
    compare<expected>(r.import());
}

TEST_CASE("import: the signature of layers of lengths", "[importer]") {
    struct expected
        : ce::network<ce::input<4, 30>,
                      ce::named<"a", ce::conv1d<6, ce::kernel<3>, ce::stride<2>, ce::padding<1, 0>, ce::dilation<2>,
                                                ce::groups<2>>>,
                      ce::relu, ce::named<"b", ce::batch_norm<1e-3>>, ce::max_pool1d<2>,
                      ce::avg_pool1d<3, ce::stride<1>, ce::padding<1>, ce::count_padding>, ce::global_max_pool> {};
    row r({1, 4, 30});
    r.then("Conv", {{"a.weight", {6, 2, 3}}, {"a.bias", {6}}},
           {{"strides", ints{2}}, {"pads", ints{1, 0}}, {"dilations", ints{2}}, {"group", std::int64_t{2}}});
    r.then("Relu").then("BatchNormalization", {{"b.weight", {6}}, {"b.bias", {6}}, {"mean", {6}}, {"var", {6}}},
                        {{"epsilon", 1e-3F}});
    r.then("MaxPool", {}, {{"kernel_shape", ints{2}}, {"strides", ints{2}}});
    r.then("AveragePool", {}, {{"kernel_shape", ints{3}}, {"pads", ints{1, 1}}, {"count_include_pad", one}})
        .then("GlobalMaxPool");
    compare<expected>(r.import());
}

TEST_CASE("import: the signature of recurrent layers", "[importer]") {
    struct expected
        : ce::network<ce::sequence<5, 3>, ce::named<"l", ce::lstm<4>>,
                      ce::named<"g", ce::gru<2, ce::only_last, ce::reset_after>>, ce::named<"d", ce::dense<2>>> {};
    row r({5, 1, 3});
    r.then("LSTM", {{"l.W", {1, 16, 3}}, {"l.R", {1, 16, 4}}, {"l.B", {1, 32}}}, {{"hidden_size", std::int64_t{4}}});
    r.model.indices("axis", {1}).node("Squeeze", {r.last, "axis"}, {"s"});
    r.model.constant("g.W", {1, 6, 4}, model_builder::numbers(24))
        .constant("g.R", {1, 6, 2}, model_builder::numbers(12))
        .constant("g.B", {1, 12}, model_builder::numbers(12));
    r.model.node("GRU", {"s", "g.W", "g.R", "g.B"}, {"", "h"}, {{"linear_before_reset", one}})
        .indices("zero", {0})
        .node("Squeeze", {"h", "zero"}, {"hs"});
    r.last = "hs";
    r.then("Gemm", {{"d.weight", {2, 2}}, {"d.bias", {2}}}, {{"transB", one}});
    compare<expected>(r.import());
}

TEST_CASE("import: the signature of sequences", "[importer]") {
    struct expected
        : ce::network<ce::sequence<5, 3>, ce::named<"l", ce::lstm<4, ce::reversed, ce::hard_gates, ce::without_bias>>,
                      ce::sequence_to_channels, ce::named<"c", ce::conv1d<2, ce::kernel<2>>>,
                      ce::channels_to_sequence, ce::named<"g", ce::gru<2>>, ce::flatten> {};
    row r({1, 5, 3});
    r.then("Transpose", {}, {{"perm", ints{1, 0, 2}}});
    r.then("LSTM", {{"l.W", {1, 16, 3}}, {"l.R", {1, 16, 4}}}, {{"direction", std::string("reverse")}});
    auto& gates = *r.model.message.mutable_graph()->mutable_node(1)->add_attribute();
    gates.set_name("activations");
    gates.set_type(onnx::AttributeProto::STRINGS);
    for (char const* name : {"HardSigmoid", "Tanh", "Tanh"}) gates.add_strings(name);
    r.model.indices("axis", {1}).node("Squeeze", {r.last, "axis"}, {"s"});
    r.last = "s";
    r.then("Transpose", {}, {{"perm", ints{1, 2, 0}}})
        .then("Conv", {{"c.weight", {2, 4, 2}}, {"c.bias", {2}}})
        .then("Transpose", {}, {{"perm", ints{2, 0, 1}}});
    r.then("GRU", {{"g.W", {1, 6, 2}}, {"g.R", {1, 6, 2}}, {"g.B", {1, 12}}})
        .then("Flatten", {}, {{"axis", std::int64_t{0}}});
    compare<expected>(r.import());
}

TEST_CASE("import: the signature of an embedding", "[importer]") {
    struct expected : ce::network<ce::input<9>, ce::named<"e", ce::embedding<11, 4>>, ce::mean_over_sequence,
                                  ce::named<"d", ce::dense<2, ce::without_bias>>> {};
    auto model = model_builder()
                     .input("x", {1, 9}, onnx::TensorProto::INT64)
                     .constant("e.weight", {11, 4}, model_builder::numbers(44))
                     .constant("d.weight", {4, 2}, model_builder::numbers(8));
    model.node("Gather", {"e.weight", "x"}, {"rows"})
        .node("ReduceMean", {"rows"}, {"mean"}, {{"axes", ints{1}}, {"keepdims", std::int64_t{0}}})
        .node("MatMul", {"mean", "d.weight"}, {"y"})
        .output("y");
    compare<expected>(imported(model));
}

TEST_CASE("import: the signature of branches", "[importer]") {
    struct expected
        : ce::network<ce::input<2, 5, 5>,
                      ce::residual<ce::branch<ce::named<"a", ce::conv2d<2, ce::kernel<1>, ce::without_bias>>,
                                              ce::parallel<ce::branch<ce::relu>, ce::branch<>>,
                                              ce::named<"b", ce::conv2d<2, ce::kernel<1>, ce::without_bias>>>,
                                   ce::branch<>>,
                      ce::named<"f", ce::scale>, ce::named<"o", ce::shift>, ce::relu> {};
    row r({1, 2, 5, 5});
    r.then("Conv", {{"a.weight", {2, 2, 1, 1}}});
    r.model.node("Relu", {r.last}, {"r"}).node("Concat", {"r", r.last}, {"both"}, {{"axis", one}});
    r.last = "both";
    r.then("Conv", {{"b.weight", {2, 4, 1, 1}}});
    r.model.node("Add", {r.last, "x"}, {"sum"});
    r.last = "sum";
    r.then("Mul", {{"f.weight", {2, 1, 1}}}).then("Add", {{"o.weight", {2, 1, 1}}}).then("Relu");
    auto net = r.import();
    // The offset has the name of the factor that it was split from.
    CHECK(net.names[net.names.size() - 2] == "f_2");
    net.names[net.names.size() - 2] = "o";
    compare<expected>(net);
}
