#pragma once
/// The program that `tools/run-onnx` compiles for a network: predicts and explains inputs from .npy files.
#include "importer/run/npy_file.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/load_safetensors.hpp>
#include <constexplain/render/heatmap.hpp>
#include <constexplain/render/png.hpp>

#include <CLI/CLI.hpp>

#include <iomanip>
#include <iostream>
#include <memory>
#include <set>
#include <stdexcept>

namespace constexplain::importer::run {

inline std::vector<std::size_t> extents_of(shape const& s) {
    return {s.extents.begin(), s.extents.begin() + static_cast<std::ptrdiff_t>(s.rank)};
}

/// Without dimensions of 1 in front, such as a batch.
inline std::vector<std::size_t> without_batch(std::vector<std::size_t> dims) {
    while (dims.size() > 1 && dims.front() == 1) dims.erase(dims.begin());
    return dims;
}

template<class Net, class T>
std::vector<T> read_input(std::filesystem::path const& path) {
    auto array = read_numbers<T>(path);
    if (without_batch(array.shape) != without_batch(extents_of(Net::input)))
        throw shape_mismatch({path.string()}, constexplain::detail::describe(array.shape),
                             constexplain::detail::describe(extents_of(Net::input)), "one sample, channels first");
    return std::move(array.values);
}

/// A picture of the relevance, large enough to look at, beside the input where that is grey or has three colours.
template<class Net, class T>
void write_picture(std::filesystem::path const& path, std::vector<T> const& input, std::span<T const> relevance) {
    constexpr shape s = Net::input;
    render::channels_first const extents{s.channels(), s.height(), s.width()};
    std::size_t const factor = std::max<std::size_t>(1, 224 / std::max(s.height(), s.width()));
    auto const map = render::upscaled(render::heatmap(relevance, extents), factor);
    if (s.channels() != 1 && s.channels() != 3) return render::write_png(path, map);
    auto const [low, high] = std::minmax_element(input.begin(), input.end());
    double const top = *high > *low ? static_cast<double>(*high) : static_cast<double>(*low) + 1;
    auto const shown = render::picture(std::span<T const>(input), extents, static_cast<double>(*low), top);
    render::image pair(2 * s.width() * factor + factor, s.height() * factor);
    pair.blit(render::upscaled(shown, factor), 0, 0);
    pair.blit(map, s.width() * factor + factor, 0);
    render::write_png(path, pair);
}

struct request {
    std::filesystem::path weights, out;
    std::vector<std::filesystem::path> inputs;
    std::optional<std::size_t> target;
};

/// Predicts and explains one input; says whether the answer can be trusted.
template<class Net, class Rules, class T, class Model, class Workspace>
bool run_one(Model const& net, Workspace& buffers, std::filesystem::path const& path, request const& asked) {
    auto const input = read_input<Net, T>(path);
    auto const view = view_as<Net>(input);
    auto const answer = asked.target ? net.template explain<Rules>(view, *asked.target, buffers)
                                     : net.template explain<Rules>(view, buffers);
    std::string const stem = path.stem().string();
    std::cout << path.filename().string() << ": ";
    if (answer.status != status::ok) {
        std::cout << to_string(answer.status) << "\n";
        return false;
    }
    std::size_t const best = answer.scores.arg_max();
    std::cout << "class " << best << " with score " << answer.scores[best] << "; explained: class " << answer.target
              << ", of whose " << answer.ledger.start << " lie " << answer.ledger.input_sum << " on the input and "
              << answer.ledger.total_absorbed() << " in biases and stabilisers (gap " << answer.ledger.gap() << ")\n";
    write_numbers<T>(asked.out / (stem + "_scores.npy"),
                     std::span<T const>(answer.scores.data(), answer.scores.size()), extents_of(Net::output));
    std::span<T const> const relevance(answer.relevance.data(), answer.relevance.size());
    write_numbers<T>(asked.out / (stem + "_relevance.npy"), relevance, extents_of(Net::input));
    if constexpr (Net::input.rank == 3)
        write_picture<Net, T>(asked.out / (stem + "_relevance.png"), input, relevance);
    return true;
}

/// The program's main function.
template<class Net, class Rules, class T>
int main(int count, char** arguments) {
    CLI::App options{"Predicts and explains inputs."};
    request asked;
    options.add_option("--weights", asked.weights)->required();
    options.add_option("--out", asked.out)->required();
    options.add_option("--class", asked.target);
    options.add_option("inputs", asked.inputs)->required();
    CLI11_PARSE(options, count, arguments);
    try {
        std::set<std::string> stems;
        for (auto const& path : asked.inputs)
            if (!stems.insert(path.stem().string()).second)
                throw std::runtime_error(path.string() + ": another input is called " + path.stem().string() +
                                         " too, and results are named after their inputs");
        std::filesystem::create_directories(asked.out);
        auto const net = load_safetensors<Net, T>(asked.weights);
        auto const buffers = std::make_unique<workspace<Net, Rules, T>>();
        std::size_t failed = 0;
        for (auto const& path : asked.inputs)
            if (!run_one<Net, Rules, T>(net, *buffers, path, asked)) ++failed;
        return failed == 0 ? 0 : 1;
    } catch (std::exception const& error) {
        std::cerr << "error: " << error.what() << "\n";
        return 1;
    }
}

}  // namespace constexplain::importer::run
