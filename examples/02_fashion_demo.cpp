/// The main job: predicts 10,000 real test images, explains a dozen of them under three rule sets, writes heatmaps.
#include "fashion_network.hpp"
#include "support/fashion_mnist.hpp"
#include "support/progress_bar.hpp"

#include <constexplain/render/gallery.hpp>
#include <constexplain/render/heatmap.hpp>
#include <constexplain/render/png.hpp>

#include <CLI/CLI.hpp>
#include <boost/hana/for_each.hpp>

#include <cmath>
#include <iomanip>
#include <iostream>

namespace {

using namespace constexplain;
using namespace constexplain::examples;

constexpr render::channels_first extents{1, 28, 28};

/// A rule set by its name; the named type lets one loop serve several sets.
template<class Rules>
struct named_rules {
    using type = Rules;
    std::string title;
    std::string file;
};

template<class T>
input_tensor<fashion, T> pixels(fashion_mnist const& images, std::size_t index) {
    input_tensor<fashion, T> tensor;
    auto const source = images.image(index);
    for (std::size_t k = 0; k < source.size(); ++k) tensor[k] = static_cast<T>(source[k]);
    return tensor;
}

/// The first test image of each class, then the first ones that the network gets wrong, a dozen together.
std::vector<std::size_t> choose_samples(fashion_mnist const& images, std::vector<std::size_t> const& predicted) {
    std::vector<std::size_t> chosen;
    for (std::size_t label = 0; label < 10; ++label)
        for (std::size_t k = 0; k < images.size(); ++k)
            if (images.label(k) == label && predicted[k] == label) {
                chosen.push_back(k);
                break;
            }
    for (std::size_t k = 0; k < images.size() && chosen.size() < 12; ++k)
        if (predicted[k] != images.label(k)) chosen.push_back(k);
    return chosen;
}

/// Explains one image; prints the ledger's line; says whether the ledger closes.
template<class Rules, class T, class Storage>
auto explain_one(model<fashion, T, Storage> const& net, fashion_mnist const& images, std::size_t index,
                 std::string const& title, double tolerance, bool& all_close) {
    workspace<fashion, Rules, T> buffers;
    auto const answer = net.template explain<Rules>(pixels<T>(images, index), buffers);
    bool const closes = answer.status == status::ok && answer.ledger.closes(static_cast<T>(tolerance));
    all_close = all_close && closes;
    std::cout << "    " << std::left << std::setw(30) << title << std::right << std::setw(7)
              << (std::is_same_v<T, double> ? "double" : "float") << "  input sum" << std::setw(10)
              << answer.ledger.input_sum << "  absorbed" << std::setw(10) << answer.ledger.total_absorbed()
              << "  gap " << std::scientific << std::setprecision(1) << std::setw(8)
              << static_cast<double>(answer.ledger.gap()) / static_cast<double>(answer.ledger.start)
              << std::defaultfloat << std::setprecision(6) << (closes ? "" : "  DOES NOT CLOSE: ")
              << (closes ? "" : to_string(answer.status)) << "\n";
    return answer;
}

template<class Ledger>
void print_layers(Ledger const& ledger) {
    std::cout << "      start " << ledger.start << "; absorbed by layer:";
    boost::hana::for_each(ledger.entries(), [](auto const& entry) {
        if (entry.absorbed != 0) std::cout << "  " << entry.layer << ": " << entry.absorbed;
    });
    std::cout << "; on the pixels " << ledger.input_sum << "\n";
}

int run(std::filesystem::path const& weights, std::filesystem::path const& data, std::filesystem::path const& out) {
    std::filesystem::create_directories(out);
    auto const net = load<fashion>(weights);
    auto const exact = load<fashion, double>(weights);
    auto const images = fashion_mnist::test(data);
    std::cout << table<fashion>() << "\n";

    std::vector<std::size_t> predicted(images.size());
    std::size_t correct = 0;
    {
        progress_bar bar("predicting", images.size());
        for (std::size_t k = 0; k < images.size(); ++k, bar.advance()) {
            predicted[k] = net.predict(images.image(k)).arg_max();
            correct += predicted[k] == images.label(k) ? 1U : 0U;
        }
    }
    double const accuracy = 100.0 * static_cast<double>(correct) / static_cast<double>(images.size());
    std::cout << "accuracy " << accuracy << " % of " << images.size() << " test images\n\n";

    auto const rule_sets =
        boost::hana::make_tuple(named_rules<deep_taylor>{"deep Taylor", "deep_taylor"},
                                named_rules<epsilon_gamma_box>{"epsilon, gamma 0.25, z-box", "epsilon_gamma_box"},
                                named_rules<epsilon_alpha2_beta1>{"epsilon, alpha 2 beta 1", "epsilon_alpha2_beta1"});

    render::gallery sheet;
    sheet.title = "What the network looked at";
    boost::hana::for_each(rule_sets, [&](auto const& rules) { sheet.rule_sets.push_back(rules.title); });

    bool all_close = true;
    for (std::size_t const index : choose_samples(images, predicted)) {
        auto const scores = net.predict(images.image(index));
        std::string const truth{fashion_mnist::class_names[images.label(index)]};
        std::string const answer{fashion_mnist::class_names[scores.arg_max()]};
        std::cout << "image " << index << ": " << truth << ", predicted " << answer << ", score "
                  << scores[scores.arg_max()] << "\n";
        auto const shown = render::picture(pixels<float>(images, index).values, extents);
        render::gallery_row row{shown, {}, truth, answer, static_cast<double>(scores[scores.arg_max()])};
        boost::hana::for_each(rule_sets, [&](auto const& rules) {
            using chosen = typename std::remove_cvref_t<decltype(rules)>::type;
            auto const explanation = explain_one<chosen>(net, images, index, rules.title, 1e-4, all_close);
            auto const checked = explain_one<chosen>(exact, images, index, "", 1e-9, all_close);
            print_layers(checked.ledger);
            std::cout << "      the map sums to the score: " << to_string(explanation.certificate.conservative)
                      << "; it holds no negative number: " << to_string(explanation.certificate.positive) << "\n";
            auto const map = render::heatmap(explanation.relevance.values, extents);
            // The image beside its map, seven times as large.
            render::image pair(2 * 28 * 7 + 7, 28 * 7);
            pair.blit(render::upscaled(shown, 7), 0, 0);
            pair.blit(render::upscaled(map, 7), 28 * 7 + 7, 0);
            render::write_png(out / ("image_" + std::to_string(index) + "_" + rules.file + ".png"), pair);
            row.heatmaps.push_back(map);
        });
        sheet.rows.push_back(std::move(row));
    }
    render::write_png(out / "gallery.png", render::draw(sheet));
    std::cout << "\nheatmaps and " << (out / "gallery.png").string() << " written\n"
              << (all_close ? "every ledger closes\n" : "NOT every ledger closes\n");
    if (accuracy < 91) std::cout << "accuracy is below 91 %\n";
    return all_close && accuracy >= 91 ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    CLI::App options{"Predicts Fashion-MNIST's test images and explains a dozen of them."};
    std::filesystem::path weights = std::filesystem::path(CONSTEXPLAIN_EXAMPLES_DIR) / "fashion.npz";
    std::filesystem::path data = fashion_mnist::package_folder;
    std::filesystem::path out = "demo";
    options.add_option("--weights", weights, "the network's parameters")->capture_default_str();
    options.add_option("--data", data, "the data set's folder")->capture_default_str();
    options.add_option("--out", out, "where the pictures go")->capture_default_str();
    CLI11_PARSE(options, count, arguments);
    try {
        return run(weights, data, out);
    } catch (std::exception const& error) {
        std::cerr << "error: " << error.what() << "\n";
        return 2;
    }
}
