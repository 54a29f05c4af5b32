/// What the critics ask: are maps more than gradient times input, do they depend on what the layers have learned, on
/// the class, on the start? Four reports on 200 real test images, five rule sets side by side.
#include "fashion_network.hpp"
#include "support/fashion_mnist.hpp"
#include "support/progress_bar.hpp"

#include <constexplain/evaluation/convergence.hpp>
#include <constexplain/evaluation/likeness.hpp>
#include <constexplain/evaluation/logit_swap.hpp>
#include <constexplain/evaluation/randomisation.hpp>

#include <CLI/CLI.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/length.hpp>

#include <iostream>

namespace {

using namespace constexplain;
using namespace constexplain::examples;
using evaluation::report;

struct lrp_0 : rules<on<linear_layers, epsilon<0>>> {};
struct z_plus_everywhere : rules<on<linear_layers, unchecked<z_plus>>> {};

template<class Rules>
struct named_rules {
    using type = Rules;
    std::string name;
};
auto const rule_sets = boost::hana::make_tuple(
    named_rules<lrp_0>{"LRP-0"}, named_rules<epsilon_plus>{"epsilon plus"}, named_rules<z_plus_everywhere>{"z+"},
    named_rules<deep_taylor>{"deep Taylor"}, named_rules<gradient_times_input>{"gradient x input"});

/// One kind of report, for each rule set.
using reports = std::vector<std::pair<std::string, report>>;

std::string file_name(std::string title) {
    std::ranges::replace(title, ' ', '_');
    std::erase(title, ':');
    return title + ".png";
}

/// Prints and plots each column, the rule sets side by side.
void show(reports const& all, std::filesystem::path const& folder) {
    for (auto const& column : all.front().second.columns) {
        // [show]
        report const compared = side_by_side(column, all);  // all: pairs of a rule set's name and its report
        std::cout << compared.table() << "\n";
        compared.plot(folder / file_name(compared.title));
        // [show]
    }
}

/// The column of one rule set's report.
std::vector<double> column_of(reports const& all, std::string const& rules, std::string const& column) {
    return std::ranges::find(all, rules, &reports::value_type::first)->second.column(column);
}

bool finding(bool holds, std::string const& what) {
    std::cout << (holds ? "found: " : "NOT found: ") << what << "\n";
    return holds;
}

#ifdef __OPTIMIZE__
constexpr std::size_t usual_images = 200;
#else
constexpr std::size_t usual_images = 0;  // kernels take some 200 times as long: hours
#endif

int run(std::filesystem::path const& weights, std::filesystem::path const& data, std::filesystem::path const& out,
        std::size_t count, std::size_t pairs, std::uint64_t seed) {
    std::filesystem::create_directories(out);
    auto const net = load<fashion, double>(weights);
    auto const test_set = fashion_mnist::test(data);
    std::vector<input_tensor<fashion, double>> images(std::min(count, test_set.size()));
    for (std::size_t k = 0; k < images.size(); ++k) std::ranges::copy(test_set.image(k), images[k].begin());

    reports likenesses, randomisations, swaps, convergences;
    {
        progress_bar bar("evaluating", 4 * decltype(boost::hana::length(rule_sets))::value);
        boost::hana::for_each(rule_sets, [&](auto const& rules) {
            using chosen = typename std::remove_cvref_t<decltype(rules)>::type;
            auto const add = [&](reports& to, report const& from) {
                to.emplace_back(rules.name, from);
                bar.advance();
            };
            // [calls]
            add(likenesses, evaluation::likeness<chosen>(net, images));
            add(randomisations, evaluation::cascading_randomisation<chosen>(net, images, seed));
            add(swaps, evaluation::logit_swap<chosen>(net, images, seed));
            add(convergences, evaluation::convergence<chosen>(net, images, pairs, seed));
            // [calls]
        });
    }
    std::cout << images.size() << " test images, seed " << seed << "\n\n";
    for (reports const* all : {&likenesses, &randomisations, &swaps, &convergences}) show(*all, out);
    std::cout << "plots are in " << absolute(out).string() << "\n";

    double least = 1;
    for (auto const* measure : {"cosine", "pearson", "spearman"})
        least = std::min(least, std::ranges::min(column_of(likenesses, "LRP-0", measure)));
    auto const after_last = [&](std::string const& rules) {
        return column_of(randomisations, rules, "spearman up to sign")[1];
    };
    auto const at_input = [&](std::string const& rules) { return column_of(convergences, rules, "whole").front(); };
    bool all = finding(least > 1 - 1e-9, "LRP-0 equals gradient times activation at every boundary");
    all &= finding(after_last("z+") > 0.9 && after_last("LRP-0") < 0.5,
                   "with a random last layer z+ maps hardly change, and LRP-0's do");
    all &= finding(at_input("z+") > 0.9 && at_input("LRP-0") < 0.8,
                   "products of z+ come near rank one on the pixels, and LRP-0's do not");
    return all ? 0 : 1;
}

}  // namespace

int main(int count, char** arguments) {
    CLI::App options{"Asks of the demo's network and several rule sets what critics of explanations ask."};
    std::filesystem::path weights = std::filesystem::path(CONSTEXPLAIN_EXAMPLES_DIR) / "fashion.npz";
    std::filesystem::path data = fashion_mnist::package_folder;
    std::filesystem::path out = "critics";
    std::size_t images = usual_images, pairs = 5;
    std::uint64_t seed = 1;
    options.add_option("--weights", weights, "the network's parameters")->capture_default_str();
    options.add_option("--data", data, "the data set's folder")->capture_default_str();
    options.add_option("--out", out, "where the plots go")->capture_default_str();
    options.add_option("--images", images, "how many of the test images")->capture_default_str();
    options.add_option("--pairs", pairs, "pairs of random starts for each image")->capture_default_str();
    options.add_option("--seed", seed, "of random layers, classes and starts")->capture_default_str();
    CLI11_PARSE(options, count, arguments);
    if (images == 0 && usual_images == 0) {
        std::cerr << "skipped: compiled without optimisation; --images says how many are worth the wait\n";
        return 77;
    }
    try {
        return run(weights, data, out, images, pairs, seed);
    } catch (std::exception const& error) {
        std::cerr << "error: " << error.what() << "\n";
        return 2;
    }
}
