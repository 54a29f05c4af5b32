// The four routes of parameters into a model: constant arrays, bytes in the program, a mapped file, an ordinary file.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include "safetensors_bytes.hpp"

#include <constexplain/parameters/embedded.hpp>
#include <constexplain/parameters/load_safetensors.hpp>
#ifdef CONSTEXPLAIN_HAS_NPZ
#include "archive_bytes.hpp"
#endif

using namespace constexplain;
using array_bytes::npy;
using array_bytes::temporary_path;

namespace {

struct tiny : network<input<2, 6, 6>::within<0, 1>, named<"stem", conv2d<3, kernel<3>, padding<1>>>, relu,
                      conv2d<5, kernel<2>, without_bias>, relu, max_pool<2>, flatten, dense<4>, relu, dense<3>> {};
static_assert(tiny::cost.parameters == 216);

/// As in write_files.py.
constexpr float number(size_t k) { return static_cast<float>(static_cast<int>(k * 37 % 101) - 50) / 64; }
template<size_t Count>
constexpr std::array<float, Count> numbers_from(size_t first) {
    std::array<float, Count> all{};
    for (size_t k = 0; k < Count; ++k) all[k] = number(first + k);
    return all;
}
constexpr auto stem_weight = numbers_from<54>(0);
constexpr auto stem_bias = numbers_from<3>(54);
constexpr auto weight_2 = numbers_from<60>(57);
constexpr auto weight_6 = numbers_from<80>(117);
constexpr auto bias_6 = numbers_from<4>(197);
constexpr auto weight_8 = numbers_from<12>(201);
constexpr auto bias_8 = numbers_from<3>(213);
constexpr auto constant = make_model<tiny>(stem_weight, stem_bias, weight_2, weight_6, bias_6, weight_8, bias_8);

std::string text_of(auto const& array) {
    return {reinterpret_cast<char const*>(array.data()), array.size() * sizeof(array[0])};
}
std::vector<safetensors_bytes::array> tiny_arrays() {
    return {{"stem.weight", "F32", "[3,2,3,3]", text_of(stem_weight)},
            {"stem.bias", "F32", "[3]", text_of(stem_bias)},
            {"2.weight", "F32", "[5,3,2,2]", text_of(weight_2)},
            {"6.weight", "F32", "[4,20]", text_of(weight_6)},
            {"6.bias", "F32", "[4]", text_of(bias_6)},
            {"8.weight", "F32", "[3,4]", text_of(weight_8)},
            {"8.bias", "F32", "[3]", text_of(bias_8)}};
}
std::string const metadata = "\"network\":\"" + std::string(tiny::signature) + "\"";

template<class T, size_t N>
bool same_bits(std::array<T, N> const& a, std::array<T, N> const& b) {
    return std::memcmp(a.data(), b.data(), sizeof a) == 0;
}

/// Packed parameters, scores, relevance and ledger are those of the constant arrays, bit by bit.
template<class Storage>
void check_same(model<tiny, float, Storage> const& net) {
    REQUIRE(std::memcmp(net.packed(), constant.packed(), sizeof(float) * parameter_layout<tiny, float>::total) == 0);
    CHECK(net.has_positive_bias() == constant.has_positive_bias());
    input_tensor<tiny> image;
    support::numbers(7).fill(image, 0, 1);
    CHECK(same_bits(net.predict(image).values, constant.predict(image).values));
    auto const found = net.template explain<epsilon_plus>(image), expected = constant.explain<epsilon_plus>(image);
    CHECK(expected.status == status::ok);
    CHECK(found.status == expected.status);
    CHECK(same_bits(found.relevance.values, expected.relevance.values));
    CHECK(found.ledger.input_sum == expected.ledger.input_sum);
    CHECK(found.ledger.total_absorbed() == expected.ledger.total_absorbed());
}

}  // namespace

#if defined(__ELF__)
asm(".pushsection .rodata\n"
    ".balign 64\n"
    ".globl constexplain_test_tiny_numbers\n"
    "constexplain_test_tiny_numbers: .incbin \"" CONSTEXPLAIN_SOURCE_DIR "/tests/parameters/tiny.float32\"\n"
    ".globl constexplain_test_tiny_numbers_end\n"
    "constexplain_test_tiny_numbers_end:\n"
    ".popsection\n");
extern "C" {
extern std::byte const constexplain_test_tiny_numbers[];
extern std::byte const constexplain_test_tiny_numbers_end[];
}

namespace {
/// As the importer writes it.
struct tiny_weights {
    static constexpr std::uint64_t fingerprint = tiny::fingerprint;
    static constexpr std::size_t bytes = 864;
    static std::byte const* data() { return constexplain_test_tiny_numbers; }
};
}  // namespace

TEST_CASE("routes: bytes in the program", "[parameters]") {
    REQUIRE(constexplain_test_tiny_numbers_end - constexplain_test_tiny_numbers == tiny_weights::bytes);
    check_same(embedded<tiny>(tiny_weights{}));
    auto const wide = embedded<tiny, double>(tiny_weights{});
    auto const expected = with_scalar<double>(constant);
    CHECK(std::memcmp(wide.packed(), expected.packed(), sizeof(double) * parameter_layout<tiny, double>::total) == 0);
}

namespace {
alignas(4) std::array<std::byte, 865> shifted{};
struct shifted_weights {
    static constexpr std::uint64_t fingerprint = tiny::fingerprint;
    static constexpr std::size_t bytes = 864;
    static std::byte const* data() { return shifted.data() + 1; }
};
}  // namespace

TEST_CASE("routes: bytes in the program that are not aligned", "[parameters]") {
    std::memcpy(shifted.data() + 1, constexplain_test_tiny_numbers, 864);
    check_same(embedded<tiny>(shifted_weights{}));
}
#endif

TEST_CASE("routes: constant arrays as spans", "[parameters]") {
    // Of static extent, so that their sizes are checked when this compiles.
    std::vector<float> const all = [] {
        std::vector<float> values(216);
        for (size_t k = 0; k < values.size(); ++k) values[k] = number(k);
        return values;
    }();
    std::span<float const> const from(all);
    check_same(make_model<tiny>(from.subspan<0, 54>(), from.subspan<54, 3>(), from.subspan<57, 60>(),
                                from.subspan<117, 80>(), from.subspan<197, 4>(), from.subspan<201, 12>(),
                                from.subspan<213, 3>()));
}

TEST_CASE("routes: a mapped safetensors file", "[parameters]") {
    temporary_path const aligned{".safetensors", safetensors_bytes::file(tiny_arrays(), metadata)};
    check_same(load_safetensors<tiny>(aligned));
    temporary_path const odd{".safetensors", safetensors_bytes::file(tiny_arrays(), metadata, 9)};
    check_same(load_safetensors<tiny>(odd));
    auto backwards = tiny_arrays();
    std::ranges::reverse(backwards);
    temporary_path const reversed{".safetensors", safetensors_bytes::file(backwards, metadata)};
    check_same(load_safetensors<tiny>(reversed));

    auto const wide = load_safetensors<tiny, double>(aligned);
    auto const expected = with_scalar<double>(constant);
    CHECK(std::memcmp(wide.packed(), expected.packed(), sizeof(double) * parameter_layout<tiny, double>::total) == 0);
}

TEST_CASE("routes: arrays in half precision that lose nothing", "[parameters]") {
    // These numbers have six fractional bits: the upper half of each float holds all of them.
    auto arrays = tiny_arrays();
    for (auto& array : arrays) {
        std::string halves;
        for (size_t k = 0; k < array.data.size(); k += 4) halves += array.data.substr(k + 2, 2);
        array.type = "BF16";
        array.data = halves;
    }
    temporary_path const file{".safetensors", safetensors_bytes::file(arrays, metadata)};
    check_same(load_safetensors<tiny>(file));
}

#ifdef CONSTEXPLAIN_HAS_NPZ
TEST_CASE("routes: an .npz file and a folder of .npy files", "[parameters]") {
    std::vector<archive_bytes::member> members{
        {"network.npy", npy("|S" + std::to_string(tiny::signature.size()), "()", tiny::signature)}};
    for (auto const& [name, type, shape, data] : tiny_arrays())
        members.push_back({name + ".npy", npy("<f4", "(" + shape.substr(1, shape.size() - 2) + ",)", data),
                           members.size() % 2 == 0 ? ZIP_CM_STORE : ZIP_CM_DEFLATE});
    temporary_path const archive{".npz", archive_bytes::zipped(members)};
    check_same(load<tiny>(archive));

    temporary_path const folder{".folder"};
    std::filesystem::create_directory(folder);
    for (auto const& [name, content, method] : members)
        std::ofstream(folder.path() / name, std::ios::binary) << content;
    check_same(load<tiny>(folder));
}
#endif

namespace {
struct normalised : network<input<2, 3, 3>, conv2d<2, kernel<1>>, batch_norm<>, relu> {};
constexpr std::array<float, 4> mixing{1, -2, 3, 0.5};
constexpr std::array<float, 2> bias{0.25, -1}, factor{2, 3}, offset{-1, 4}, mean{0.5, -0.5}, variance{4, 0.25};
alignas(4) constexpr auto normalised_bytes = [] {
    std::array<std::byte, 56> all{};
    size_t at = 0;
    auto const put = [&](auto const& array) {
        for (float const value : array)
            for (int shift = 0; shift < 32; shift += 8)
                all[at++] = static_cast<std::byte>(std::bit_cast<std::uint32_t>(value) >> shift & 255);
    };
    put(mixing), put(bias), put(factor), put(offset), put(mean), put(variance);
    return all;
}();
struct normalised_weights {
    static constexpr std::uint64_t fingerprint = normalised::fingerprint;
    static constexpr std::size_t bytes = 56;
    static std::byte const* data() { return normalised_bytes.data(); }
};
}  // namespace

TEST_CASE("routes: a layer of four arrays", "[parameters]") {
    auto const expected = make_model<normalised>(mixing, bias, factor, offset, mean, variance);
    auto const same = [&](auto const& net) {
        return std::memcmp(net.packed(), expected.packed(),
                           sizeof(float) * parameter_layout<normalised, float>::total) == 0;
    };
    CHECK(same(embedded<normalised>(normalised_weights{})));
    temporary_path const file{".safetensors",
                              safetensors_bytes::file({{"0.weight", "F32", "[2,2,1,1]", text_of(mixing)},
                                                       {"0.bias", "F32", "[2]", text_of(bias)},
                                                       {"1.weight", "F32", "[2]", text_of(factor)},
                                                       {"1.bias", "F32", "[2]", text_of(offset)},
                                                       {"1.running_mean", "F32", "[2]", text_of(mean)},
                                                       {"1.running_var", "F32", "[2]", text_of(variance)}},
                                                      "\"network\":\"" + std::string(normalised::signature) + "\"")};
    CHECK(same(load_safetensors<normalised>(file)));
}
