// Recurrent layers: relevance against the formulas of Arras et al. (2019) written out, gate by gate and step by step;
// gradients against finite differences; the ledger.
#include "support/catch.hpp"
#include "support/deviation.hpp"
#include "support/named_numbers.hpp"

#include <constexplain/parameters/load_from.hpp>

#include <map>

namespace {

using namespace constexplain;
using values = std::vector<double>;

using random_source = support::named_numbers<17, -0.8, 0.8>;

constexpr std::size_t steps = 6, features = 3, hidden = 5;

struct shares : rules<on<linear_layers, epsilon<1e-6>>> {};
struct coarse : rules<on<recurrent_layers, stabilised<signal_takes_all, 1e-2>>, on<linear_layers, epsilon<1e-6>>> {};
struct exact : rules<convention::paper, on<linear_layers, epsilon<0>>> {};

double logistic(double z) { return 1 / (1 + std::exp(-z)); }
double hard(double z) { return std::min(1.0, std::max(0.0, 0.2 * z + 0.5)); }

/// A sum z = terms + bias, and the epsilon rule: each term gets term / (z + eps sgn z) of r, the rest is lost.
struct epsilon_rule {
    double eps, lost = 0;
    values operator()(values const& terms, double bias, double r) {
        double z = bias;
        for (double t : terms) z += t;
        double const d = z < 0 ? z - eps : z + eps;
        values given;
        double rest = r;
        for (double t : terms) {
            given.push_back(d == 0 ? 0 : t / d * r);
            rest -= given.back();
        }
        lost += rest;
        return given;
    }
};

struct slow_result {
    std::vector<values> states;
    values relevance;
    double lost = 0;
};

/// One row of W x + U h + b as terms: those of x, then those of h.
values terms_of(values const& w, values const& u, std::size_t row, double const* x, values const& h) {
    values terms;
    for (std::size_t i = 0; i < features; ++i) terms.push_back(w[row * features + i] * x[i]);
    for (std::size_t i = 0; i < hidden; ++i) terms.push_back(u[row * hidden + i] * h[i]);
    return terms;
}
double sum_of(values const& terms, double bias) {
    double z = bias;
    for (double t : terms) z += t;
    return z;
}

/// The LSTM, and the relevance of its input from that of all states. `order` lists the steps as they are processed.
slow_result slow_lstm(values const& x, std::vector<values> above, std::vector<std::size_t> const& order, double eps,
                      double (*gate)(double)) {
    auto const w = random_source::array("l.weight", 4 * hidden * features);
    auto const u = random_source::array("l.recurrent", 4 * hidden * hidden);
    auto const b = random_source::array("l.bias", 4 * hidden);
    std::vector<values> h{values(hidden, 0.0)}, c = h, gi, gf, gg;
    slow_result result{std::vector<values>(steps), values(steps * features, 0.0)};
    for (std::size_t t : order) {
        values nh, nc, ii, ff, ggs;
        for (std::size_t j = 0; j < hidden; ++j) {
            auto const z = [&](std::size_t k) {
                std::size_t const row = k * hidden + j;
                return sum_of(terms_of(w, u, row, x.data() + t * features, h.back()), b[row]);
            };
            double const i = gate(z(0)), f = gate(z(1)), g = std::tanh(z(2)), o = gate(z(3));
            ii.push_back(i), ff.push_back(f), ggs.push_back(g);
            nc.push_back(f * c.back()[j] + i * g);
            nh.push_back(o * std::tanh(nc[j]));
        }
        h.push_back(nh), c.push_back(nc), gi.push_back(ii), gf.push_back(ff), gg.push_back(ggs);
        result.states[t] = nh;
    }
    epsilon_rule rule{eps};
    values of_h(hidden, 0.0), of_c(hidden, 0.0);
    for (std::size_t k = steps; k-- > 0;) {
        std::size_t const t = order[k];
        values next_h(hidden, 0.0), next_c(hidden, 0.0);
        for (std::size_t j = 0; j < hidden; ++j) {
            double const r = of_c[j] + of_h[j] + above[t][j];
            auto const in_cell = rule({gf[k][j] * c[k][j], gi[k][j] * gg[k][j]}, 0, r);
            next_c[j] += in_cell[0];
            std::size_t const row = 2 * hidden + j;
            auto const given = rule(terms_of(w, u, row, x.data() + t * features, h[k]), b[row], in_cell[1]);
            for (std::size_t i = 0; i < features; ++i) result.relevance[t * features + i] += given[i];
            for (std::size_t i = 0; i < hidden; ++i) next_h[i] += given[features + i];
        }
        of_h = next_h, of_c = next_c;
    }
    result.lost = rule.lost;
    return result;
}

/// The GRU likewise. The product of a gate and a signal is one term, all of which goes to the signal.
slow_result slow_gru(values const& x, std::vector<values> above, std::vector<std::size_t> const& order, double eps,
                     bool reset_after) {
    auto const w = random_source::array("l.weight", 3 * hidden * features);
    auto const u = random_source::array("l.recurrent", 3 * hidden * hidden);
    auto const b = random_source::array("l.bias", 3 * hidden);
    auto const d = reset_after ? random_source::array("l.recurrent_bias", 3 * hidden) : values(3 * hidden, 0.0);
    std::vector<values> h{values(hidden, 0.0)}, reset, update, candidate;
    slow_result result{std::vector<values>(steps), values(steps * features, 0.0)};
    auto const recurrent_terms = [&](std::size_t row, values const& state) {
        values terms;
        for (std::size_t i = 0; i < hidden; ++i) terms.push_back(u[row * hidden + i] * state[i]);
        return terms;
    };
    auto const candidate_terms = [&](std::size_t j, double const* step, values const& state, values const& r) {
        std::size_t const row = 2 * hidden + j;
        values terms;
        for (std::size_t i = 0; i < features; ++i) terms.push_back(w[row * features + i] * step[i]);
        if (reset_after)
            terms.push_back(r[j] * sum_of(recurrent_terms(row, state), d[row]));
        else
            for (std::size_t i = 0; i < hidden; ++i) terms.push_back(u[row * hidden + i] * r[i] * state[i]);
        return terms;
    };
    for (std::size_t t : order) {
        double const* const step = x.data() + t * features;
        values r, v, c, next;
        for (std::size_t j = 0; j < hidden; ++j) {
            r.push_back(logistic(sum_of(terms_of(w, u, j, step, h.back()), b[j] + d[j])));
            v.push_back(logistic(sum_of(terms_of(w, u, hidden + j, step, h.back()), b[hidden + j] + d[hidden + j])));
        }
        for (std::size_t j = 0; j < hidden; ++j) {
            c.push_back(std::tanh(sum_of(candidate_terms(j, step, h.back(), r), b[2 * hidden + j])));
            next.push_back(v[j] * h.back()[j] + (1 - v[j]) * c[j]);
        }
        h.push_back(next), reset.push_back(r), update.push_back(v), candidate.push_back(c);
        result.states[t] = next;
    }
    epsilon_rule rule{eps};
    values of_h(hidden, 0.0);
    for (std::size_t k = steps; k-- > 0;) {
        std::size_t const t = order[k];
        values next(hidden, 0.0);
        for (std::size_t j = 0; j < hidden; ++j) {
            std::size_t const row = 2 * hidden + j;
            auto const in_state =
                rule({update[k][j] * h[k][j], (1 - update[k][j]) * candidate[k][j]}, 0, of_h[j] + above[t][j]);
            next[j] += in_state[0];
            auto const given = rule(candidate_terms(j, x.data() + t * features, h[k], reset[k]), b[row], in_state[1]);
            for (std::size_t i = 0; i < features; ++i) result.relevance[t * features + i] += given[i];
            if (reset_after) {
                auto const below = rule(recurrent_terms(row, h[k]), d[row], given[features]);
                for (std::size_t i = 0; i < hidden; ++i) next[i] += below[i];
            } else {
                for (std::size_t i = 0; i < hidden; ++i) next[i] += given[features + i];
            }
        }
        of_h = next;
    }
    result.lost = rule.lost;
    return result;
}

std::vector<std::size_t> steps_in_order(bool backwards) {
    std::vector<std::size_t> order;
    for (std::size_t k = 0; k < steps; ++k) order.push_back(backwards ? steps - 1 - k : k);
    return order;
}

template<class Layer>
struct net : network<sequence<steps, features>, named<"l", Layer>, flatten> {};

/// Relevance of the layer alone, started from its own states or its last one.
template<class Layer, class Rules, class Engine, class Slow>
void compare(double eps, Slow slow, support::deviation& close) {
    using Net = net<Layer>;
    auto const bound = load_from<Net, double>(random_source{});
    input_tensor<Net, double> x;
    support::numbers(3).fill(x);
    auto const scores = bound.template predict<Engine>(x);
    constexpr bool all = Net::output.count() == steps * hidden;
    auto const order = steps_in_order(Layer::settings.reversed);
    std::vector<values> above(steps, values(hidden, 0.0));
    std::vector<double> start(Net::output.count());
    support::numbers(4).fill(start);
    for (std::size_t k = 0; k < start.size(); ++k) above[all ? k / hidden : order.back()][k % hidden] = start[k];
    std::span<double const, Net::output.count()> const start_span(start);
    auto const e = bound.template explain<Rules, Engine>(x, start_vector(start_span));
    auto const expected = slow(values(x.begin(), x.end()), above, order, eps);
    for (std::size_t k = 0; k < start.size(); ++k)
        CHECK(scores[k] == Approx(expected.states[all ? k / hidden : order.back()][k % hidden]).epsilon(1e-12));
    CHECK(e.status == status::ok);
    close.check(e.relevance, expected.relevance, 1e-11, support::largest_magnitude(expected.relevance));
    close.check_number(e.ledger.absorbed[0], expected.lost, 1e-11, support::largest_magnitude(expected.relevance));
    CHECK(std::abs(e.ledger.gap()) <= 1e-11 * support::largest_magnitude(expected.relevance));
    CHECK(std::abs(e.ledger.absorbed[0]) > 1e-4);
}

template<class Layer, class Slow>
void compare_all(Slow slow, support::deviation& close) {
    compare<Layer, shares, vector_engine>(1e-6, slow, close);
    compare<Layer, shares, scalar_engine>(1e-6, slow, close);
    compare<Layer, coarse, vector_engine>(1e-2, slow, close);
    compare<Layer, exact, scalar_engine>(0, slow, close);
}

template<class Layer, class Engine = vector_engine>
void differentiate(support::deviation& close) {
    struct with_head : network<sequence<steps, features>, named<"l", Layer>, flatten, named<"d", dense<2>>> {};
    auto const bound = load_from<with_head, double>(random_source{});
    input_tensor<with_head, double> x;
    support::numbers(5).fill(x);
    auto const e = bound.template explain<gradient, Engine>(x, class_<1>);
    double const step = 1e-5;
    std::vector<double> slopes;
    for (std::size_t k = 0; k < x.size(); ++k) {
        auto high = x, low = x;
        high[k] += step;
        low[k] -= step;
        slopes.push_back((bound.predict(high)[1] - bound.predict(low)[1]) / (2 * step));
    }
    close.check(e.relevance, slopes, 1e-8, support::largest_magnitude(slopes));
    CHECK(support::largest_magnitude(slopes) > 1e-3);
}

}  // namespace

TEST_CASE("the signal takes all in an LSTM, as written out", "[relevance]") {
    support::deviation close("LSTM, signal takes all");
    auto const slow = [](values const& x, auto const& above, auto const& order, double eps) {
        return slow_lstm(x, above, order, eps, logistic);
    };
    compare_all<lstm<hidden>>(slow, close);
    compare_all<lstm<hidden, only_last, reversed>>(slow, close);
    compare<lstm<hidden, hard_gates>, shares, vector_engine>(
        1e-6,
        [](values const& x, auto const& above, auto const& order, double eps) {
            return slow_lstm(x, above, order, eps, hard);
        },
        close);
}

TEST_CASE("the signal takes all in a GRU, as written out", "[relevance]") {
    support::deviation close("GRU, signal takes all");
    auto const before = [](values const& x, auto const& above, auto const& order, double eps) {
        return slow_gru(x, above, order, eps, false);
    };
    auto const after = [](values const& x, auto const& above, auto const& order, double eps) {
        return slow_gru(x, above, order, eps, true);
    };
    compare_all<gru<hidden>>(before, close);
    compare_all<gru<hidden, reset_after>>(after, close);
    compare<gru<hidden, only_last, reversed>, shares, vector_engine>(1e-6, before, close);
}

TEST_CASE("both directions at once are the two, step by step", "[relevance]") {
    struct both : network<sequence<steps, features>,
                          parallel<named<"l", lstm<hidden>>, named<"m", lstm<hidden - 2, reversed>>>, flatten> {};
    struct one : network<sequence<steps, features>, named<"l", lstm<hidden>>> {};
    struct other : network<sequence<steps, features>, named<"m", lstm<hidden - 2, reversed>>> {};
    static_assert(both::shapes[3] == shape{steps, 2 * hidden - 2});
    input_tensor<both, double> x;
    support::numbers(6).fill(x);
    auto const bound = load_from<both, double>(random_source{});
    auto const together = bound.predict(x);
    auto const l = load_from<one, double>(random_source{}).predict(x);
    auto const m = load_from<other, double>(random_source{}).predict(x);
    for (std::size_t t = 0; t < steps; ++t)
        for (std::size_t k = 0; k < 2 * hidden - 2; ++k)
            CHECK(together[t * (2 * hidden - 2) + k] ==
                  (k < hidden ? l[t * hidden + k] : m[t * (hidden - 2) + k - hidden]));
    auto const e = bound.explain<shares>(x);
    CHECK(e.status == status::ok);
    CHECK(e.ledger.closes(1e-12));
}

TEST_CASE("derivatives of recurrent layers are finite differences", "[relevance]") {
    support::deviation close("recurrent layers, gradient");
    differentiate<lstm<hidden>>(close);
    differentiate<lstm<hidden, only_last, reversed, without_bias>>(close);
    differentiate<lstm<hidden, hard_gates>>(close);
    differentiate<gru<hidden>, scalar_engine>(close);
    differentiate<gru<hidden, reset_after, reversed>>(close);
    differentiate<gru<hidden, reset_after, without_bias, only_last>>(close);
}
