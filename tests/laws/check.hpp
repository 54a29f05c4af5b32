// The laws that every rule obeys on every linear layer, against the slow reference.
#pragma once

#include "support/catch.hpp"
#include "support/sanitized.hpp"
#include "support/slow_reference.hpp"

#include <algorithm>
#include <limits>

namespace laws {

using namespace constexplain;

/// Results may differ by this many eps times the sum of their terms' sizes, each term counted once more for as much
/// as its denominator cancels (the sum of the denominator's terms over its own size).
inline constexpr double most_eps = 2;

/// A rule set of one rule, with its slow form.
template<propagation_rule Rule, slow::rule (*Slow)(), class Convention = convention::zennit>
struct one_rule : rules<Convention, on<linear_layers, Rule>> {
    static slow::rule slow_form() { return Slow(); }
};

namespace form {
inline slow::rule epsilon() { return slow::epsilon_rule(1e-6); }
inline slow::rule epsilon_0() { return slow::epsilon_rule(0); }
inline slow::rule epsilon_quarter() { return slow::epsilon_rule(0.25); }
inline slow::rule epsilon_no_bias() { return slow::epsilon_rule(1e-6, false); }
inline slow::rule z_plus() { return slow::alpha_beta_rule(1, 0); }
inline slow::rule z_plus_no_bias() { return slow::alpha_beta_rule(1, 0, 1e-6, false); }
inline slow::rule z_plus_0() { return slow::alpha_beta_rule(1, 0, 0); }
inline slow::rule z_plus_paper() { return slow::alpha_beta_rule(1, 0, 0, false); }
inline slow::rule alpha_beta() { return slow::alpha_beta_rule(2, 1); }
inline slow::rule alpha_beta_0() { return slow::alpha_beta_rule(2, 1, 0); }
inline slow::rule gamma() { return slow::gamma_rule(0.25); }
inline slow::rule gamma_none() { return slow::gamma_rule(0); }
inline slow::rule w_square() { return slow::w_square_rule(); }
inline slow::rule flat() { return slow::flat_rule(); }
inline slow::rule z_box() { return slow::z_box_rule(); }
/// Inputs keep their sign, the bias too: x p(w), + b; x (w + g p(w)), + b.
inline slow::rule captum(std::function<double(double)> g) {
    return {{{1, {{[](double x, double, double) { return x; }, std::move(g)}}, [](double b) { return b; }}}, 1e-9};
}
inline slow::rule captum_z_plus() { return captum(slow::positive); }
inline slow::rule captum_gamma() {
    return captum([](double w) { return w + 0.25 * slow::positive(w); });
}
}  // namespace form

/// Rules that inputs of any sign admit.
using rules_on_reals =
    meta::list<one_rule<epsilon<>, form::epsilon>, one_rule<epsilon<0>, form::epsilon_0>,
               one_rule<epsilon<0.25>, form::epsilon_quarter>, one_rule<no_bias<epsilon<>>, form::epsilon_no_bias>,
               one_rule<unchecked<z_plus>, form::z_plus>, one_rule<unchecked<no_bias<z_plus>>, form::z_plus_no_bias>,
               one_rule<stabilised<unchecked<z_plus>, 0>, form::z_plus_0>, one_rule<alpha_beta<1, 0>, form::z_plus>,
               one_rule<alpha_beta<2, 1>, form::alpha_beta>,
               one_rule<stabilised<alpha_beta<2, 1>, 0>, form::alpha_beta_0>, one_rule<gamma_rule<0.25>, form::gamma>,
               one_rule<gamma_rule<0>, form::gamma_none>, one_rule<w_square, form::w_square>,
               one_rule<flat, form::flat>>;
using rules_of_conventions = meta::list<one_rule<unchecked<z_plus>, form::captum_z_plus, convention::captum>,
                                        one_rule<gamma_rule<0.25>, form::captum_gamma, convention::captum>,
                                        one_rule<unchecked<z_plus>, form::z_plus_paper, convention::paper>,
                                        one_rule<unchecked<z_plus>, form::z_plus_paper, convention::innvestigate>>;
using rules_on_non_negative =
    meta::list<one_rule<z_plus, form::z_plus>, one_rule<alpha_beta<2, 1>, form::alpha_beta>,
               one_rule<gamma_rule<0.25>, form::gamma>, one_rule<stabilised<z_plus, 0>, form::z_plus_0>>;
using rules_on_boxes = meta::list<one_rule<z_box, form::z_box>>;

/// Parameters with awkward outputs among them: all weights and the bias 0 (d = 0 exactly), no negative product of a
/// positive input, no positive one.
template<class Net, size_t Linear, class T>
support::raw_parameters<Net, T> awkward_parameters(support::numbers& source) {
    auto raw = support::random_parameters<Net, T>(source);
    auto& weight = raw.weight[Linear];
    auto& bias = raw.bias[Linear];
    size_t const each = weight.size() / bias.size();
    for (size_t k = 0; k < each; ++k) {
        weight[k] = 0;
        weight[each + k] = std::abs(weight[each + k]);
        weight[2 * each + k] = -std::abs(weight[2 * each + k]);
    }
    bias[0] = 0;
    bias[1] = 0;
    bias[2] = 0;
    return raw;
}

/// Inputs inside the declared domain, one of them exactly 0 where that is inside.
template<class Net, class T>
input_tensor<Net, T> inputs(support::numbers& source) {
    input_tensor<Net, T> x;
    size_t const plane = Net::input.height() * Net::input.width();
    for (size_t k = 0; k < x.size(); ++k) {
        double low = std::max(Net::domains[0].low, -1.0), high = std::min(Net::domains[0].high, 1.0);
        if constexpr (Net::domains[0].per_channel) {
            low = Net::input_description::bounds::low[k / plane];
            high = Net::input_description::bounds::high[k / plane];
        }
        x[k] = source.next<T>(static_cast<T>(low), static_cast<T>(high));
        if (k % 5 == 3 && low <= 0 && high >= 0) x[k] = 0;
    }
    return x;
}

template<class Net>
double bound_of(size_t input, bool high) {
    if constexpr (Net::domains[0].per_channel) {
        using bounds = typename Net::input_description::bounds;
        return (high ? bounds::high : bounds::low)[input / (Net::input.height() * Net::input.width())];
    } else {
        return high ? Net::domains[0].high : Net::domains[0].low;
    }
}

/// The largest ratio of a difference to eps times its scale.
template<class T>
class deviation {
public:
    void add(double difference, double scale) {
        double const unit = static_cast<double>(std::numeric_limits<T>::epsilon()) * scale;
        double const ratio = difference == 0 ? 0 : unit == 0 ? HUGE_VAL : std::abs(difference) / unit;
        most_ = ratio <= most_ ? most_ : ratio;  // NaN counts as worst
    }
    double most() const { return most_; }

private:
    double most_ = 0;
};

/// A network whose only layer that computes is the linear one at index `Linear`.
template<class Net, class Rules, size_t Linear, class T, class Engine = vector_engine>
void check_laws_as(std::uint64_t seed) {
    using here = node<Net, Linear>;
    support::numbers source(seed);
    auto const raw = awkward_parameters<Net, Linear, T>(source);
    auto const net = support::bind_raw<Net, T>(raw);
    auto const x = inputs<Net, T>(source);
    slow::values const wide_x(x.begin(), x.end());

    auto const explained = [&](output_tensor<Net, T> const& s) {
        return net.template explain<Rules, Engine>(x, start_vector(s));
    };
    auto const expected = [&](output_tensor<Net, T> const& s) {
        return slow::propagate<here>(
            Rules::slow_form(), raw.weight[Linear], raw.bias[Linear], wide_x, slow::values(s.begin(), s.end()),
            [](size_t i) { return bound_of<Net>(i, false); }, [](size_t i) { return bound_of<Net>(i, true); });
    };

    // Few digits, so that u + v and 2 u are exact.
    output_tensor<Net, T> u, v, sum, twice;
    source.fill(u);
    source.fill(v);
    for (size_t k = 0; k < u.size(); ++k) {
        u[k] = std::round(u[k] * T(64)) / T(64);
        v[k] = std::round(v[k] * T(64)) / T(64);
        sum[k] = u[k] + v[k];
        twice[k] = 2 * u[k];
    }
    auto const of_u = explained(u), of_v = explained(v), of_sum = explained(sum), of_twice = explained(twice);
    auto const slow_u = expected(u), slow_v = expected(v), slow_sum = expected(sum);

    CHECK(of_u.status == status::ok);
    deviation<T> formula, additive;
    size_t not_doubled = 0;
    for (size_t i = 0; i < x.size(); ++i) {
        formula.add(static_cast<double>(of_u.relevance[i]) - slow_u.relevance[i], slow_u.bound[i]);
        additive.add(static_cast<double>(of_sum.relevance[i]) - static_cast<double>(of_u.relevance[i]) -
                         static_cast<double>(of_v.relevance[i]),
                     slow_u.bound[i] + slow_v.bound[i] + slow_sum.bound[i]);
        not_doubled += of_twice.relevance[i] == 2 * of_u.relevance[i] ? 0U : 1U;
    }
    CHECK(formula.most() <= most_eps);   // the rule's formula
    CHECK(additive.most() <= most_eps);  // linear in the start
    CHECK(not_doubled == 0);

    // The ledger closes, and says what the formula says.
    deviation<T> gap, absorbed;
    gap.add(static_cast<double>(of_u.ledger.gap()), slow_u.moved);
    gap.add(static_cast<double>(of_v.ledger.gap()), slow_v.moved);
    absorbed.add(static_cast<double>(of_u.ledger.absorbed[Linear]) - slow_u.absorbed, slow_u.moved);
    CHECK(gap.most() <= most_eps);
    CHECK(absorbed.most() <= most_eps);
    T start = 0;
    for (T part : u) start += part;
    CHECK(of_u.ledger.start == start);  // exact: few digits
}

template<class Net, class RuleSets, size_t Linear = Net::depth - 1>
void check_laws() {
    []<class... Rules>(meta::list<Rules...>) {
        size_t rule = 0;
        (
            [&] {
                INFO(Net::signature << ", rule number " << rule++);
                check_laws_as<Net, Rules, Linear, float>(11);
                if constexpr (!support::sanitized) check_laws_as<Net, Rules, Linear, double>(12);
            }(),
            ...);
    }(RuleSets{});
}

}  // namespace laws
