// Tables, and plots by gnuplot.
#include "support/catch.hpp"
#include "support/skip.hpp"

#include <constexplain/evaluation/report.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace constexplain::evaluation;

namespace {

report const example{
    "likeness", "behind layer", {"cosine", "a longer name"}, {{"input", {1, -0.25}}, {"0 conv2d", {0.5, 0}}}};

bool has_gnuplot() {
    if (std::filesystem::exists("/usr/bin/gnuplot")) return true;
    support::report_skipped("needs gnuplot");
    return false;
}

std::string content(std::filesystem::path const& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// A new folder, removed at the end.
struct scratch_folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("report_" + std::to_string(getpid()));
    scratch_folder() { std::filesystem::create_directories(path); }
    ~scratch_folder() { std::filesystem::remove_all(path); }
    scratch_folder(scratch_folder const&) = delete;
    scratch_folder& operator=(scratch_folder const&) = delete;
    [[nodiscard]] auto size() const { return std::distance(std::filesystem::directory_iterator(path), {}); }
};

}  // namespace

TEST_CASE("a table", "[evaluation]") {
    CHECK(example.table() == "likeness\n"
                             "  behind layer   cosine  a longer name\n"
                             "  input          1.0000        -0.2500\n"
                             "  0 conv2d       0.5000         0.0000\n");
    CHECK(example.column("cosine") == std::vector<double>{1, 0.5});
    CHECK_THROWS_WITH(example.column("sine"), Catch::Contains("no column named sine"));
}

TEST_CASE("a report's numbers do not depend on the locale", "[evaluation]") {
    struct with_comma : std::numpunct<char> {
        [[nodiscard]] char do_decimal_point() const override { return ','; }
    };
    auto const expected = example.table();
    auto const previous = std::locale::global(std::locale(std::locale(), new with_comma));
    CHECK(example.table() == expected);
    std::locale::global(previous);
}

TEST_CASE("reports side by side", "[evaluation]") {
    auto const both = side_by_side("cosine", {{"LRP-0", example}, {"z+", example}});
    CHECK(both.title == "likeness: cosine");
    CHECK(both.columns == std::vector<std::string>{"LRP-0", "z+"});
    CHECK(both.rows[1] == report::row{"0 conv2d", {0.5, 0.5}});
    report other = example;
    other.rows[0].name = "output";
    CHECK_THROWS_AS(side_by_side("cosine", {{"a", example}, {"b", other}}), report_error);
    CHECK_THROWS_AS(side_by_side("cosine", {}), report_error);
    CHECK_THROWS_AS(side_by_side("sine", {{"a", example}}), report_error);
}

TEST_CASE("plots are PNG and SVG files", "[evaluation]") {
    if (!has_gnuplot()) return;
    scratch_folder const folder;
    example.plot(folder.path / "a.png");
    CHECK(content(folder.path / "a.png").starts_with("\x89PNG"));
    example.plot(folder.path / "a.svg");
    CHECK(content(folder.path / "a.svg").find("<svg") != std::string::npos);
    CHECK(folder.size() == 2);
}

TEST_CASE("names in a plot are text, whatever they hold", "[evaluation]") {
    if (!has_gnuplot()) return;
    scratch_folder const folder;
    std::string const hostile = "it's \"x\" $(touch y) `touch z` \\ {/Bold a_b}\nset output 'stolen'\n!touch stolen";
    report const strange{hostile, hostile, {hostile}, {{hostile, {1}}, {hostile, {0.5}}}};
    auto const previous = std::filesystem::current_path();
    std::filesystem::current_path(folder.path);
    strange.plot("a.svg");
    strange.plot("|touch stolen;'$(touch stolen)'.png");  // a pipe, if it were part of a script
    std::filesystem::current_path(previous);
    CHECK(folder.size() == 2);
    CHECK(content(folder.path / "a.svg").find("$(touch y) `touch z`") != std::string::npos);
}

TEST_CASE("a plot that cannot be made is a named error and changes nothing", "[evaluation]") {
    scratch_folder const folder;
    auto const file = folder.path / "a.png";
    std::ofstream(file) << "before";
    CHECK_THROWS_WITH(example.plot(folder.path / "a.pdf"),
                      Catch::Contains(".pdf") && Catch::Contains(".png or .svg"));
    CHECK_THROWS_AS(example.plot(folder.path / "no_folder" / "a.png"), plot_error);
    if (has_gnuplot()) CHECK_THROWS_WITH(run_gnuplot("plot nonsense(", file), Catch::Contains("nonsense"));
    std::string const path = std::getenv("PATH");
    setenv("PATH", folder.path.c_str(), 1);
    CHECK_THROWS_WITH(example.plot(file), Catch::Contains("gnuplot-nox"));
    setenv("PATH", path.c_str(), 1);
    CHECK(content(file) == "before");
    CHECK(folder.size() == 1);
}
