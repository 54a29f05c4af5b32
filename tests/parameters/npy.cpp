#include "array_bytes.hpp"
#include "support/catch.hpp"

#include <constexplain/parameters/npy.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace array_bytes;
namespace ce = constexplain;
using shape_of = std::vector<std::size_t>;

namespace {

std::string const six = floats({0, 1, 2, 3, 4, 5});

template<class T>
std::vector<T> read(std::string const& file, shape_of const& needed,
                    ce::non_finite values = ce::non_finite::refused) {
    std::size_t count = 1;
    for (auto const extent : needed) count *= extent;
    std::vector<T> out(count, T{-7});
    ce::read_npy(bytes(file), "w.npy", needed, out, values);
    return out;
}

/// What the reader says to a header with this text, and to the sixteen numbers that follow it.
template<class Exception = ce::malformed_file>
std::string refusal(std::string const& header) {
    return message<Exception>([&] { ce::load_npy<float>(bytes(raw(header, std::string(64, '\0'))), "w.npy"); });
}

}  // namespace

TEST_CASE("npy: valid files of every version", "[parameters]") {
    for (char const version : {'\1', '\2', '\3'}) {
        auto const file = npy("<f4", "(2, 3)", six, version);
        CHECK(read<float>(file, {2, 3}) == std::vector<float>{0, 1, 2, 3, 4, 5});
        CHECK(read<double>(file, {2, 3}) == std::vector<double>{0, 1, 2, 3, 4, 5});
    }
    CHECK(read<double>(npy("<f8", "(2,)", doubles({0.1, -1e300})), {2}) == std::vector<double>{0.1, -1e300});
    CHECK(read<float>(npy("<f4", "()", floats({5})), {}) == std::vector<float>{5});
    CHECK(read<float>(npy("<f4", "(0, 3)", ""), {0, 3}).empty());

    std::array<float, 6> fixed{};
    constexpr std::array<std::size_t, 2> shape{2, 3};
    ce::read_npy(bytes(npy("<f4", "(2, 3)", six)), "w.npy", shape, fixed);
    CHECK(fixed[5] == 5);
}

TEST_CASE("npy: spellings that Python allows", "[parameters]") {
    for (std::string const header : {"{'shape':(6,),'fortran_order':False,'descr':'<f4'}\n",
                                     "{\"descr\": \"<f4\",\"fortran_order\":False,\"shape\":(6,)}\n",
                                     " {\n'descr' : '<f4' ,\t'fortran_order': False, 'shape': ( 6 , ) ,\n}   \n"})
        CHECK(ce::load_npy<float>(bytes(raw(header, six)), "w.npy").shape == shape_of{6});
}

TEST_CASE("npy: Fortran order becomes C order", "[parameters]") {
    auto const file = npy("<f4", "(2, 3)", floats({0, 3, 1, 4, 2, 5}), 1, true);
    CHECK(read<float>(file, {2, 3}) == std::vector<float>{0, 1, 2, 3, 4, 5});
    CHECK(read<double>(file, {2, 3}) == std::vector<double>{0, 1, 2, 3, 4, 5});
    CHECK(read<float>(npy("<f4", "()", floats({5}), 1, true), {}) == std::vector<float>{5});
    CHECK(read<float>(npy("<f4", "(0, 3)", "", 1, true), {0, 3}).empty());

    // Larger than the reader's buffer, three extents, every value different.
    std::size_t const a = 31, b = 7, c = 53;
    std::string data;
    for (std::size_t k = 0; k < c; ++k)
        for (std::size_t j = 0; j < b; ++j)
            for (std::size_t i = 0; i < a; ++i) data += floats({static_cast<float>((i * b + j) * c + k)});
    auto const values = read<float>(npy("<f4", "(31, 7, 53)", data, 1, true), {a, b, c});
    bool in_order = true;
    for (std::size_t i = 0; i < values.size(); ++i) in_order = in_order && values[i] == static_cast<float>(i);
    CHECK(in_order);
}

TEST_CASE("npy: a file cut at any byte is refused", "[parameters]") {
    for (char const version : {'\1', '\2'}) {
        auto const file = npy("<f4", "(2, 3)", six, version);
        for (std::size_t length = 0; length < file.size(); ++length) {
            auto const cut = file.substr(0, length);
            INFO(length);
            CHECK_THROWS_AS(read<float>(cut, {2, 3}), ce::malformed_file);
            CHECK_THROWS_AS(ce::load_npy<float>(bytes(cut), "w.npy"), ce::malformed_file);
        }
        CHECK(has(message<ce::malformed_file>([&] { read<float>(file + '\0', {2, 3}); }), "bytes follow the array"));
    }
    auto const text = message<ce::malformed_file>([] {
        auto const file = npy("<f4", "(2, 3)", six);
        read<float>(file.substr(0, file.size() - 1), {2, 3});
    });
    CHECK(text == "w.npy: found 23 bytes of data, needed 24 for shape (2, 3) of element type '<f4' "
                  "(the file is truncated: write or copy it again)");
}

TEST_CASE("npy: every byte of the header matters", "[parameters]") {
    // Any single byte replaced: the array as it was, or a parameter_error, and nothing else.
    auto const file = npy("<f4", "(2, 3)", six);
    std::size_t refused = 0;
    for (std::size_t at = 0; at < file.size() - six.size(); ++at)
        for (int value = 0; value < 256; ++value) {
            auto changed = file;
            changed[at] = static_cast<char>(value);
            try {
                auto const array = ce::load_npy<float>(bytes(changed), "w.npy");
                if (array.values.size() != 6) FAIL("byte " << at << " as " << value);
            } catch (ce::parameter_error const&) {
                ++refused;
            }
        }
    CHECK(refused > 10'000);
}

TEST_CASE("npy: element types are never guessed", "[parameters]") {
    using mismatch = ce::element_type_mismatch;
    auto const says = [](std::string const& descr, std::size_t size) {
        return message<mismatch>([&] { read<float>(npy(descr, "(2,)", std::string(2 * size, '\0')), {2}); });
    };
    CHECK(says("<f8", 8) == "w.npy: found element type '<f8', needed '<f4' (array.astype('float32'))");
    CHECK(has(says(">f4", 4), "it is big-endian: array.astype('<f4')"));
    for (std::string const descr :
         {"<i4", "<f2", "|b1", "<c8", "|S4", "<U1", "|V4", "|f4", "<f16", "<i8", "|u1", "|f4"})
        CHECK(has(says(descr, 4), "found element type '" + descr + "', needed '<f4'"));
    CHECK(has(says("|O", 8), "pickled Python objects, which are never read"));
    for (std::string const descr :
         {"", "<", "f4", "=f4", "<f", "<M8[ns]", "<f4x", "<x4", "<f-4", "float32", "(2,)f4"})
        CHECK(has(says(descr, 4), "found element type '"));
    CHECK(has(message<mismatch>([] { read<double>(npy(">f8", "(1,)", doubles({1})), {1}); }), "array.astype('<f8')"));
    CHECK(has(refusal<mismatch>(
                  "{'descr': [('a', '<f4'), ('b', [('c', '<f4')])], 'fortran_order': False, 'shape': (1,)}\n"),
              "structured"));
}

TEST_CASE("npy: another shape is refused, even with as many numbers", "[parameters]") {
    auto const file = npy("<f4", "(2, 3)", six);
    for (shape_of const& needed : {shape_of{3, 2}, {6}, {1, 2, 3}, {2, 3, 1}, {}, {2}})
        CHECK_THROWS_AS(read<float>(file, needed), ce::shape_mismatch);
    CHECK(message<ce::shape_mismatch>([&] { read<float>(file, {6}); }) ==
          "w.npy: found shape (2, 3), needed shape (6,)");
    std::vector<float> small(5);
    CHECK(has(message<ce::shape_mismatch>([&] { ce::read_npy(bytes(file), "w.npy", shape_of{2, 3}, small); }),
              "room for 5 elements"));
}

TEST_CASE("npy: values that are not finite are refused by index", "[parameters]") {
    auto const nan = std::numeric_limits<float>::quiet_NaN();
    auto const infinity = std::numeric_limits<float>::infinity();
    auto const file = npy("<f4", "(2, 3)", floats({0, 1, 2, 3, nan, -infinity}));
    auto const text = "w.npy: found NaN at index [1, 1], needed finite values";
    CHECK(message<ce::value_not_finite>([&] { read<float>(file, {2, 3}); }) == text);
    CHECK(message<ce::value_not_finite>([&] { read<double>(file, {2, 3}); }) == text);
    CHECK(message<ce::value_not_finite>([&] { ce::load_npy<float>(bytes(file), "w.npy"); }) == text);
    auto const fortran = npy("<f4", "(2, 3)", floats({0, 1, 2, 3, -infinity, 5}), 1, true);
    CHECK(has(message<ce::value_not_finite>([&] { read<float>(fortran, {2, 3}); }), "an infinity at index [0, 2]"));
    CHECK(has(message<ce::value_not_finite>([&] { read<float>(npy("<f4", "()", floats({nan})), {}); }), "index []"));

    auto const values = read<float>(file, {2, 3}, ce::non_finite::allowed);
    CHECK((!ce::detail::finite(values[4]) && values[5] == -infinity));  // std::isnan is false under -ffast-math
    CHECK_FALSE(ce::detail::finite(read<double>(file, {2, 3}, ce::non_finite::allowed)[4]));
}

TEST_CASE("npy: absurd and hostile headers", "[parameters]") {
    auto const shape = [](std::string const& text) {
        return refusal("{'descr': '<f4', 'fortran_order': False, 'shape': " + text + "}\n");
    };
    for (std::string const text : {"(18446744073709551616,)", "(9223372036854775808,)", "(4294967296, 4294967296)",
                                   "(0, 4294967296, 4294967296)", "(99999999999999999999999999999999999999999999,)"})
        CHECK(has(shape(text), "that memory can hold"));
    CHECK(has(shape("(2305843009213693951,)"), "bytes of data, needed"));
    CHECK(has(shape("(1152921504606846975,)"), "bytes of data, needed"));
    CHECK(has(shape("(-1,)"), "a negative number"));
    CHECK(has(shape("(3)"), "a number in parentheses"));
    for (std::string const text : {"((3,),)", "[16]", "16", "(16", "(,)", "(16,,)", "(16L,)", "(1_6,)", "(0x10,)",
                                   "(016,)", "(4 4)", "(16.0,)", "None", "", "('16',)", "(16,)x", "(+16,)"})
        CHECK(has(shape(text), "of the .npy header"));
    std::string many = "(";
    for (int i = 0; i < 65; ++i) many += "1, ";
    CHECK(has(shape(many + ")"), "more than 64 dimensions"));
    CHECK(has(shape(std::string(30000, '(')), "no digits"));

    std::string const good = "'descr': '<f4', 'fortran_order': False, 'shape': (16,)";
    CHECK(has(refusal("{" + good + ", 'shape': (16,)}\n"), "the key 'shape'"));
    CHECK(has(refusal("{" + good + ", 'more': 1}\n"), "the key 'more'"));
    CHECK(has(refusal("{" + good + "} {}\n"), "text after the dictionary"));
    CHECK(has(refusal("{" + good + "\n"), "found the end at byte"));
    CHECK(has(refusal("{" + good + "}"), "ends with a new line"));
    CHECK(has(refusal("{" + good + "}\r\n"), "\\x0d"));
    CHECK(has(refusal("{" + good + "}\xc3\xa4\n"), "\\xc3"));
    CHECK(has(refusal("{'descr': '<f4', 'shape': (16,)}\n"), "an incomplete dictionary"));
    CHECK(has(refusal("{}\n"), "an incomplete dictionary"));
    CHECK(has(refusal("\n"), "needed '{'"));
    CHECK(has(refusal("{'de\\x73cr': '<f4'}\n"), "a backslash"));
    CHECK(has(refusal("{'descr: }\n"), "a string without end"));
    CHECK(has(refusal("{'descr': '<U99999999999999999999', 'fortran_order': False, 'shape': ()}\n"),
              "that memory can hold"));
    CHECK(has(refusal("{'descr': '<f4', 'fortran_order': 1, 'shape': (16,)}\n"), "needed True or False"));
    CHECK(has(refusal(std::string{"{'descr': '<f4'\0}\n", 18}), "\\x00"));
}

TEST_CASE("npy: absurd lengths and versions", "[parameters]") {
    auto const says = [](std::string const& file) {
        return message<ce::malformed_file>([&] { ce::load_npy<float>(bytes(file), "w.npy"); });
    };
    std::string const start{"\x93NUMPY"};
    CHECK(has(says(start + "\2" + '\0' + "\xff\xff\xff\xff" + "{}\n"), "a header of 4294967295 bytes"));
    CHECK(has(says(start + "\1" + '\0' + "\xff\xff" + "{}\n"), "a header of 65535 bytes"));
    CHECK(has(says(start + "\1" + '\0' + std::string(2, '\0')), "without end"));
    CHECK(has(says(start + "\4" + '\0' + std::string(100, ' ')), "version 4.0"));
    CHECK(has(says(start + "\1\1" + std::string(100, ' ')), "version 1.1"));
    CHECK(has(says(start + '\0' + '\0' + std::string(100, ' ')), "version 0.0"));
    CHECK(has(says(raw("{'descr': '<f4', 'fortran_order': False, 'shape': (6,)}\n" + std::string(70000, ' ') + "\n",
                       six, 2)),
              "of at most 65535"));
    CHECK(has(says("PK\3\4 and so on"), "an .npz archive"));
    CHECK(has(says("weights"), "no .npy signature"));
    CHECK(has(says(""), "an empty file"));
}

TEST_CASE("npy: what is not a readable file", "[parameters]") {
    using unreadable = ce::file_unreadable;
    auto const says = [](std::filesystem::path const& path) {
        return message<unreadable>([&] { ce::load_npy<float>(path); });
    };
    CHECK(says("absent/w.npy") == "absent/w.npy: found no such file, needed a regular file");
    CHECK(has(says(std::filesystem::temp_directory_path()), "found a directory"));
    if (std::filesystem::exists("/dev/zero")) CHECK(has(says("/dev/zero"), "a device or a pipe"));

    temporary_path const locked{".npy", npy("<f4", "(2, 3)", six)};
    std::filesystem::permissions(locked, std::filesystem::perms::none);
    if (!std::ifstream{locked.path()}) CHECK(has(says(locked), "cannot be opened"));  // a superuser may read it
}

TEST_CASE("npy: files on disk", "[parameters]") {
    temporary_path const file{".npy", npy("<f4", "(2, 3)", six)};
    auto const array = ce::load_npy<double>(file);
    CHECK(array.shape == shape_of{2, 3});
    CHECK(array.values == std::vector<double>{0, 1, 2, 3, 4, 5});
    std::vector<float> out(6);
    ce::read_npy(file, array.shape, out);
    CHECK(out == std::vector<float>{0, 1, 2, 3, 4, 5});
    std::vector<double> wide(6);
    ce::read_npy(file, array.shape, wide);
    CHECK(wide == array.values);

    CHECK_THROWS_AS(ce::load_npy<double>(file, 47), ce::size_limit_exceeded);
    CHECK(ce::load_npy<double>(file, 48).values.size() == 6);

    // 2^60 bytes promised, 24 there: refused before any memory is asked for.
    temporary_path const absurd{".npy", npy("<f4", "(288230376151711744,)", six)};
    CHECK_THROWS_AS(ce::load_npy<float>(absurd, std::numeric_limits<std::size_t>::max()), ce::malformed_file);
    temporary_path const empty{".npy", ""};
    CHECK_THROWS_AS(ce::load_npy<float>(empty), ce::malformed_file);
}

TEST_CASE("npy: bytes and text", "[parameters]") {
    CHECK(ce::load_npy<std::uint8_t>(bytes(npy("|u1", "(3,)", "\1\2\xff")), "w.npy").values ==
          std::vector<std::uint8_t>{1, 2, 255});
    CHECK_THROWS_AS(ce::load_npy<std::uint8_t>(bytes(npy("|i1", "(1,)", "\1")), "w.npy"), ce::element_type_mismatch);
    CHECK_THROWS_AS(ce::load_npy<std::uint8_t>(bytes(npy("<f4", "(1,)", floats({1}))), "w.npy"),
                    ce::element_type_mismatch);

    auto const text = [](std::string const& file) { return ce::load_npy_text(bytes(file), "w.npy"); };
    CHECK(text(npy("|S5", "()", "lenet")) == "lenet");
    CHECK(text(npy("|S7", "()", std::string{"lenet\0\0", 7})) == "lenet");
    CHECK(text(npy("|S0", "()", "")).empty());
    auto const wide = little_endian(std::uint32_t{'a'}) + little_endian(std::uint32_t{0xe4}) +
                      little_endian(std::uint32_t{0x20ac}) + little_endian(std::uint32_t{0x1f600});
    CHECK(text(npy("<U4", "()", wide)) == "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
    CHECK(text(npy("<U5", "()", wide + std::string(4, '\0'))) == "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
    CHECK_THROWS_AS(text(npy("<U1", "()", little_endian(std::uint32_t{0x110000}))), ce::malformed_file);
    CHECK_THROWS_AS(text(npy("<U1", "()", little_endian(std::uint32_t{0xd800}))), ce::malformed_file);
    CHECK_THROWS_AS(text(npy(">U1", "()", std::string(4, '\0'))), ce::element_type_mismatch);
    CHECK_THROWS_AS(text(npy("<f4", "()", floats({1}))), ce::element_type_mismatch);
    CHECK_THROWS_AS(text(npy("|S5", "(1,)", "lenet")), ce::shape_mismatch);
    CHECK_THROWS_AS(text(npy("|S5", "()", "lene")), ce::malformed_file);
    CHECK_THROWS_AS(ce::load_npy_text(bytes(npy("|S5", "()", "lenet")), "w.npy", 4), ce::size_limit_exceeded);
}

TEST_CASE("npy: messages stay printable", "[parameters]") {
    auto const text = refusal("{'\x1f': 1}\n");
    CHECK(has(text, "\\x1f"));
    CHECK(has(refusal("{'" + std::string(500, 'k') + "': 1}\n"), std::string(80, 'k') + "..."));
}
