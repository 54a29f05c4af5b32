// ONNX's cases of pooling.

#include "onnx_vectors.hpp"

#include <fstream>

namespace {

using namespace constexplain;
using onnx::expressed_as;

/// A case whose numbers are given to four decimals only. Each output is the sum of four inputs over nine: what it may
/// miss is four ninths of an input's rounding, and its own.
template<class Net>
void to_four_decimals(onnx::vector_case const& from, support::deviations&) {
    support::deviations close("ONNX, average pooling, the case given to four decimals");
    onnx::compare_all<Net>(from, {}, from.load("inputs"), close, (1 + 4.0 / 9) * 0.5e-4, 1);
}

/// Besides the values, the case stores which element of the input won each window: it is where relevance goes.
template<class Net, bool ColumnMajor = false>
void with_winners(onnx::vector_case const& from, support::deviations& close) {
    auto const input = from.load("inputs");
    onnx::compare_all<Net>(from, {}, input, close);

    std::ifstream file(from.path() / "set0_out1.npy", std::ios::binary);
    std::string const bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    REQUIRE(bytes.find("'<i8'") != std::string::npos);
    constexpr std::size_t out = Net::output.count(), height = Net::input.height(), width = Net::input.width();
    REQUIRE(bytes.size() > 8 * out);
    auto const* numbers = bytes.data() + bytes.size() - 8 * out;
    support::array_map const none;
    auto const net = load_from<Net, double>(none);
    for (std::size_t k = 0; k < out; ++k) {
        std::size_t winner = static_cast<unsigned char>(numbers[8 * k]);  // small, little-endian
        if (ColumnMajor) winner = winner % height * width + winner / height;
        auto const map = net.template explain<rules<starting_from_one>>(view_as<Net>(input), k).relevance;
        std::vector<double> wanted(map.size(), 0.0);
        wanted.at(winner) = 1;
        CHECK(std::equal(wanted.begin(), wanted.end(), map.begin()));
    }
}

onnx::table const average_pooling_cases{
    {"test_averagepool_1d_default", expressed_as<network<input<3, 1, 32>, avg_pool<extent_2d{1, 2}, stride<1>>>>},
    {"test_averagepool_2d_ceil", expressed_as<network<input<1, 4, 4>, avg_pool<3, stride<2>, round_up>>>},
    {"test_averagepool_2d_ceil_last_window_starts_on_pad",
     to_four_decimals<network<input<3, 2, 2>, avg_pool<3, stride<3>, padding<1>, round_up, count_padding>>>},
    {"test_averagepool_2d_default", expressed_as<network<input<3, 32, 32>, avg_pool<2, stride<1>>>>},
    {"test_averagepool_2d_dilations",
     expressed_as<network<input<1, 4, 4>, avg_pool<2, stride<1>, dilation<2>, round_up>>>},
    {"test_averagepool_2d_pads", expressed_as<network<input<3, 28, 28>, avg_pool<3, stride<1>, padding<2>>>>},
    {"test_averagepool_2d_pads_count_include_pad",
     expressed_as<network<input<3, 28, 28>, avg_pool<3, stride<1>, padding<2>, count_padding>>>},
    {"test_averagepool_2d_precomputed_pads",
     expressed_as<network<input<1, 5, 5>, avg_pool<5, stride<1>, padding<2>>>>},
    {"test_averagepool_2d_precomputed_pads_count_include_pad",
     expressed_as<network<input<1, 5, 5>, avg_pool<5, stride<1>, padding<2>, count_padding>>>},
    {"test_averagepool_2d_precomputed_same_upper",
     expressed_as<network<input<1, 5, 5>, avg_pool<3, stride<2>, same>>>},
    {"test_averagepool_2d_precomputed_strides", expressed_as<network<input<1, 5, 5>, avg_pool<2>>>},
    {"test_averagepool_2d_same_lower", expressed_as<network<input<3, 32, 32>, avg_pool<2, stride<1>, same_lower>>>},
    {"test_averagepool_2d_same_upper", expressed_as<network<input<3, 32, 32>, avg_pool<2, stride<1>, same>>>},
    {"test_averagepool_2d_strides", expressed_as<network<input<3, 32, 32>, avg_pool<5, stride<3>>>>},
    {"test_globalaveragepool", expressed_as<network<input<3, 5, 5>, global_avg_pool>>},
    {"test_globalaveragepool_precomputed", expressed_as<network<input<1, 3, 3>, global_avg_pool>>},
};

onnx::table const max_pooling_cases{
    {"test_maxpool_1d_default", expressed_as<network<input<3, 1, 32>, max_pool<extent_2d{1, 2}, stride<1>>>>},
    {"test_maxpool_2d_ceil", expressed_as<network<input<1, 4, 4>, max_pool<3, stride<2>, round_up>>>},
    {"test_maxpool_2d_ceil_output_size_reduce_by_one",
     expressed_as<network<input<1, 2, 2>, max_pool<1, stride<2>, round_up>>>},
    {"test_maxpool_2d_default", expressed_as<network<input<3, 32, 32>, max_pool<2, stride<1>>>>},
    {"test_maxpool_2d_dilations", expressed_as<network<input<1, 4, 4>, max_pool<2, stride<1>, dilation<2>>>>},
    {"test_maxpool_2d_pads", expressed_as<network<input<3, 28, 28>, max_pool<3, stride<1>, padding<2>>>>},
    {"test_maxpool_2d_precomputed_pads", expressed_as<network<input<1, 5, 5>, max_pool<5, stride<1>, padding<2>>>>},
    {"test_maxpool_2d_precomputed_same_upper", expressed_as<network<input<1, 5, 5>, max_pool<3, stride<2>, same>>>},
    {"test_maxpool_2d_precomputed_strides", expressed_as<network<input<1, 5, 5>, max_pool<2>>>},
    {"test_maxpool_2d_same_lower", expressed_as<network<input<3, 32, 32>, max_pool<2, stride<1>, same_lower>>>},
    {"test_maxpool_2d_same_upper", expressed_as<network<input<3, 32, 32>, max_pool<2, stride<1>, same>>>},
    {"test_maxpool_2d_strides", expressed_as<network<input<3, 32, 32>, max_pool<5, stride<3>>>>},
    {"test_maxpool_with_argmax_2d_precomputed_pads",
     with_winners<network<input<1, 5, 5>, max_pool<5, stride<1>, padding<2>>>>},
    {"test_maxpool_with_argmax_2d_precomputed_strides", with_winners<network<input<1, 5, 5>, max_pool<2>>, true>},
};

}  // namespace

TEST_CASE("ONNX: average pooling", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    average_pooling_cases.run("average pooling");
}

TEST_CASE("ONNX: max pooling", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/onnx");
    max_pooling_cases.run("max pooling");
}
