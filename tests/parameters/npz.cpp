#include "support/catch.hpp"

#ifdef CONSTEXPLAIN_HAS_NPZ  // the build found libzip

#include "archive_bytes.hpp"
#include "array_bytes.hpp"

#include <constexplain/parameters/npz.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace array_bytes;
using namespace archive_bytes;
namespace ce = constexplain;
using shape_of = std::vector<std::size_t>;

namespace {

std::string const six = npy("<f4", "(2, 3)", floats({0, 1, 2, 3, 4, 5}));
std::string const three = npy("<f8", "(3,)", doubles({6, 7, 8}));
std::vector<member> const two_members{{"conv1.weight.npy", six, ZIP_CM_STORE},
                                      {"conv1.bias.npy", three, ZIP_CM_DEFLATE}};

ce::npz_file open(std::string const& archive) { return ce::npz_file{bytes(archive), "net.npz"}; }

std::vector<float> read(ce::npz_file const& file, std::string const& name, shape_of const& needed) {
    std::size_t count = 1;
    for (auto const extent : needed) count *= extent;
    std::vector<float> out(count, -7.0f);
    file.read(name, needed, out);
    return out;
}

/// What opening this archive, and then loading its first array, says.
template<class Exception = ce::malformed_file>
std::string refusal(std::string const& archive) {
    return message<Exception>([&] {
        auto const file = open(archive);
        file.load<float>(file.names().at(0));
    });
}

}  // namespace

TEST_CASE("npz: stored and deflated members", "[parameters]") {
    temporary_path const path{".npz", zipped(two_members)};
    ce::npz_file const from_disk{path};
    auto const memory = zipped(two_members);
    auto const from_memory = open(memory);
    for (auto const* file : {&from_disk, &from_memory}) {
        CHECK(file->names() == std::vector<std::string>{"conv1.weight", "conv1.bias"});
        CHECK(file->contains("conv1.bias"));
        CHECK_FALSE(file->contains("conv1.bias.npy"));
        CHECK(read(*file, "conv1.weight", {2, 3}) == std::vector<float>{0, 1, 2, 3, 4, 5});
        CHECK(read(*file, "conv1.weight", {2, 3}) == std::vector<float>{0, 1, 2, 3, 4, 5});  // again
        std::vector<double> bias(3);
        file->read("conv1.bias", shape_of{3}, bias);
        CHECK(bias == std::vector<double>{6, 7, 8});
        CHECK(file->load<double>("conv1.weight").shape == shape_of{2, 3});
        CHECK(file->header("conv1.bias").element.size == 8);
        CHECK_THROWS_AS(file->load<double>("conv1.weight", 47), ce::size_limit_exceeded);
    }
    auto moved = open(memory);
    auto const target = std::move(moved);
    CHECK(read(target, "conv1.weight", {2, 3}).size() == 6);
}

TEST_CASE("npz: an archive without arrays", "[parameters]") {
    auto const empty = std::string{"PK\5\6"} + std::string(18, '\0');
    CHECK(open(empty).names().empty());
    CHECK(has(message<ce::missing_array>([&] { open(empty).text("fingerprint"); }), "found no arrays"));
}

TEST_CASE("npz: text", "[parameters]") {
    auto const archive = zipped({{"fingerprint.npy", npy("|S5", "()", "lenet")}});
    CHECK(open(archive).text("fingerprint") == "lenet");
    CHECK_THROWS_AS(open(archive).text("fingerprint", 4), ce::size_limit_exceeded);
    CHECK_THROWS_AS(open(archive).load<float>("fingerprint"), ce::element_type_mismatch);
}

TEST_CASE("npz: messages name the file and the array", "[parameters]") {
    auto const archive = zipped(two_members);
    auto const file = open(archive);
    CHECK(message<ce::shape_mismatch>([&] { read(file, "conv1.weight", {3, 2}); }) ==
          "net.npz: array 'conv1.weight': found shape (2, 3), needed shape (3, 2)");
    CHECK(message<ce::element_type_mismatch>([&] { read(file, "conv1.bias", {3}); }) ==
          "net.npz: array 'conv1.bias': found element type '<f8', needed '<f4' (array.astype('float32'))");
    CHECK(message<ce::missing_array>([&] { read(file, "fc.weight", {3, 2}); }) ==
          "net.npz: array 'fc.weight': found only 'conv1.weight', 'conv1.bias', needed this array");
    auto const infinite = zipped({{"w.npy", npy("<f4", "(1,)", floats({std::numeric_limits<float>::infinity()}))}});
    CHECK(message<ce::value_not_finite>([&] { read(open(infinite), "w", {1}); }) ==
          "net.npz: array 'w': found an infinity at index [0], needed finite values");
    try {
        read(file, "conv1.weight", {3, 2});
    } catch (ce::parameter_error const& error) {
        CHECK(error.where().array == "conv1.weight");
    }
}

TEST_CASE("npz: an archive cut at any byte is refused", "[parameters]") {
    auto const archive = zipped(two_members);
    for (std::size_t length = 0; length < archive.size(); ++length) {
        auto const cut = archive.substr(0, length);
        INFO(length);
        CHECK_THROWS_AS(open(cut), ce::malformed_file);
    }
}

TEST_CASE("npz: any byte changed gives the same numbers or a named exception", "[parameters]") {
    auto const archive = zipped(two_members);
    std::size_t refused = 0;
    for (std::size_t at = 0; at < archive.size(); ++at)
        for (int const change : {0x01, 0x80, 0xff}) {
            auto changed = archive;
            changed[at] = static_cast<char>(changed[at] ^ change);
            try {
                auto const file = open(changed);
                for (auto const& name : file.names()) {
                    auto const array = file.load<double>(name);
                    auto const first = array.shape == shape_of{2, 3} ? 0.0 : 6.0;
                    for (std::size_t i = 0; i < array.values.size(); ++i)
                        if (array.values[i] != first + static_cast<double>(i)) FAIL("byte " << at);
                }
            } catch (ce::parameter_error const&) {
                ++refused;
            }
        }
    CHECK(refused > 1'000);
}

TEST_CASE("npz: damaged data is found by its checksum", "[parameters]") {
    auto archive = zipped({{"w.npy", six}});
    archive[archive.find("NUMPY") + 130] = '\x41';
    CHECK(has(refusal(archive), "damaged data"));
    auto deflated = zipped({{"w.npy", npy("<f4", "(500,)", std::string(2000, '\1')), ZIP_CM_DEFLATE}});
    deflated[60] = static_cast<char>(deflated[60] ^ 0x55);
    CHECK(has(refusal(deflated), "damaged data"));
}

TEST_CASE("npz: what is no archive", "[parameters]") {
    CHECK(has(refusal(""), "found an empty file"));
    CHECK(has(refusal(six), "found a single array (.npy), needed an .npz archive (numpy.savez(file, name=array))"));
    CHECK(has(refusal("#!/bin/sh"), "no zip signature"));
    CHECK(has(refusal("#!/bin/sh\n" + zipped(two_members)), "no zip signature"));
    CHECK(has(refusal("PK\3\4"), "no consistent archive"));
    CHECK(has(refusal(zipped(two_members) + std::string(70000, 'x')), "no consistent archive"));
    temporary_path const array{".npz", six};
    CHECK(has(message<ce::malformed_file>([&] { ce::npz_file{array}; }), "a single array (.npy)"));
    CHECK(has(message<ce::file_unreadable>([] { ce::npz_file{"absent/net.npz"}; }), "no such file"));
    CHECK(has(message<ce::file_unreadable>([] { ce::npz_file{std::filesystem::temp_directory_path()}; }),
              "a directory"));
    temporary_path const locked{".npz", zipped(two_members)};
    std::filesystem::permissions(locked, std::filesystem::perms::none);
    if (!std::ifstream{locked.path()}) CHECK_THROWS_AS(ce::npz_file{locked}, ce::file_unreadable);
}

TEST_CASE("npz: members that are no arrays", "[parameters]") {
    for (std::string const name : {"readme.txt", "w", ".npy", "folder/", "w.NPY"})
        CHECK(has(refusal<ce::surplus_array>(zipped({{"a.npy", six}, {name, name == "folder/" ? "" : six}})),
                  "net.npz: array '" + name + "': found a member that is no array"));
}

TEST_CASE("npz: names that could lead astray", "[parameters]") {
    // libzip would not write all of these, so a harmless name of the same length is replaced.
    for (std::string const name :
         {"../../w.npy", "/etc/w.npy0", "a/../../wnpy", "C:\\w.npy", "\x1b[2Jw.npy", "a\xff.npy", "..\\w.npy"}) {
        auto const harmless = std::string(name.size() - 4, 'a') + ".npy";
        CHECK(
            has(refusal(replaced(zipped({{harmless, six}}), harmless, name)), "a relative path in printable ASCII"));
    }
    CHECK(open(zipped({{"block1/conv.weight.npy", six}})).contains("block1/conv.weight"));
    CHECK(open(zipped({{"a..b.npy", six}})).contains("a..b"));
}

TEST_CASE("npz: two arrays of one name", "[parameters]") {
    auto const archive = replaced(zipped({{"a.npy", six}, {"b.npy", three}}), "b.npy", "a.npy");
    CHECK(has(refusal(archive), "two arrays of one name"));
}

TEST_CASE("npz: encryption, other methods and links", "[parameters]") {
    auto const archive = zipped({{"w.npy", six}});
    auto const central = archive.find("PK\1\2");
    auto const patched = [&](std::size_t local, std::size_t in_central, std::uint8_t value) {
        auto changed = archive;
        changed[local] = static_cast<char>(value);
        changed[central + in_central] = static_cast<char>(value);
        return changed;
    };
    CHECK(has(refusal(patched(6, 8, 1)), "encrypted data"));
    CHECK(has(refusal(patched(8, 10, 14)), "compression method 14"));
    auto link = archive;
    link[central + 5] = 3;  // made by Unix
    link[central + 41] = static_cast<char>(0xa0);
    CHECK(has(refusal(link), "a link or a special file"));
}

TEST_CASE("npz: sizes that lie", "[parameters]") {
    // The member says it is 4 GB: no deflated stream of this length can be.
    auto const small = zipped({{"w.npy", six, ZIP_CM_DEFLATE}});
    auto const central = small.find("PK\1\2");
    auto const claim = [&](std::string archive, std::uint32_t size) {
        for (auto const at : {std::size_t{22}, archive.find("PK\1\2") + 24})
            archive.replace(at, 4, little_endian(size));
        return archive;
    };
    REQUIRE(central != small.npos);
    CHECK(has(refusal(claim(small, 4'000'000'000)), "bytes claimed of"));

    // A real bomb: 64 MB of zeros in 64 kB. Nothing of it is decompressed, as the needed shape is another.
    auto const zeros = npy("<f4", "(16777216,)", std::string(std::size_t{1} << 26, '\0'));
    auto const bomb = zipped({{"w.npy", zeros, ZIP_CM_DEFLATE}});
    CHECK(bomb.size() < 100'000);
    CHECK(message<ce::shape_mismatch>([&] { read(open(bomb), "w", {6}); }) ==
          "net.npz: array 'w': found shape (16777216,), needed shape (6,)");
    CHECK_THROWS_AS(open(bomb).load<float>("w", 1 << 20), ce::size_limit_exceeded);

    // The header asks for 6 numbers, 64 MB follow; the record tells the truth, or says what the header says.
    auto const header_lies = zipped({{"w.npy", six + std::string(std::size_t{1} << 26, '\0'), ZIP_CM_DEFLATE}});
    CHECK(has(message<ce::malformed_file>([&] { read(open(header_lies), "w", {2, 3}); }), "bytes follow the array"));
    auto const both_lie = claim(header_lies, static_cast<std::uint32_t>(six.size()));
    CHECK_FALSE(message<ce::malformed_file>([&] { read(open(both_lie), "w", {2, 3}); }) == "no exception");
    CHECK(has(message<ce::malformed_file>([&] { read(open(both_lie), "w", {2, 3}); }), "array 'w'"));

    // The record says more than there is.
    auto const longer = npy("<f4", "(2, 3)", floats({0, 1, 2, 3, 4}));
    auto const short_data =
        claim(zipped({{"w.npy", longer, ZIP_CM_DEFLATE}}), static_cast<std::uint32_t>(six.size()));
    CHECK_FALSE(message<ce::malformed_file>([&] { read(open(short_data), "w", {2, 3}); }) == "no exception");
}

TEST_CASE("npz: absurd numbers of members", "[parameters]") {
    auto const archive = zipped({{"w.npy", six}});
    auto const end = archive.find("PK\5\6");
    auto const directory = archive.find("PK\1\2");
    auto const count16 = little_endian(std::uint16_t{0xfffe});
    CHECK(has(refusal(archive.substr(0, end + 8) + count16 + count16 + archive.substr(end + 12)),
              "no consistent archive"));

    // In the 64-bit records there is room for 2^40 members.
    auto const zip64 = [&](std::uint64_t members) {
        auto const u64 = [](std::uint64_t value) { return little_endian(value); };
        auto const u32 = [](std::uint32_t value) { return little_endian(value); };
        return archive.substr(0, end) + "PK\6\6" + u64(44) + u32(0x002d'002d) + u32(0) + u32(0) + u64(members) +
               u64(members) + u64(end - directory) + u64(directory) + "PK\6\7" + u32(0) + u64(end) + u32(1) +
               "PK\5\6" + u32(0) + std::string(12, '\xff') + std::string(2, '\0');
    };
    auto const true_count = zip64(1);
    CHECK(read(open(true_count), "w", {2, 3}).at(5) == 5);
    for (auto const members : {std::uint64_t{2}, std::uint64_t{1} << 40, std::uint64_t{1} << 63, ~std::uint64_t{0}})
        CHECK(has(refusal(zip64(members)), "no consistent archive"));
}

TEST_CASE("npz: a member cut at any byte is refused", "[parameters]") {
    for (std::size_t length = 0; length < six.size(); length += 3)
        CHECK_FALSE(refusal(zipped({{"w.npy", six.substr(0, length)}})) == "no exception");
    CHECK_FALSE(refusal(zipped({{"w.npy", six + "x"}})) == "no exception");
}

#endif
