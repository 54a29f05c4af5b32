// Bounds over boxes of inputs against the answers for inputs sampled from them.
#pragma once

#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain/interop/refined_domains.hpp>

#include <cmath>

namespace bounds {

using namespace constexplain;

/// One rule on all linear layers.
template<class Rule>
struct everywhere : rules<on<linear_layers, Rule>> {};
template<class First, class Others>
struct first_and_others : rules<on<first, First>, on<linear_layers, Others>> {};

/// A random box inside the declared domain (of [-1, 1] where it has no bounds).
template<class Net>
input_tensor<Net, interval> random_box(support::numbers& source, double radius) {
    auto box = whole_domain<Net>();
    for (interval& v : box) {
        double const low = std::max(v.low, -1.0), high = std::min(v.high, 1.0);
        double const centre = source.next<double>(low, high);
        v = {std::max(low, centre - radius), std::min(high, centre + radius)};
    }
    return box;
}
template<class Net>
input_tensor<Net, double> sample(support::numbers& source, input_tensor<Net, interval> const& box) {
    input_tensor<Net, double> x;
    for (size_t k = 0; k < x.size(); ++k) {
        double const inside = source.next<double>(box[k].low, box[k].high);
        // Corners are where bounds are met.
        double const choice = source.next<double>(0, 1);
        x[k] = choice < 0.25 ? box[k].low : choice > 0.75 ? box[k].high : inside;
    }
    return x;
}

/// How many of the sampled results lie outside of their bounds by more than `slack` of their size.
struct count {
    double slack;
    size_t outside = 0;
    double widest = 0;  ///< the largest width over the size of the values
    void add(interval const& bound, double value) {
        double const allowed = slack * (1 + std::abs(value));
        outside += value >= bound.low - allowed && value <= bound.high + allowed ? 0U : 1U;
        widest = std::max(widest, bound.width() / (1 + std::abs(value)));
    }
    template<class Bounds, class Values>
    void add_all(Bounds const& bound, Values const& values) {
        for (size_t k = 0; k < values.size(); ++k) add(bound[k], values[k]);
    }
};

struct found {
    size_t outside;
    double widest;
    status state;
};

/// Bounds of one explanation over a box, and the answers for `samples` inputs of it.
template<class Rules, class Engine, class Net, class Storage, class Target = class_constant<1>>
found compare(model<Net, double, Storage> const& net, input_tensor<Net, interval> const& box,
              support::numbers& source, size_t samples, double slack, Target const& target = {}) {
    auto const of_box = with_scalar<interval>(net).template explain<Rules>(box, target);
    count counted{slack};
    for (size_t s = 0; s < samples; ++s) {
        auto const x = sample<Net>(source, box);
        auto const of_one = net.template explain<Rules, Engine>(x, target);
        counted.add_all(of_box.scores, of_one.scores);
        if (of_box.scores.status == status::result_not_finite) continue;
        counted.add_all(of_box.relevance, of_one.relevance);
        counted.add_all(of_box.ledger.absorbed, of_one.ledger.absorbed);
        counted.add(of_box.ledger.input_sum, of_one.ledger.input_sum);
        counted.add(of_box.ledger.start, of_one.ledger.start);
        counted.add(of_box.ledger.gap(), 0);
    }
    return {counted.outside, counted.widest, of_box.status};
}

/// Answers of an engine for random networks lie inside but for `slack`: none for the scalar engine, whose operations the
/// bounds follow one by one.
template<class Net, class Rules, class Engine = scalar_engine>
void check_enclosure(double radius, double slack = 0) {
    support::numbers source(3);
    for (int k = 0; k < 5; ++k) {
        auto const net = support::bind_raw(support::random_parameters<Net, double>(source));
        auto const seen = compare<Rules, Engine>(net, random_box<Net>(source, radius), source, 20, slack);
        INFO(Net::signature << ", radius " << radius << ", repetition " << k << ", widest " << seen.widest);
        CHECK(seen.outside == 0);
        CHECK((seen.state == status::ok || seen.state == status::result_not_finite));
    }
}
template<class Net, class... Rules>
void check_enclosures(double radius, double slack = 0) {
    size_t number = 0;
    (
        [&] {
            INFO("rule set number " << number++);
            check_enclosure<Net, Rules>(radius, slack);
        }(),
        ...);
}

}  // namespace bounds
