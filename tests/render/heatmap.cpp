#include <constexplain/render/colour_map.hpp>
#include <constexplain/render/heatmap.hpp>
#include <constexplain/render/image.hpp>
#include <constexplain/render/png.hpp>

#include "support/catch.hpp"

#include <cmath>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <random>
#include <string>
#include <system_error>
#include <vector>

using namespace constexplain::render;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr float infinite = std::numeric_limits<float>::infinity();

static_assert(colour(0) == white && colour(-0.0) == white);
static_assert(colour(1) == positive_anchors.back() && colour(-1) == negative_anchors.back());
static_assert(colour(0.25) == positive_anchors[1] && colour(-0.75) == negative_anchors[3]);
static_assert(colour(7) == colour(1) && colour(-7) == colour(-1));

/// CIELAB lightness of an sRGB colour (IEC 61966-2-1; CIE 15).
double lightness(rgb c) {
    auto const linear = [](std::uint8_t byte) {
        double const v = byte / 255.0;
        return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    double const y = 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
    return y > 216.0 / 24389 ? 116 * std::cbrt(y) - 16 : y * 24389 / 27;
}

/// A folder of this test's own, removed when it ends.
struct temporary_folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("constexplain-render-" + std::to_string(std::random_device{}()));
    temporary_folder() { std::filesystem::create_directory(path); }
    temporary_folder(temporary_folder const&) = delete;
    temporary_folder& operator=(temporary_folder const&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    auto files() const { return std::distance(std::filesystem::directory_iterator{path}, {}); }
};

image noise(std::size_t width, std::size_t height) {
    image result{width, height};
    std::mt19937 random{1};
    for (auto& byte : result.bytes()) byte = static_cast<std::uint8_t>(random());
    return result;
}

template<class Action>
std::string message_of(Action action) {
    try {
        action();
    } catch (std::exception const& error) {
        return error.what();
    }
    return "nothing was thrown";
}

}  // namespace

TEST_CASE("the colour map is evenly light on both sides and darkens with the magnitude") {
    double previous = 101;
    for (int i = 0; i <= 100; ++i) {
        double const v = i / 100.0;
        CHECK(std::abs(lightness(colour(v)) - lightness(colour(-v))) < 1.5);
        CHECK(lightness(colour(v)) < previous);
        previous = lightness(colour(v));
    }
    CHECK_THROWS_AS(colour(std::nan("")), non_finite_value);
}

TEST_CASE("a heatmap's extremes have the map's extreme colours, by the largest magnitude") {
    std::vector<float> const relevance{-4, -2, 0, 1, 2, 4};
    auto const map = heatmap(relevance, {1, 2, 3});
    REQUIRE((map.width() == 3 && map.height() == 2));
    CHECK(map.at(0, 0) == colour(-1));
    CHECK(map.at(1, 0) == colour(-0.5));
    CHECK(map.at(2, 0) == white);
    CHECK(map.at(0, 1) == colour(0.25));
    CHECK(map.at(2, 1) == colour(1));

    std::vector<double> const lopsided{-1, 4};  // one scale serves both signs
    CHECK(heatmap(lopsided, {1, 1, 2}).at(0, 0) == colour(-0.25));
}

TEST_CASE("a heatmap shows relevance summed over channels") {
    std::vector<double> const relevance{1, 2, 3, -1, 1, -3, 0, 1, 1};  // [3][1][3]
    CHECK(sum_over_channels(relevance, {3, 1, 3}) == std::vector<double>{0, 4, 1});
    auto const map = heatmap(relevance, {3, 1, 3});
    CHECK(map.at(0, 0) == white);
    CHECK(map.at(1, 0) == colour(1));
    CHECK(map.at(2, 0) == colour(0.25));
}

TEST_CASE("a heatmap of zeros is white") {
    std::vector<float> const zeros(2 * 3 * 4);
    CHECK(heatmap(zeros, {2, 3, 4}) == image{4, 3, white});
}

TEST_CASE("a value that is not finite is refused") {
    for (float const bad : {not_a_number, infinite, -infinite}) {
        std::vector<float> values{0, 1, bad, 2};
        CHECK_THROWS_AS(heatmap(values, {1, 2, 2}), non_finite_value);
        CHECK_THROWS_AS(heatmap(values, {1, 2, 2}, 1.0), non_finite_value);
        CHECK_THROWS_AS(picture(values, {1, 2, 2}), non_finite_value);
    }
    std::vector<double> const huge(2, std::numeric_limits<double>::max());  // finite, but not their sum
    CHECK_THROWS_AS(heatmap(huge, {2, 1, 1}), non_finite_value);
    auto const message = message_of([] { heatmap(std::vector<float>{0, not_a_number}, {1, 1, 2}); });
    CHECK(message == "relevance: found nan at index 1, needs finite values");
}

TEST_CASE("extents that do not fit the values are refused") {
    std::vector<float> const values(6);
    CHECK_THROWS_AS(heatmap(values, {1, 2, 2}), extents_error);
    CHECK_THROWS_AS(heatmap(values, {0, 2, 3}), extents_error);
    CHECK_THROWS_AS(heatmap(values, {3, std::size_t{1} << 63, 2}), extents_error);
    CHECK_THROWS_AS(picture(values, {2, 1, 3}), extents_error);
    CHECK_THROWS_AS(heatmap(std::vector<float>{}, {1, 0, 0}), extents_error);
}

TEST_CASE("a scale can be given, or taken from a percentile of the magnitudes") {
    std::vector<double> const map{0, -1, 2, -3, 100};
    CHECK(maximum_scale(map) == 100);
    CHECK(percentile_scale(map, 80) == 3);
    CHECK(percentile_scale(map, 100) == 100);
    CHECK(percentile_scale(map, 1) == 100);  // the rank's magnitude is zero
    CHECK(percentile_scale(std::vector<double>(5), 99) == 1);
    auto const drawn = heatmap(map, {1, 1, 5}, 4.0);
    CHECK(drawn.at(2, 0) == colour(0.5));
    CHECK(drawn.at(4, 0) == colour(1));
    for (double const bad : {0.0, -1.0, std::nan("")}) CHECK_THROWS_AS(heatmap(map, {1, 1, 5}, bad), scale_error);
    for (double const bad : {0.0, 101.0, std::nan("")}) CHECK_THROWS_AS(percentile_scale(map, bad), scale_error);
}

TEST_CASE("a picture is grey or coloured, channels first") {
    std::vector<float> const grey{0, 0.5f, 1, 2};
    auto const one = picture(grey, {1, 2, 2});
    CHECK(one.at(0, 0) == black);
    CHECK(one.at(1, 0) == rgb{128, 128, 128});
    CHECK(one.at(0, 1) == white);
    CHECK(one.at(1, 1) == white);
    std::vector<double> const three{-1, 1, -1, 0, 1, -1};  // [3][1][2]
    auto const coloured = picture(three, {3, 1, 2}, -1, 1);
    CHECK(coloured.at(0, 0) == rgb{0, 0, 255});
    CHECK(coloured.at(1, 0) == rgb{255, 128, 0});
    CHECK_THROWS_AS(picture(three, {3, 1, 2}, 1, 1), scale_error);
}

TEST_CASE("an image is enlarged by whole pixels, framed and pasted") {
    auto const small = noise(3, 2);
    auto const large = upscaled(small, 4);
    REQUIRE((large.width() == 12 && large.height() == 8));
    CHECK(large.at(3, 3) == small.at(0, 0));
    CHECK(large.at(4, 3) == small.at(1, 0));
    CHECK(large.at(11, 7) == small.at(2, 1));

    image sheet{14, 10};
    sheet.blit(large, 1, 1);
    sheet.border({0, 0, 14, 10}, black);
    CHECK(sheet.at(0, 0) == black);
    CHECK(sheet.at(13, 9) == black);
    CHECK(sheet.at(1, 1) == small.at(0, 0));
    CHECK(sheet.at(12, 8) == small.at(2, 1));
    CHECK_THROWS_AS(sheet.blit(large, 3, 1), image_error);
    CHECK_THROWS_AS(sheet.fill({0, 9, 1, 2}, black), image_error);
    CHECK_THROWS_AS(sheet.at(14, 0), image_error);
    CHECK_THROWS_AS((image{0, 1}), image_error);
    CHECK_THROWS_AS(upscaled(small, std::numeric_limits<std::size_t>::max()), image_error);
}

TEST_CASE("a PNG file gives back the image written to it") {
    temporary_folder const folder;
    auto const file = folder.path / "image.png";
    for (auto const& source : {noise(31, 17), noise(1, 1), image{200, 3, rgb{1, 2, 3}}}) {
        write_png(file, source);  // also over the one before
        CHECK(read_png(file) == source);
        CHECK(folder.files() == 1);
    }
}

TEST_CASE("a PNG file that cannot be written or read is named, and nothing is left behind") {
    temporary_folder const folder;
    auto const absent = folder.path / "absent" / "image.png";
    CHECK_THROWS_AS(write_png(absent, noise(2, 2)), png_file_error);
    CHECK(message_of([&] { write_png(absent, noise(2, 2)); }).starts_with(absent.string() + ": "));
    CHECK_THROWS_AS(read_png(absent), png_file_error);

    auto const taken = folder.path / "taken";
    std::filesystem::create_directory(taken);
    CHECK_THROWS_AS(write_png(taken, noise(2, 2)), png_file_error);
    CHECK(folder.files() == 1);

    auto const whole = folder.path / "whole.png";
    write_png(whole, noise(40, 40));
    std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
    CHECK_THROWS_AS(read_png(whole), png_file_error);
    std::ofstream{whole} << "no image";
    CHECK_THROWS_AS(read_png(whole), png_file_error);
}
