// Malformed and hostile models: each ends in a named error, and nothing is written.

#include "importing.hpp"

#include "importer/limits.hpp"
#include "importer/write_files.hpp"

#include <cstdlib>
#include <fstream>

namespace {

using support::failure_of;
using support::imported;
using support::model_builder;
using namespace constexplain::importer;
namespace fs = std::filesystem;
using ints = std::vector<std::int64_t>;

/// A folder of its own, removed with everything in it.
class scratch {
public:
    scratch() {
        std::string pattern = (fs::temp_directory_path() / "constexplain-XXXXXX").string();
        path = mkdtemp(pattern.data());
    }
    scratch(scratch const&) = delete;
    scratch& operator=(scratch const&) = delete;
    ~scratch() { fs::remove_all(path); }
    void write(std::string const& name, std::string const& content) const {
        std::ofstream(path / name, std::ios::binary) << content;
    }
    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
    fs::path path;
};

model_builder dense() {
    return model_builder()
        .input("x", {1, 2})
        .output("y")
        .constant("w", {3, 2}, {1, 2, 3, 4, 5, 6})
        .node("Gemm", {"x", "w"}, {"y"}, {{"transB", std::int64_t{1}}});
}
onnx::TensorProto& weights(model_builder& model) { return *model.message.mutable_graph()->mutable_initializer(0); }

network import_bytes(std::string const& bytes, fs::path const& folder = ".") {
    options wanted;
    wanted.name = "net";
    return make_network(read_model(bytes, "test.onnx", folder), wanted);
}

}  // namespace

TEST_CASE("import: files that are no models", "[importer]") {
    scratch const folder;
    options wanted;
    wanted.name = "net";
    auto const import = [&](char const* name) {
        return failure_of([&] { import_file(folder.path / name, wanted); });
    };
    CHECK(import("absent.onnx") == failure::file_unreadable);
    CHECK(import("") == failure::file_unreadable);
    folder.write("empty.onnx", "");
    CHECK(import("empty.onnx") == failure::malformed_model);
    folder.write("text.onnx", "this is not a protobuf message, whatever it may be");
    CHECK(import("text.onnx") == failure::malformed_model);
}

TEST_CASE("import: a model that ends too early, at every byte", "[importer]") {
    std::string const bytes = dense().bytes();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        INFO(size);
        CHECK_THROWS_AS(import_bytes(bytes.substr(0, size)), import_error);
    }
    CHECK_NOTHROW(import_bytes(bytes));
}

TEST_CASE("import: a model with any one byte changed is imported or refused", "[importer]") {
    std::string const bytes = dense().bytes();
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (char const change : {'\x01', '\x40', '\x7f', '\xff'}) {
            std::string changed = bytes;
            changed[at] = static_cast<char>(changed[at] ^ change);
            try {
                import_bytes(changed);
            } catch (import_error const&) {}
        }
}

TEST_CASE("import: operator sets", "[importer]") {
    for (std::int64_t const version : {0, 6, 25, 1'000'000, -1}) {
        auto model = dense();
        model.message.mutable_opset_import(0)->set_version(version);
        CHECK(failure_of(model) == failure::unsupported_opset);
    }
    for (std::int64_t const version : {7, 12, 17, 24}) {
        auto model = dense();
        model.message.mutable_opset_import(0)->set_version(version);
        CHECK_NOTHROW(imported(model));
    }
}

TEST_CASE("import: arrays that are not what they promise", "[importer]") {
    auto huge = dense();
    weights(huge).set_dims(0, std::int64_t{1} << 62);
    CHECK(failure_of(huge) == failure::size_limit_exceeded);
    auto negative = dense();
    weights(negative).set_dims(0, -3);
    CHECK(failure_of(negative, "dimension -3") == failure::malformed_model);
    auto promised = dense();
    weights(promised).set_dims(0, 30'000'000);
    CHECK(failure_of(promised, "'w'") == failure::malformed_model);
    auto raw = dense();
    weights(raw).clear_float_data();
    weights(raw).set_raw_data("12345");
    CHECK(failure_of(raw, "5 bytes") == failure::malformed_model);
    auto strings = dense();
    weights(strings).set_data_type(onnx::TensorProto::STRING);
    CHECK(failure_of(strings) == failure::element_type_mismatch);
    auto many = dense();
    for (int k = 0; k < 10; ++k) weights(many).add_dims(1);
    CHECK(failure_of(many) == failure::size_limit_exceeded);
    auto whole = dense();
    weights(whole).set_data_type(onnx::TensorProto::INT64);
    weights(whole).clear_float_data();
    for (int k = 0; k < 6; ++k) weights(whole).add_int64_data(k);
    CHECK(failure_of(whole) == failure::element_type_mismatch);
    for (float const v : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        auto broken = dense();
        weights(broken).set_float_data(4, v);
        CHECK(failure_of(broken, "element 4 of 'w'") == failure::value_not_finite);
    }
}

TEST_CASE("import: half precision and double are read as float32", "[importer]") {
    auto const of_type = [](int type, std::string const& raw) {
        auto model = dense();
        weights(model).clear_float_data();
        weights(model).set_data_type(type);
        weights(model).set_raw_data(raw);
        auto const net = imported(model);
        return arrays_of(net.at(0), net.shape_before(0))[0].elements;
    };
    // 1, -2, 0.5, the largest half, the smallest, 0
    CHECK(of_type(onnx::TensorProto::FLOAT16, std::string("\x00\x3c\x00\xc0\x00\x38\xff\x7b\x01\x00\x00\x00", 12)) ==
          std::vector<float>{1, -2, 0.5F, 65504, 5.9604644775390625e-8F, 0});
    CHECK(of_type(onnx::TensorProto::BFLOAT16, std::string("\x80\x3f\x00\xc0\x00\x3f\x00\x00\x80\xbf\x40\x40", 12)) ==
          std::vector<float>{1, -2, 0.5F, 0, -1, 3});
    std::vector<double> const numbers{1, -2, 0.1, 1e-3, 0, 6};
    CHECK(of_type(onnx::TensorProto::DOUBLE, std::string(reinterpret_cast<char const*>(numbers.data()), 48)) ==
          std::vector<float>{1, -2, 0.1F, 1e-3F, 0, 6});
}

TEST_CASE("import: graphs that contradict themselves", "[importer]") {
    auto cyclic = model_builder()
                      .input("x", {1, 4})
                      .output("y")
                      .node("Add", {"x", "c"}, {"a"})
                      .node("Relu", {"a"}, {"b"})
                      .node("Tanh", {"b"}, {"c"})
                      .node("Relu", {"c"}, {"y"});
    CHECK(failure_of(cyclic) == failure::cyclic_graph);
    auto twice = dense().node("Relu", {"x"}, {"y"});
    CHECK(failure_of(twice, "'y'") == failure::duplicate_name);
    auto arrays = dense().constant("w", {1}, {1});
    CHECK(failure_of(arrays, "'w'") == failure::duplicate_name);
    auto inputs = dense().input("x", {1, 2});
    CHECK(failure_of(inputs) == failure::duplicate_name);
    auto missing = model_builder().input("x", {1, 2}).output("y").node("Gemm", {"x", "absent"}, {"y"});
    CHECK(failure_of(missing, "'absent'") == failure::missing_value);
    auto nowhere = dense();
    nowhere.message.mutable_graph()->mutable_output(0)->set_name("absent");
    CHECK(failure_of(nowhere, "'absent'") == failure::missing_value);
    auto itself = model_builder().input("x", {1, 2}).output("x");
    CHECK(failure_of(itself) == failure::unsupported_setting);
    auto two = dense().output("x");
    CHECK(failure_of(two, "--output") == failure::unsupported_setting);
    auto other_input =
        model_builder().input("x", {1, 2}).input("z", {1, 2}).output("y").node("Add", {"x", "z"}, {"y"});
    CHECK(failure_of(other_input, "'z'") == failure::unsupported_setting);
    auto nothing = model_builder().input("x", {1, 2}).output("y");
    CHECK(failure_of(nothing) == failure::missing_value);
    auto backwards =
        model_builder().input("x", {1, 2}).output("y").node("Tanh", {"a"}, {"y"}).node("Relu", {"x"}, {"a"});
    CHECK(support::description(imported(backwards)) == "relu; tanh_activation");
}

TEST_CASE("import: operators and attributes that are not known", "[importer]") {
    auto unknown = model_builder().input("x", {1, 2}).output("y").node("NonMaxSuppression", {"x"}, {"y"});
    CHECK(failure_of(unknown, "node 'make_y' (NonMaxSuppression)") == failure::unsupported_operator);
    auto foreign = dense();
    foreign.message.mutable_graph()->mutable_node(0)->set_domain("com.microsoft");
    CHECK(failure_of(foreign, "com.microsoft") == failure::unsupported_operator);
    auto attribute = model_builder().input("x", {1, 2}).output("y").node("Relu", {"x"}, {"y"}, {{"slope", 0.5F}});
    CHECK(failure_of(attribute, "'slope'") == failure::unsupported_setting);
    auto typed =
        model_builder().input("x", {1, 2}).output("y").node("LeakyRelu", {"x"}, {"y"}, {{"alpha", std::int64_t{1}}});
    CHECK(failure_of(typed, "'alpha'") == failure::malformed_model);
    auto no_outputs = model_builder().input("x", {1, 2}).output("y").node("Relu", {"x"}, {});
    CHECK(failure_of(no_outputs) == failure::missing_value);
    auto no_inputs = model_builder().input("x", {1, 2}).output("y").node("Relu", {}, {"y"});
    CHECK(failure_of(no_inputs) == failure::malformed_model);
    auto printed = model_builder().input("x", {1, 2}).output("y").node("Re\x1b[31mlu", {"x"}, {"y"});
    CHECK(failure_of(printed, "Re\\x1b[31mlu") == failure::unsupported_operator);
}

TEST_CASE("import: absurd sizes", "[importer]") {
    auto wide = model_builder().input("x", {1, 1 << 20, 1 << 20, 1 << 20}).output("y").node("Relu", {"x"}, {"y"});
    CHECK(failure_of(wide) == failure::size_limit_exceeded);
    auto negative = model_builder().input("x", {1, -4}).output("y").node("Relu", {"x"}, {"y"});
    CHECK(failure_of(negative) == failure::malformed_model);
    auto empty = model_builder().input("x", {1, 0}).output("y").node("Relu", {"x"}, {"y"});
    CHECK(failure_of(empty) == failure::malformed_model);
    auto padded = model_builder().input("x", {1, 1, 4, 4}).output("y").constant("w", {1, 1, 1, 1}, {1});
    padded.node("Conv", {"x", "w"}, {"y"}, {{"pads", ints{1LL << 60, 0, 0, 0}}});
    CHECK(failure_of(padded) == failure::size_limit_exceeded);
    auto strided = model_builder()
                       .input("x", {1, 1, 4, 4})
                       .output("y")
                       .node("MaxPool", {"x"}, {"y"}, {{"kernel_shape", ints{2, 2}}, {"strides", ints{0, -1}}});
    CHECK(failure_of(strided) == failure::size_limit_exceeded);
    auto bomb = model_builder()
                    .input("x", {1, 4})
                    .output("y")
                    .indices("shape", {1 << 20, 1 << 20})
                    .node("ConstantOfShape", {"shape"}, {"c"})
                    .node("Add", {"x", "c"}, {"y"});
    CHECK(failure_of(bomb) == failure::size_limit_exceeded);
    auto doubling =
        model_builder().input("x", {1, 4}).output("y").constant("c0", {1024}, model_builder::numbers(1024));
    for (int k = 0; k < 40; ++k)
        doubling.node("Concat", {"c" + std::to_string(k), "c" + std::to_string(k)}, {"c" + std::to_string(k + 1)},
                      {{"axis", std::int64_t{0}}});
    doubling.node("Add", {"x", "c40"}, {"y"});
    CHECK(failure_of(doubling) == failure::size_limit_exceeded);
    auto repeated = model_builder().input("x", {1, 4}).output("y");
    for (int k = 0; k < 40; ++k)
        repeated.node("Concat", {k == 0 ? "x" : "c" + std::to_string(k), k == 0 ? "x" : "c" + std::to_string(k)},
                      {"c" + std::to_string(k + 1)}, {{"axis", std::int64_t{1}}});
    repeated.node("Relu", {"c40"}, {"y"});
    CHECK(failure_of(repeated) == failure::size_limit_exceeded);
    auto many = model_builder().input("x", {1, 4}).output("v25000");
    for (int k = 0; k < 25000; ++k)
        many.node("Relu", {k == 0 ? "x" : "v" + std::to_string(k)}, {"v" + std::to_string(k + 1)});
    CHECK(failure_of(many) == failure::size_limit_exceeded);
    auto deep = model_builder().input("x", {1, 4}).output("v10000");
    for (int k = 0; k < 10000; ++k)
        deep.node("Relu", {k == 0 ? "x" : "v" + std::to_string(k)}, {"v" + std::to_string(k + 1)});
    CHECK(imported(deep).order.size() == 10000);
}

TEST_CASE("import: messages inside messages without end", "[importer]") {
    onnx::ModelProto message = dense().message;
    auto* graph = message.mutable_graph();
    for (int k = 0; k < 200; ++k) {
        auto& attribute = *graph->add_node()->add_attribute();
        attribute.set_type(onnx::AttributeProto::GRAPH);
        graph = attribute.mutable_g();
    }
    CHECK(failure_of([&] { import_bytes(message.SerializeAsString()); }) == failure::size_limit_exceeded);

    // Three million empty nodes of two bytes each, some hundred times as large in memory.
    std::string nodes;
    for (int k = 0; k < 3'000'000; ++k) nodes.append("\x0a\x00", 2);
    std::string length;
    for (std::size_t rest = nodes.size(); rest > 0; rest >>= 7U)
        length += static_cast<char>((rest & 127U) | (rest > 127 ? 128U : 0U));
    CHECK(failure_of([&] { import_bytes("\x3a" + length + nodes); }) == failure::size_limit_exceeded);
}

TEST_CASE("import: arrays in other files", "[importer]") {
    scratch const outer;
    fs::path const folder = outer.path / "model";
    fs::create_directory(folder);
    std::vector<float> const numbers{1, 2, 3, 4, 5, 6};
    std::string const bytes(reinterpret_cast<char const*>(numbers.data()), 24);
    std::ofstream(folder / "weights.bin", std::ios::binary) << "four" << bytes;
    std::ofstream(outer.path / "secret.bin", std::ios::binary) << bytes;
    fs::create_symlink("../secret.bin", folder / "link.bin");
    fs::create_symlink("..", folder / "up");
    fs::create_symlink("weights.bin", folder / "inside.bin");
    auto const with = [](std::vector<std::pair<std::string, std::string>> const& entries) {
        auto model = dense();
        weights(model).clear_float_data();
        weights(model).set_data_location(onnx::TensorProto::EXTERNAL);
        for (auto const& [key, value] : entries) {
            auto& entry = *weights(model).add_external_data();
            entry.set_key(key);
            entry.set_value(value);
        }
        return model.bytes();
    };
    auto const place = [](std::string const& location, std::string const& offset = "0") {
        return std::vector<std::pair<std::string, std::string>>{{"location", location}, {"offset", offset}};
    };
    for (char const* location : {"weights.bin", "./weights.bin", "inside.bin"}) {
        auto const net = import_bytes(with(place(location, "4")), folder);
        CHECK(arrays_of(net.at(0), net.shape_before(0))[0].elements == numbers);
    }
    auto const failed = [&](std::vector<std::pair<std::string, std::string>> const& entries) {
        return failure_of([&] { import_bytes(with(entries), folder); });
    };
    std::string const absolute = (outer.path / "secret.bin").string();
    for (std::string const& location : std::vector<std::string>{"../secret.bin", "link.bin", "up/secret.bin",
                                                                absolute, "", ".", "absent.bin", "/dev/zero"})
        CHECK(failed(place(location)) == failure::external_data_refused);
    CHECK(failed({}) == failure::external_data_refused);
    CHECK(failed(place("weights.bin", "5")) == failure::malformed_model);
    CHECK(failed(place("weights.bin", "18446744073709551615")) == failure::malformed_model);
    CHECK(failed(place("weights.bin", "-1")) == failure::malformed_model);
    CHECK(failed({{"location", "weights.bin"}, {"length", "23"}}) == failure::malformed_model);
}

TEST_CASE("import: files are written completely or not at all", "[importer]") {
    scratch const folder;
    options wanted;
    wanted.name = "net";
    wanted.parameters = storage::embedded;
    auto const net = imported(dense(), wanted);
    auto const written = write_files(folder.path / "new" / "folder", net, wanted);
    CHECK(written.size() == 4);
    for (auto const& path : written) CHECK(fs::is_regular_file(path));
    CHECK(std::distance(fs::directory_iterator(folder.path / "new" / "folder"), fs::directory_iterator()) == 4);

    // The data of the parameter file begin at a multiple of 64 bytes.
    std::ifstream file(folder.path / "new" / "folder" / "net.safetensors", std::ios::binary);
    std::uint64_t length = 0;
    file.read(reinterpret_cast<char*>(&length), 8);
    CHECK((8 + length) % 64 == 0);

    // A folder that is a file; a file's name that is a folder; numbers that do not fit float32.
    folder.write("file", "");
    CHECK(failure_of([&] { write_files(folder.path / "file", net, wanted); }) == failure::output_not_written);
    scratch const other;
    fs::create_directories(other.path / "net.hpp" / "occupied");
    CHECK(failure_of([&] { write_files(other.path, net, wanted); }) == failure::output_not_written);
    CHECK(other.files() == 1);
    scratch const third;
    auto large = model_builder()
                     .input("x", {1, 2})
                     .output("y")
                     .constant("w", {2, 2}, {1e30F, 0, 0, 1})
                     .constant("f", {2}, {1e30F, 1});
    large.node("MatMul", {"x", "w"}, {"m"}).node("Mul", {"m", "f"}, {"y"});
    CHECK(failure_of([&] { write_files(third.path, imported(large, wanted), wanted); }) == failure::value_not_finite);
    CHECK(third.files() == 0);
}
