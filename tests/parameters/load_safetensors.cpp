// A model from a safetensors file: every way in which the file can be another network's, or no such file.
#include "support/catch.hpp"

#include "safetensors_bytes.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/load_safetensors.hpp>

using namespace constexplain;
using namespace array_bytes;

namespace {

struct tiny : network<input<2>, named<"stem", dense<3>>, relu, dense<1, without_bias>> {};

std::vector<safetensors_bytes::array> tiny_arrays() {
    return {{"stem.weight", "F32", "[3,2]", floats({1, 2, 3, 4, 5, 6})},
            {"stem.bias", "F32", "[3]", floats({0.5f, -20, 0.25f})},
            {"2.weight", "F32", "[1,3]", floats({1, -1, 2})}};
}
std::string metadata_of(std::string_view signature) { return "\"network\":\"" + std::string(signature) + "\""; }

template<class Exception, class T = float>
std::string refusal(std::vector<safetensors_bytes::array> const& arrays,
                    std::string const& metadata = metadata_of(tiny::signature)) {
    temporary_path const file{".safetensors", safetensors_bytes::file(arrays, metadata)};
    auto text = message<Exception>([&] { (void)load_safetensors<tiny, T>(file); });
    return has(text, file.path().string()) ? text : "without the file's name: " + text;
}
auto changed(size_t at, safetensors_bytes::array to) {
    auto arrays = tiny_arrays();
    arrays[at] = std::move(to);
    return arrays;
}
auto without(size_t at) {
    auto arrays = tiny_arrays();
    arrays.erase(arrays.begin() + static_cast<std::ptrdiff_t>(at));
    return arrays;
}

}  // namespace

TEST_CASE("load_safetensors: a right file", "[parameters]") {
    temporary_path const file{".safetensors", safetensors_bytes::file(tiny_arrays(), metadata_of(tiny::signature))};
    auto const net = load_safetensors<tiny>(file);
    // relu(1 + 2 + 0.5), relu(3 + 4 - 20), relu(5 + 6 + 0.25)
    CHECK(net.predict(std::array<float, 2>{1, 1})[0] == 3.5f + 2 * 11.25f);
    CHECK(load_safetensors<tiny, double>(file).predict(std::array<double, 2>{1, 1})[0] == 3.5 + 2 * 11.25);
}

TEST_CASE("load_safetensors: another network is refused, with both signatures", "[parameters]") {
    auto const text = refusal<fingerprint_mismatch>(tiny_arrays(), metadata_of("input(2);dense(3,bias)"));
    CHECK(has(text, "array 'network': found \"input(2);dense(3,bias)\", needed \"" + std::string(tiny::signature)));
    CHECK(has(text, "load the file that was made for this network"));
    auto const none = refusal<fingerprint_mismatch>(tiny_arrays(), "\"format\":\"pt\"");
    CHECK(has(none, "found no entry network in __metadata__, needed the network's signature"));
    CHECK(has(none, "metadata={\"network\": signature}"));
    CHECK(has(refusal<fingerprint_mismatch>(tiny_arrays(), ""), "no entry network"));
    CHECK(has(refusal<fingerprint_mismatch>(tiny_arrays(), metadata_of("\\u0001\\n")), "\"\\x01\\x0a\""));
}

TEST_CASE("load_safetensors: names, shapes, types and values of every array", "[parameters]") {
    CHECK(has(refusal<missing_array>(without(0)), "array 'stem.weight': found only 'stem.bias', '2.weight'"));
    CHECK(has(refusal<missing_array>(without(1)), "array 'stem.bias'"));
    CHECK(has(refusal<missing_array>(without(2)), "array '2.weight'"));
    auto surplus = tiny_arrays();
    surplus.push_back({"stem.num_batches_tracked", "I64", "[]", std::string(8, '\0')});
    CHECK(has(refusal<surplus_array>(surplus), "array 'stem.num_batches_tracked': found an array that the network"));
    auto const six = floats({1, 2, 3, 4, 5, 6});
    CHECK(has(refusal<shape_mismatch>(changed(0, {"stem.weight", "F32", "[2,3]", six})),
              "array 'stem.weight': found shape (2, 3), needed shape (3, 2)"));
    CHECK(has(refusal<shape_mismatch>(changed(0, {"stem.weight", "F32", "[6]", six})), "found shape (6,)"));
    CHECK(has(refusal<shape_mismatch>(changed(0, {"stem.weight", "F32", "[3,2,1]", six})), "found shape (3, 2, 1)"));
    CHECK(has(refusal<element_type_mismatch>(changed(0, {"stem.weight", "I32", "[3,2]", six})),
              "array 'stem.weight': found element type 'I32'"));
    auto const wide = changed(1, {"stem.bias", "F64", "[3]", doubles({1, 2, 3})});
    CHECK(has(refusal<element_type_mismatch>(wide), "array 'stem.bias': found element type 'F64'"));
    CHECK(refusal<element_type_mismatch, double>(wide) == "without the file's name: no exception");
    auto const nan = floats({1, std::numeric_limits<float>::quiet_NaN(), 3});
    CHECK(has(refusal<value_not_finite>(changed(1, {"stem.bias", "F32", "[3]", nan})),
              "array 'stem.bias': found NaN at index [1], needed finite values"));
}

TEST_CASE("load_safetensors: files that are absent, cut, or of another format", "[parameters]") {
    CHECK_THROWS_AS(load_safetensors<tiny>("no_such_file.safetensors"), file_unreadable);
    auto const whole = safetensors_bytes::file(tiny_arrays(), metadata_of(tiny::signature));
    for (size_t length : {size_t{0}, size_t{10}, whole.size() / 2, whole.size() - 1}) {
        temporary_path const cut{".safetensors", whole.substr(0, length)};
        CHECK_THROWS_AS(load_safetensors<tiny>(cut), malformed_file);
    }
    temporary_path const archive{".safetensors", "PK\3\4" + std::string(40, '\0')};
    CHECK(has(message<malformed_file>([&] { (void)load_safetensors<tiny>(archive); }),
              "found a zip archive, needed a safetensors file"));
}

#ifdef CONSTEXPLAIN_HAS_NPZ
TEST_CASE("load: a safetensors file is told as one, whatever it is called", "[parameters]") {
    for (auto const* const suffix : {".safetensors", ".npz"}) {
        temporary_path const file{suffix, safetensors_bytes::file(tiny_arrays(), metadata_of(tiny::signature))};
        auto const text = message<malformed_file>([&] { (void)load<tiny>(file); });
        CHECK(has(text, "found a safetensors file, needed an .npz file or a folder of .npy files"));
        CHECK(has(text, "load_safetensors reads it"));
    }
    temporary_path const cut{".safetensors", "1234"};
    CHECK(has(message<malformed_file>([&] { (void)load<tiny>(cut); }), "found a safetensors file"));
    CHECK_THROWS_AS(load<tiny>("no_such_file.safetensors"), file_unreadable);
}
#endif
