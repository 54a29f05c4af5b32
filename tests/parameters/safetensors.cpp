// The reader of safetensors files: what it reads, and every way in which a file can be wrong.
#include "support/catch.hpp"

#include "safetensors_bytes.hpp"

#include <constexplain/parameters/safetensors.hpp>

#include <cmath>
#include <limits>

using namespace array_bytes;
using safetensors_bytes::array;
namespace ce = constexplain;
using shape_of = std::vector<std::size_t>;

namespace {

array const six{"conv1.weight", "F32", "[2,3]", floats({0, 1, 2, 3, 4, 5})};
array const three{"conv1.bias", "F64", "[3]", doubles({6, 7, 8})};

ce::safetensors_file open(std::string const& content) { return {bytes(content), "net.safetensors"}; }

template<class T = float>
std::vector<T> read(ce::safetensors_file const& file, std::string const& name, shape_of const& needed) {
    std::size_t count = 1;
    for (auto const extent : needed) count *= extent;
    std::vector<T> out(count, T(-7));
    file.read(name, needed, std::span<T>{out});
    return out;
}

template<class Exception = ce::malformed_file>
std::string refusal(std::string const& content) {
    return message<Exception>([&] { open(content); });
}
/// A header with one array of 8 bytes of data, described as it is given.
std::string described(std::string const& description) {
    return safetensors_bytes::file("{\"w\":" + description + "}", std::string(8, '\0'));
}
std::string halves(std::initializer_list<std::uint16_t> values) {
    std::string text;
    for (auto const value : values) text += little_endian(value);
    return text;
}

}  // namespace

TEST_CASE("safetensors: names, arrays and metadata", "[parameters]") {
    auto const content = safetensors_bytes::file({six, three}, R"("network":"lenet","format":"pt")");
    temporary_path const path{".safetensors", content};
    ce::safetensors_file const from_disk{path};
    auto const from_memory = open(content);
    for (auto const* file : {&from_disk, &from_memory}) {
        CHECK(file->names() == std::vector<std::string>{"conv1.weight", "conv1.bias"});
        CHECK(file->contains("conv1.bias"));
        CHECK_FALSE(file->contains("network"));
        CHECK(file->metadata("network") == "lenet");
        CHECK_FALSE(file->metadata("conv1.bias"));
        CHECK(read(*file, "conv1.weight", {2, 3}) == std::vector<float>{0, 1, 2, 3, 4, 5});
        CHECK(read<double>(*file, "conv1.weight", {2, 3}) == std::vector<double>{0, 1, 2, 3, 4, 5});
        CHECK(read<double>(*file, "conv1.bias", {3}) == std::vector<double>{6, 7, 8});
        CHECK(file->array("conv1.bias").type == "F64");
        CHECK(file->array("conv1.bias").shape == shape_of{3});
        file->release("conv1.weight");
        CHECK(read(*file, "conv1.weight", {2, 3}) == std::vector<float>{0, 1, 2, 3, 4, 5});
        CHECK_NOTHROW(file->require_unchanged());
    }
    auto moved = open(content);
    auto const target = std::move(moved);
    CHECK(read(target, "conv1.weight", {2, 3}).size() == 6);
}

TEST_CASE("safetensors: a file of the format's own library", "[parameters]") {
    ce::safetensors_file const file{std::filesystem::path{CONSTEXPLAIN_SOURCE_DIR} / "tests" / "parameters" /
                                    "by_the_library.safetensors"};
    CHECK(file.names() == std::vector<std::string>{"count", "double", "none", "one", "single", "brain", "half"});
    CHECK(file.metadata("network") == "input(2)");
    CHECK(file.metadata("author") == "Zo\xc3\xab \"quoted\"");
    std::vector<double> expected;
    for (int k = 0; k < 24; ++k) expected.push_back((k * 37 % 101 - 50) / 64.0);
    for (auto const* const name : {"single", "double", "half", "brain"}) {
        INFO(name);
        CHECK(read<double>(file, name, {2, 3, 4}) == expected);
    }
    std::vector<float> const narrow(expected.begin(), expected.end());
    for (auto const* const name : {"single", "half", "brain"}) CHECK(read(file, name, {2, 3, 4}) == narrow);
    CHECK(read(file, "one", {}) == std::vector<float>{2.5f});
    CHECK(read(file, "none", {0, 3}).empty());
    CHECK_THROWS_AS(read(file, "count", {}), ce::element_type_mismatch);
}

TEST_CASE("safetensors: arrays in place, where type and alignment allow it", "[parameters]") {
    temporary_path const aligned{".safetensors", safetensors_bytes::file({three, six})};
    temporary_path const shifted{".safetensors", safetensors_bytes::file({three, six}, {}, 9)};
    ce::safetensors_file const file{aligned}, odd{shifted};
    auto const* const place = file.view<float>("conv1.weight", shape_of{2, 3});
    REQUIRE(place != nullptr);
    CHECK(std::vector<float>(place, place + 6) == std::vector<float>{0, 1, 2, 3, 4, 5});
    CHECK(file.view<double>("conv1.weight", shape_of{2, 3}) == nullptr);
    CHECK(file.view<float>("conv1.bias", shape_of{3}) == nullptr);
    REQUIRE(file.view<double>("conv1.bias", shape_of{3}) != nullptr);
    CHECK(file.view<double>("conv1.bias", shape_of{3})[2] == 8);
    CHECK(odd.view<float>("conv1.weight", shape_of{2, 3}) == nullptr);
    CHECK(read(odd, "conv1.weight", {2, 3}) == std::vector<float>{0, 1, 2, 3, 4, 5});
    CHECK_THROWS_AS(file.view<float>("conv1.weight", shape_of{3, 2}), ce::shape_mismatch);
    CHECK_THROWS_AS(file.view<float>("conv2.weight", shape_of{3, 2}), ce::missing_array);
}

TEST_CASE("safetensors: half precision, each number exactly", "[parameters]") {
    // Every finite binary16, against its definition (IEEE 754-2019, 3.4).
    std::string all;
    std::vector<double> expected;
    for (unsigned bits = 0; bits < 0x10000; ++bits) {
        unsigned const exponent = bits >> 10 & 31, fraction = bits & 1023;
        if (exponent == 31) continue;
        all += little_endian(static_cast<std::uint16_t>(bits));
        double const size =
            exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, static_cast<int>(exponent) - 25);
        expected.push_back(bits >> 15 == 1 ? -size : size);
    }
    auto const count = expected.size();
    auto const content = safetensors_bytes::file({{"w", "F16", "[" + std::to_string(count) + "]", all}});
    auto const file = open(content);
    auto const wide = read<double>(file, "w", {count});
    auto const narrow = read<float>(file, "w", {count});
    for (std::size_t k = 0; k < count; ++k) {
        if (wide[k] == expected[k] && static_cast<double>(narrow[k]) == expected[k] &&
            std::signbit(narrow[k]) == std::signbit(expected[k]))
            continue;
        FAIL("number " << k << " is " << narrow[k] << ", not " << expected[k]);
    }

    auto const upper = safetensors_bytes::file({{"w", "BF16", "[4]", halves({0x3f80, 0xc049, 0x0001, 0x7f7f})}});
    CHECK(read<float>(open(upper), "w", {4}) == std::vector<float>{1.0f, -3.140625f, 0x1p-133f, 0x1.fep127f});

    for (auto const& [type, bits] : {std::pair{"F16", 0x7c00}, {"F16", 0xfe00}, {"BF16", 0x7f80}, {"BF16", 0xffc1}}) {
        auto const bad = safetensors_bytes::file({{"w", type, "[1]", halves({static_cast<std::uint16_t>(bits)})}});
        CHECK_THROWS_AS(read<float>(open(bad), "w", {1}), ce::value_not_finite);
    }
}

TEST_CASE("safetensors: scalars, empty arrays, and arrays that nobody reads", "[parameters]") {
    auto const content = safetensors_bytes::file({{"tracked", "I64", "[]", std::string(8, '\1')},
                                                  {"none", "F32", "[0,5]", ""},
                                                  {"one", "F32", "[]", floats({2})},
                                                  {"flags", "BOOL", "[3]", std::string(3, '\1')}});
    auto const file = open(content);
    CHECK(read(file, "one", {}) == std::vector<float>{2});
    CHECK(read(file, "none", {0, 5}).empty());
    CHECK(message<ce::element_type_mismatch>([&] { read(file, "tracked", {}); }) ==
          "net.safetensors: array 'tracked': found element type 'I64', needed 'F32', 'F16' or 'BF16' "
          "(tensor.float())");
    CHECK(open(safetensors_bytes::file("{}")).names().empty());
    // Not in the order of the data: names are.
    auto const swapped = safetensors_bytes::file(
        R"({"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"data_offsets":[0,4],"shape":[1],"dtype":"F32"}})",
        floats({1, 2}));
    CHECK(open(swapped).names() == std::vector<std::string>{"a", "b"});
    CHECK(read(open(swapped), "b", {1}) == std::vector<float>{2});
}

TEST_CASE("safetensors: messages name the file and the array", "[parameters]") {
    auto const content = safetensors_bytes::file({six, three});
    auto const file = open(content);
    CHECK(message<ce::shape_mismatch>([&] { read(file, "conv1.weight", {3, 2}); }) ==
          "net.safetensors: array 'conv1.weight': found shape (2, 3), needed shape (3, 2)");
    CHECK(message<ce::element_type_mismatch>([&] { read(file, "conv1.bias", {3}); }) ==
          "net.safetensors: array 'conv1.bias': found element type 'F64', needed 'F32', 'F16' or 'BF16' "
          "(tensor.float())");
    CHECK(message<ce::missing_array>([&] { read(file, "fc.weight", {3, 2}); }) ==
          "net.safetensors: array 'fc.weight': found only 'conv1.weight', 'conv1.bias', needed this array");
    std::vector<float> small(5);
    CHECK(has(message<ce::shape_mismatch>([&] { file.read("conv1.weight", shape_of{2, 3}, std::span{small}); }),
              "found room for 5 elements, needed 6 for shape (2, 3)"));
    try {
        read(file, "conv1.weight", {3, 2});
    } catch (ce::parameter_error const& error) {
        CHECK(error.where().array == "conv1.weight");
        CHECK(error.where().file == "net.safetensors");
    }
}

TEST_CASE("safetensors: numbers that are not finite", "[parameters]") {
    constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
    auto const content = safetensors_bytes::file({{"w", "F32", "[2,2]", floats({1, 2, nan, 4})},
                                                  {"b", "F32", "[2]", floats({1, -infinity})},
                                                  {"d", "F64", "[1]", doubles({static_cast<double>(infinity)})}});
    auto const file = open(content);
    std::string const text = "net.safetensors: array 'w': found NaN at index [1, 0], needed finite values";
    CHECK(message<ce::value_not_finite>([&] { read(file, "w", {2, 2}); }) == text);
    if (auto const* const start = content.data() + content.size() - 32;
        reinterpret_cast<std::uintptr_t>(start) % 4 == 0)
        CHECK(message<ce::value_not_finite>([&] { (void)file.view<float>("w", shape_of{2, 2}); }) == text);
    CHECK(has(message<ce::value_not_finite>([&] { read(file, "b", {2}); }), "an infinity at index [1]"));
    CHECK(has(message<ce::value_not_finite>([&] { read<double>(file, "d", {1}); }), "an infinity at index [0]"));
    std::vector<float> out(4);
    file.read("w", shape_of{2, 2}, std::span{out}, ce::non_finite::allowed);
    CHECK(out[3] == 4);
}

TEST_CASE("safetensors: files that are no such files", "[parameters]") {
    CHECK(has(refusal(""), "found 0 bytes, needed 8 bytes of length, a header and data"));
    CHECK(has(refusal("1234567"), "found 7 bytes"));
    CHECK(has(refusal(std::string{"PK\3\4"} + std::string(40, '\0')),
              "found a zip archive, needed a safetensors file (load reads .npz files and folders of .npy files)"));
    CHECK(has(refusal(npy("<f4", "(1,)", floats({1}))), "found an .npy file"));
    CHECK(has(refusal(std::string(8, '\0')), "a header that begins with ''"));
    CHECK(has(refusal(safetensors_bytes::file(" {}")), "a header that begins with ' ', needed '{'"));
    CHECK(has(refusal(safetensors_bytes::file("\xef\xbb\xbf{}")), "begins with '\\xef'"));
    CHECK(has(refusal<ce::size_limit_exceeded>(little_endian(std::uint64_t{100'000'001}) + "{}"),
              "found a header of 100000001 bytes, needed at most 100000000"));
    CHECK(has(refusal<ce::size_limit_exceeded>(std::string(8, '\xff') + "{}"),
              "a header of 18446744073709551615 bytes"));
    CHECK(has(refusal(little_endian(std::uint64_t{3}) + "{}"), "found a header of 3 bytes in a file of 10"));
    CHECK_THROWS_AS(ce::safetensors_file{"no_such.safetensors"}, ce::file_unreadable);
    CHECK_THROWS_AS(ce::safetensors_file{std::filesystem::temp_directory_path()}, ce::file_unreadable);
    temporary_path const empty{".safetensors", ""};
    CHECK(has(message<ce::malformed_file>([&] { ce::safetensors_file{empty.path()}; }), "found 0 bytes"));
}

TEST_CASE("safetensors: headers that are no such headers", "[parameters]") {
    using safetensors_bytes::file;
    CHECK(has(refusal(file("{")), "no JSON at byte"));
    CHECK(has(refusal(file("{}}")), "no JSON at byte"));
    CHECK(has(refusal(file("{'w':1}")), "no JSON at byte"));
    CHECK(has(refusal(file(std::string("{}\0{", 4))), "a zero at byte 2 of the header"));
    CHECK(has(refusal(file("{\"\xff\":1}")), "no JSON at byte"));
    CHECK(has(refusal(file(R"({"w":1})")), "array 'w': found 1, needed an object for each array"));
    CHECK(has(refusal(file(R"({"w":[]})")), "found a list"));
    CHECK(has(refusal(file(R"({"w":null})")), "found null"));
    CHECK(has(refusal(file(R"({"w":{}})")), "array 'w': found an incomplete description"));
    CHECK(has(refusal(described(R"({"dtype":"F32","shape":[2]})")), "an incomplete description"));
    CHECK(has(refusal(described(R"({"dtype":"F32","dtype":"F32"})")), "found the key 'dtype'"));
    CHECK(has(refusal(described(R"({"offsets":[0,8]})")), "found the key 'offsets'"));
    CHECK(has(refusal(described(R"({"dtype":{}})")), "found an object"));
    CHECK(has(refusal(described(R"({"dtype":["F32"]})")), "found a list"));
    CHECK(has(refusal(described(R"({"dtype":7})")), "found 7"));
    CHECK(has(refusal(described(R"({"shape":7})")), "found 7"));
    CHECK(has(refusal(described(R"({"shape":"7"})")), "found the text '7'"));
    CHECK(has(refusal(described(R"({"shape":[-1]})")), "a negative number, needed a shape of whole numbers"));
    CHECK(has(refusal(described(R"({"shape":[1.5]})")), "the number 1.5"));
    CHECK(has(refusal(described(R"({"shape":[[1]]})")), "found a list"));
    CHECK(has(refusal(described(R"({"shape":[true]})")), "a truth value"));
    CHECK(has(refusal(described(R"({"shape":[18446744073709551616]})")), "the number 18446744073709551616"));
    CHECK(has(refusal(described(R"({"data_offsets":[0]})")), "another number of offsets, needed two offsets"));
    CHECK(has(refusal(described(R"({"data_offsets":[0,4,8]})")), "another number of offsets"));
    auto const both = R"("dtype":"F32","shape":[1],"data_offsets":)";
    CHECK(
        has(refusal(file(std::string{"{\"w\":{"} + both + "[0,4]},\"w\":{" + both + "[4,8]}}", std::string(8, '\0'))),
            "array 'w': found a second entry of this name, needed one"));
    CHECK(has(refusal(file(R"({"__metadata__":{"network":1}})")),
              "array '__metadata__': found 1, needed a text for each key of __metadata__"));
    CHECK(has(refusal(file(R"({"__metadata__":{"a":"1","a":"2"}})")), "the key 'a' twice"));
    CHECK(has(refusal(file(R"({"__metadata__":{},"__metadata__":{}})")), "a second entry of this name"));
    CHECK(has(refusal(file(R"({"__metadata__":[]})")), "needed an object of texts"));
    CHECK(has(refusal(file(std::string(100'000, '[').insert(0, "{\"w\":"))), "found a list"));
}

TEST_CASE("safetensors: shapes, types and offsets that do not agree", "[parameters]") {
    auto const of = [](std::string const& type, std::string const& shape, std::string const& offsets) {
        return described("{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}");
    };
    CHECK_NOTHROW(open(of("F32", "[2]", "[0,8]")));
    CHECK(refusal(of("F32", "[3]", "[0,8]")) ==
          "net.safetensors: array 'w': found data_offsets [0, 8], 8 bytes, needed 12 for shape (3,) of 'F32'");
    CHECK(has(refusal(of("F64", "[2]", "[0,8]")), "needed 16 for shape (2,) of 'F64'"));
    CHECK(has(refusal(of("F32", "[2]", "[8,0]")), "found data_offsets [8, 0], needed offsets in order"));
    CHECK(has(refusal(of("F32", "[3]", "[0,12]")),
              "found data_offsets [0, 12], needed offsets in order, inside the 8 bytes of data"));
    CHECK(has(refusal(of("F32", "[2]", "[18446744073709551608,18446744073709551615]")), "inside the 8 bytes"));
    CHECK(has(refusal(of("F32", "[1]", "[4,8]")), "found data_offsets [4, 8], behind bytes of no array, needed "
                                                  "data from byte 0"));
    CHECK(has(refusal(of("F32", "[1]", "[0,4]")), "found 8 bytes of data, needed 4, which is where"));
    CHECK(has(refusal(of("F32", "[4294967296,4294967296]", "[0,8]")), "more than any file holds"));
    CHECK(has(refusal(of("F32", "[9223372036854775807,9223372036854775807,0]", "[0,0]")), "more than any file"));
    CHECK(has(refusal<ce::element_type_mismatch>(of("F4", "[16]", "[0,8]")), "found element type 'F4'"));
    CHECK(has(refusal<ce::element_type_mismatch>(of("\\u0007", "[8]", "[0,8]")), "element type '\\x07'"));

    auto const two = [](std::string const& first, std::string const& second) {
        auto const one = [](std::string const& offsets) {
            return R"({"dtype":"F32","shape":[1],"data_offsets":)" + offsets + "}";
        };
        return safetensors_bytes::file("{\"a\":" + one(first) + ",\"b\":" + one(second) + "}", std::string(12, '\0'));
    };
    CHECK(has(refusal(two("[0,4]", "[0,4]")), "array 'b': found data_offsets [0, 4], which overlap another array's"));
    CHECK(has(refusal(two("[0,4]", "[2,6]")), "which overlap another array's, needed data from byte 4"));
    CHECK(has(refusal(two("[0,4]", "[8,12]")), "array 'b': found data_offsets [8, 12], behind bytes of no array"));
    CHECK(has(refusal(two("[0,4]", "[4,8]")), "found 12 bytes of data, needed 8"));
}

TEST_CASE("safetensors: a file cut at any byte is refused", "[parameters]") {
    auto const content = safetensors_bytes::file({six, three}, R"("network":"lenet")");
    for (std::size_t length = 0; length < content.size(); ++length) {
        auto const cut = content.substr(0, length);
        INFO(length);
        CHECK_THROWS_AS(open(cut), ce::malformed_file);
    }
    CHECK_THROWS_AS(open(content + '\0'), ce::malformed_file);
}

TEST_CASE("safetensors: any byte of the header changed gives a named exception or another valid header",
          "[parameters]") {
    auto const content = safetensors_bytes::file({six, three}, R"("network":"lenet")");
    std::size_t refused = 0, changes = 0;
    for (std::size_t at = 0; at < content.size() - 48; ++at)
        for (int const change : {0x01, 0x10, 0x80, 0xff}) {
            auto changed = content;
            changed[at] = static_cast<char>(changed[at] ^ change);
            ++changes;
            try {
                auto const file = open(changed);
                for (auto const& name : file.names()) {
                    auto const& shape = file.array(name).shape;
                    std::size_t count = 1;
                    for (auto const extent : shape) count *= extent;
                    std::vector<double> out(count);
                    file.read(name, shape, std::span{out}, ce::non_finite::allowed);
                }
            } catch (ce::parameter_error const& error) {
                ++refused;
                CHECK(has(error.what(), "net.safetensors"));
            }
        }
    INFO(refused << " of " << changes);
    CHECK(refused > changes / 2);
}
