// A table of expected maps (name of a rule -> relevance) in shared/golden, which a network's own are compared with.
#pragma once

#include "support/arrays.hpp"
#include "support/deviation.hpp"
#include "support/skip.hpp"

#include <constexplain.hpp>

#include <set>

namespace golden {

namespace ce = constexplain;
using support::json;

/// The difference allowed in double; in float, relative to the map's largest value.
inline constexpr double in_double = 1e-12;
inline constexpr double in_float = 1e-5;

class maps {
public:
    maps(json const& expected, support::deviations& close) : expected_(expected), close_(close) {}

    /// A rule set's map of each sample in `input`, starting from the network's own output, equals the map called
    /// `name`: in double and in float.
    template<class Net, class... Entries>
    void expect(std::string const& name, support::array_map const& arrays, std::vector<double> const& input,
                ce::status state = ce::status::ok) {
        INFO(name);
        seen_.insert(name);
        run<Net, ce::rules<Entries...>, double>(name, arrays, input, state);
        run<Net, ce::rules<Entries...>, float>(name, arrays, input, state);
    }

    /// Every map of the table was compared.
    void check_complete() const {
        for (auto const& [name, map] : expected_.items()) {
            INFO(name);
            CHECK(seen_.count(name) == 1);
        }
    }

    /// The network's outputs for each sample equal the stored ones.
    template<class Net>
    void expect_outputs(json const& stored, support::array_map const& arrays, std::vector<double> const& input) {
        auto const net = ce::load_from<Net, double>(arrays);
        std::vector<double> found;
        for (std::size_t from = 0; from < input.size(); from += Net::input.count()) {
            auto const scores = net.predict(ce::view_as<Net>(std::span(input).subspan(from, Net::input.count())));
            found.insert(found.end(), scores.begin(), scores.end());
        }
        close_.in_double.check(found, support::numbers(stored), in_double);
    }

private:
    template<class Net, class Rules, class T>
    void run(std::string const& name, support::array_map const& arrays, std::vector<double> const& input,
             ce::status state) {
        auto const net = ce::load_from<Net, T>(arrays);
        auto const values = support::converted<T>(input);
        auto const wanted = support::numbers(expected_.at(name));
        constexpr std::size_t count = Net::input.count();
        REQUIRE(values.size() % count == 0);
        REQUIRE(values.size() == wanted.size());
        for (std::size_t from = 0; from < values.size(); from += count) {
            auto const sample = ce::view_as<Net>(std::span(values).subspan(from, count));
            auto const scores = net.predict(sample);
            auto const found = net.template explain<Rules>(sample, ce::start_vector(scores));
            auto const map = std::span(wanted).subspan(from, count);
            CHECK(found.status == state);
            if constexpr (std::is_same_v<T, double>)
                close_.in_double.check(found.relevance, map, in_double);
            else
                close_.in_float.check(found.relevance, map, in_float, support::largest_magnitude(map));
        }
    }

    json const& expected_;
    support::deviations& close_;
    std::set<std::string> seen_;
};

}  // namespace golden
