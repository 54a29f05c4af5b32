// Loading from end to end: the committed demo weights, and every way in which a file can be wrong.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#ifdef CONSTEXPLAIN_HAS_NPZ

#include "parameters/archive_bytes.hpp"
#include "parameters/array_bytes.hpp"

#include <filesystem>
#include <fstream>

using namespace constexplain;
using archive_bytes::member;
using archive_bytes::zipped;
using array_bytes::has;
using array_bytes::npy;

namespace {

struct fashion : network<input<1, 28, 28>::within<0, 1>, conv2d<16, kernel<3>, padding<1>>, relu, max_pool<2>,
                         conv2d<32, kernel<3>, padding<1>>, relu, conv2d<32, kernel<3>, padding<1>>, relu,
                         max_pool<2>, flatten, dense<64>, relu, dense<10>> {};
/// One number differs.
struct other_fashion : network<input<1, 28, 28>::within<0, 1>, conv2d<16, kernel<3>, padding<1>>, relu, max_pool<2>,
                               conv2d<32, kernel<3>, padding<1>>, relu, conv2d<32, kernel<3>>, relu, max_pool<2>,
                               flatten, dense<64>, relu, dense<10>> {};
struct tiny : network<input<2>, named<"stem", dense<3>>, relu, dense<1, without_bias>> {};

std::filesystem::path const demo = std::filesystem::path(CONSTEXPLAIN_SOURCE_DIR) / "examples" / "fashion.npz";

/// A file that is gone again at the end of the scope.
class temporary_file {
public:
    explicit temporary_file(std::string const& content)
        : path_(std::filesystem::temp_directory_path() /
                ("constexplain_load_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + "_" +
                 std::to_string(std::hash<std::string>{}(content)) + ".npz")) {
        std::ofstream(path_, std::ios::binary).write(content.data(), static_cast<std::streamsize>(content.size()));
    }
    temporary_file(temporary_file const&) = delete;
    ~temporary_file() { std::filesystem::remove(path_); }
    std::filesystem::path const& path() const { return path_; }

private:
    std::filesystem::path path_;
};

std::string content_of(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string signature_of(std::string_view text) {
    return npy("|S" + std::to_string(text.size()), "()", std::string(text));
}
std::vector<member> tiny_members() {
    return {{"network.npy", signature_of(tiny::signature)},
            {"stem.weight.npy", npy("<f4", "(3, 2)", array_bytes::floats({1, 2, 3, 4, 5, 6}))},
            {"stem.bias.npy", npy("<f4", "(3,)", array_bytes::floats({0.5f, -20, 0.25f}))},
            {"2.weight.npy", npy("<f4", "(1, 3)", array_bytes::floats({1, -1, 2}))}};
}
template<class Exception>
std::string refusal(std::vector<member> const& members) {
    temporary_file const file(zipped(members));
    return array_bytes::message<Exception>([&] { (void)load<tiny>(file.path()); });
}

}  // namespace

TEST_CASE("load: the demo weights, in both scalar types", "[model]") {
    auto const net = load<fashion>(demo);
    auto const precise = load<fashion, double>(demo);
    input_tensor<fashion> image;
    input_tensor<fashion, double> same;
    support::numbers(1).fill(image, 0, 1);
    for (size_t k = 0; k < image.size(); ++k) same[k] = static_cast<double>(image[k]);
    auto const scores = net.predict(image);
    auto const exact = precise.predict(same);
    CHECK(scores.status == status::ok);
    for (size_t k = 0; k < 10; ++k)
        CHECK(static_cast<double>(scores[k]) == Approx(exact[k]).epsilon(1e-4).margin(1e-4));
    auto const e = net.explain<epsilon_gamma_box>(image);
    CHECK(e.status == status::ok);
    CHECK(e.ledger.closes(1e-4f));
}

TEST_CASE("load: another network is refused, with both signatures", "[model]") {
    auto const text = array_bytes::message<fingerprint_mismatch>([] { (void)load<other_fashion>(demo); });
    CHECK(has(text, "fashion.npz"));
    CHECK(has(text, "array 'network'"));
    CHECK(has(text, std::string(fashion::signature)));
    CHECK(has(text, std::string(other_fashion::signature)));
    CHECK(has(text, "load the file that was made for this network"));
}

TEST_CASE("load: files that are absent, cut, or changed", "[model]") {
    CHECK_THROWS_AS(load<fashion>("no_such_file.npz"), file_unreadable);
    auto const whole = content_of(demo);
    REQUIRE(whole.size() > 400'000);
    for (size_t length : {size_t{0}, size_t{10}, whole.size() / 2, whole.size() - 1}) {
        temporary_file const cut(whole.substr(0, length));
        CHECK_THROWS_AS(load<fashion>(cut.path()), malformed_file);
    }
    auto changed = whole;
    changed[whole.size() / 2] = static_cast<char>(changed[whole.size() / 2] ^ 0x10);
    temporary_file const file(changed);
    CHECK_THROWS_AS(load<fashion>(file.path()), malformed_file);
}

TEST_CASE("load: names, shapes, types and values of every array", "[model]") {
    {
        temporary_file const file(zipped(tiny_members()));
        auto const net = load<tiny>(file.path());
        // relu(1 + 2 + 0.5), relu(3 + 4 - 20), relu(5 + 6 + 0.25)
        CHECK(net.predict(std::array<float, 2>{1, 1})[0] == 3.5f + 2 * 11.25f);
    }
    auto const changed = [](size_t at, std::string content) {
        auto members = tiny_members();
        members[at].content = std::move(content);
        return members;
    };
    auto const without = [](size_t at) {
        auto members = tiny_members();
        members.erase(members.begin() + static_cast<std::ptrdiff_t>(at));
        return members;
    };
    CHECK(has(refusal<fingerprint_mismatch>(without(0)), "no array named network"));
    CHECK(has(refusal<missing_array>(without(1)), "array 'stem.weight'"));
    CHECK(has(refusal<missing_array>(without(2)), "array 'stem.bias'"));
    CHECK(has(refusal<missing_array>(without(3)), "array '2.weight'"));
    auto surplus = tiny_members();
    surplus.push_back({"2.bias.npy", npy("<f4", "(1,)", array_bytes::floats({1}))});
    CHECK(has(refusal<surplus_array>(surplus), "array '2.bias'"));
    auto const six = array_bytes::floats({1, 2, 3, 4, 5, 6});
    auto const shape_text = refusal<shape_mismatch>(changed(1, npy("<f4", "(2, 3)", six)));
    CHECK(has(shape_text, "stem.weight"));
    CHECK(has(shape_text, "found shape (2, 3), needed shape (3, 2)"));
    CHECK(has(refusal<element_type_mismatch>(changed(1, npy("<i4", "(3, 2)", six))), "stem.weight"));
    auto const nan = array_bytes::floats({1, std::numeric_limits<float>::quiet_NaN(), 3});
    CHECK(has(refusal<value_not_finite>(changed(2, npy("<f4", "(3,)", nan))), "stem.bias"));
    CHECK(has(refusal<fingerprint_mismatch>(changed(0, signature_of("input(2);dense(3,bias)"))),
              "input(2);dense(3,bias)"));
    CHECK(has(refusal<fingerprint_mismatch>(changed(0, signature_of("\n\x01"))), "\\x01"));
}

#endif
