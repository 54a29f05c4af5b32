// A folder of the zoo: a trained network's stored outputs, relevance maps, and sums of relevance at every layer, which
// the library's own are compared with.
#pragma once

#include "support/arrays.hpp"
#include "support/deviation.hpp"
#include "support/integers.hpp"
#include "support/skip.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/fold.hpp>

#include <utility>

namespace zoo {

using namespace constexplain;

// The rule sets of the zoo that have no name in the library.
struct epsilon_all : rules<on<linear_layers, epsilon<1e-6>>> {};
struct alpha1_beta0_nobias_all : rules<on<linear_layers, no_bias<alpha_beta<1, 0>>>> {};
struct dtd_zbox_nobias : rules<on<first, no_bias<z_box>>, on<linear_layers, no_bias<z_plus>>> {};
struct dtd_wsquare_nobias : rules<on<first, no_bias<w_square>>, on<linear_layers, no_bias<z_plus>>> {};

inline constexpr double of_stored_floats = 1e-7;  // maps and outputs are float64 results rounded to float32
inline constexpr double of_float_runs = 1e-5;     // of maps and their sums
inline constexpr double of_float_outputs =
    5e-6;  // relative to the network's largest: sin(pi) is a sum of larger terms
inline constexpr double of_stored_doubles = 1e-12;  // sums of relevance are stored as float64

/// The network's model from the folder's arrays; of a folded one, the folded model.
template<class Net>
struct bind {
    using unfolded = Net;
    template<class T>
    static auto from(support::array_folder const& arrays) {
        return load_from<Net, T>(arrays);
    }
};
template<class Net>
struct bind<folded<Net>> {
    template<class T>
    static auto from(support::array_folder const& arrays) {
        return fold(load_from<Net, T>(arrays));
    }
};

/// What is compared: results in double and in float, or in one of them: where floats are ill-conditioned, or where another
/// test compares the other.
enum class precisions { both, in_double, in_float };

class folder {
public:
    explicit folder(std::string const& name)
        : arrays_(support::shared_data("zoo") / name)
        , outputs_(name + ", outputs")
        , maps_(name + ", maps")
        , sums_(name + ", sums of relevance") {
        if (std::filesystem::exists(arrays_ / "lrp")) index_ = support::read_json(arrays_ / "lrp/index.json");
    }

    template<class Net, precisions In = precisions::both>
    void check_outputs() {
        if constexpr (requires { typename bind<Net>::unfolded; })
            CHECK(Net::cost.parameters == arrays_.net().at("params").get<std::size_t>());
        if constexpr (In != precisions::in_float) check_outputs_of<Net, double>();
        if constexpr (In != precisions::in_double) check_outputs_of<Net, float>();
    }

    template<class Net, precisions In = precisions::both>
    void check_maps() {
        check_rules<Net, epsilon_plus, In>("EpsilonPlus");
        check_rules<Net, epsilon_plus_flat, In>("EpsilonPlusFlat");
        check_rules<Net, epsilon_alpha2_beta1, In>("EpsilonAlpha2Beta1");
        check_rules<Net, epsilon_gamma_box, In>("EpsilonGammaBox");
        check_rules<Net, epsilon_all, In>("Epsilon1e-6_all");
        check_rules<Net, alpha1_beta0_nobias_all, In>("Alpha1Beta0_nobias_all");
        check_rules<Net, dtd_zbox_nobias, In>("DTD_zplus_zbox_nobias");
        check_rules<Net, dtd_wsquare_nobias, In>("DTD_zplus_wsquare_nobias");
        check_all_maps_seen();
    }

    /// The maps of one rule set.
    template<class Net, class Rules, precisions In = precisions::both>
    void check_rules(std::string const& name) {
        INFO(name);
        ++rule_sets_seen_;
        for (auto const& [number, start] : index_.at("inputs").items()) {
            INFO("input " << number);
            auto const file = "lrp/" + name + "_" + number + ".npy";
            if (std::filesystem::exists(arrays_ / file)) ++maps_seen_;
            if constexpr (In != precisions::in_float) check_map<Net, Rules, double>(name, number);
            if constexpr (In != precisions::in_double) check_map<Net, Rules, float>(name, number);
        }
    }

    /// Says that the maps of a rule set are compared elsewhere.
    void leave_out(std::string const& name) {
        ++rule_sets_seen_;
        for (auto const& [number, start] : index_.at("inputs").items())
            maps_seen_ += std::filesystem::exists(arrays_ / ("lrp/" + name + "_" + number + ".npy")) ? 1 : 0;
    }

    /// Nothing that is stored was left out.
    void check_all_maps_seen() {
        if (index_.is_null()) return;
        CHECK(rule_sets_seen_ == index_.at("relevance_sums").size());
        std::size_t stored = 0;
        for (auto const& file : std::filesystem::directory_iterator(arrays_ / "lrp")) {
            auto const name = file.path().filename().string();
            stored += file.path().extension() == ".npy" && !name.starts_with("shipped") ? 1 : 0;
        }
        CHECK(maps_seen_ == stored);
    }

private:
    template<class T>
    [[nodiscard]] std::vector<T> load(std::string const& file) const {
        return load_npy<T>(arrays_ / file).values;
    }
    template<class T>
    [[nodiscard]] std::vector<T> input_number(std::string const& k) const {
        auto const file = "io/input_" + k + ".npy";
        if (arrays_.net().at("input").at("dtype") == "int32")
            return support::converted<T>(support::load_integers(arrays_ / file));
        return load<T>(file);
    }

    template<class Net, class T>
    void check_outputs_of() {
        auto const net = bind<Net>::template from<T>(arrays_);
        std::size_t count = 0;
        while (std::filesystem::exists(arrays_ / ("io/output_" + std::to_string(count) + ".npy"))) ++count;
        CHECK(count > 0);
        double largest = 0;
        for (std::size_t k = 0; k < count; ++k)
            largest = std::max(largest,
                               support::largest_magnitude(load<double>("io/output_" + std::to_string(k) + ".npy")));
        for (std::size_t k = 0; k < count; ++k) {
            auto const number = std::to_string(k);
            INFO("input " << number);
            auto const values = input_number<T>(number);
            static workspace<Net, void, T> buffers;  // of a large network, too much for the stack
            auto const scores = net.predict(view_as<Net>(values), buffers);
            auto const wanted = load<double>("io/output_" + number + ".npy");
            CHECK(scores.status == status::ok);
            if constexpr (std::is_same_v<T, double>)
                outputs_.in_double.check(scores, wanted, of_stored_floats, support::largest_magnitude(wanted));
            else
                outputs_.in_float.check(scores, wanted, of_float_outputs, largest);
            // The original runtime computed in float32, so its results are no closer than that.
            auto const runtime = "io/output_runtime_" + number + ".npy";
            if (std::filesystem::exists(arrays_ / runtime))
                outputs_.in_float.check(scores, load<double>(runtime), of_float_outputs, largest);
        }
    }

    template<class Net, class Rules, class T>
    void check_map(std::string const& name, std::string const& number) {
        auto const& start = index_.at("inputs").at(number);
        auto const net = bind<Net>::template from<T>(arrays_);
        auto const values = input_number<T>(number);
        auto const found = [&]<std::size_t... Layer>(std::index_sequence<Layer...>) {
            static workspace<Net, Rules, T> buffers;  // with every boundary kept, too much for the stack
            return net.template explain<Rules>(view_as<Net>(values), keep<Layer + 1 ...>, buffers);
        }(std::make_index_sequence<Net::depth>{});
        CHECK(found.status == status::ok);
        CHECK(found.target == start.at("start_class").template get<std::size_t>());

        bool const exact = std::is_same_v<T, double>;
        double const moved =
            index_.at("float32_vs_float64_max_diff_over_max").at(name).at(number).template get<double>();
        auto const file = "lrp/" + name + "_" + number + ".npy";
        if (std::filesystem::exists(arrays_ / file)) {
            auto const map = load<double>(file);
            maps_.of<T>().check(found.relevance, map, exact ? of_stored_floats : std::max(of_float_runs, moved),
                                support::largest_magnitude(map));
        }

        auto const& sums = index_.at("relevance_sums").at(name).at(number);
        double const from = start.at("start_relevance").template get<double>();
        double const allowed = exact ? of_stored_doubles : of_float_runs;
        auto const check_sum = [&](double sum, json const& stored) {
            sums_.of<T>().check_number(sum, stored.get<double>(), allowed, std::abs(from));
        };
        check_sum(found.ledger.start, start.at("start_relevance"));
        check_sum(found.ledger.input_sum, sums.at("input_sum"));
        check_sum(found.ledger.start - found.ledger.total_absorbed(), sums.at("input_sum"));
        // By the layers' order, or where some were folded or reordered, by the names of those that have one.
        auto const& layers = arrays_.net().at("layers");
        constexpr bool in_order = requires { typename bind<Net>::unfolded; };
        if constexpr (in_order) REQUIRE(layers.size() == Net::depth);
        if constexpr (in_order) REQUIRE(sums.at("layers").size() == Net::depth);
        std::size_t compared = 0;
        for_each_node<Net>([&](auto here) {
            using node_type = decltype(here);
            std::string layer_name(node_type::name);
            if (in_order) layer_name = layers.at(node_type::index).at("name").template get<std::string>();
            if (layer_name.empty()) return;
            INFO("layer " << node_type::index << ", " << layer_name);
            auto const& relevance = found.template relevance_at<node_type::index + 1>();
            double sum = 0;
            for (auto const r : relevance) sum += static_cast<double>(r);
            check_sum(sum, sums.at("layers").at(layer_name));
            ++compared;
        });
        CHECK(compared >= parameter_nodes<Net>::size);
    }

    using json = support::json;
    support::array_folder arrays_;
    json index_;
    std::size_t rule_sets_seen_ = 0, maps_seen_ = 0;
    support::deviations outputs_, maps_, sums_;
};

}  // namespace zoo
