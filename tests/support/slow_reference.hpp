// Every layer and every rule once more, written from the formulas, slow, in double, channels first.
//
// Nothing of the library's kernels, plans and memory orders is used: only a layer's own options and shapes. Each
// result comes with the sum of the sizes of its terms, to which rounding is measured.
#pragma once

#include "support/numbers.hpp"

#include <cmath>
#include <functional>

namespace slow {

using constexplain::padding_mode;
using constexplain::shape;
using values = std::vector<double>;

/// One axis of a sliding window, its padding in numbers.
struct axis {
    long in, out, taps, stride, dilation, before, after;

    /// The place of a tap, which may lie outside.
    long place(long output, long tap) const { return output * stride + tap * dilation - before; }
    bool inside(long at) const { return at >= 0 && at < in; }
};

inline axis make_axis(size_t in_, size_t taps_, size_t stride_, size_t dilation_, size_t before_, size_t after_,
                      padding_mode mode, bool round_up) {
    auto const in = static_cast<long>(in_), taps = static_cast<long>(taps_), stride = static_cast<long>(stride_),
               dilation = static_cast<long>(dilation_);
    auto before = static_cast<long>(before_), after = static_cast<long>(after_);
    long const span = (taps - 1) * dilation + 1;
    if (mode != padding_mode::given) {
        long const out = (in + stride - 1) / stride;
        long const total = std::max((out - 1) * stride + span - in, 0L);
        before = mode == padding_mode::same ? total / 2 : total - total / 2;
        after = total - before;
    }
    double const steps = static_cast<double>(in + before + after - span) / static_cast<double>(stride);
    long out = static_cast<long>(round_up ? std::ceil(steps) : std::floor(steps)) + 1;
    if (round_up && (out - 1) * stride >= in + before) --out;  // PyTorch: the last window starts inside or before
    return {in, out, taps, stride, dilation, before, after};
}

struct axes {
    axis v, h;
};
template<class Layer>
axes axes_of(shape const& in) {
    auto const& w = Layer::settings.over;
    return {make_axis(in.height(), w.kernel.height, w.stride.height, w.dilation.height, w.padding.top,
                      w.padding.bottom, w.mode, w.round_up),
            make_axis(in.width(), w.kernel.width, w.stride.width, w.dilation.width, w.padding.left, w.padding.right,
                      w.mode, w.round_up)};
}

/// Calls `f(output, weight, input)` with the users' numbers of each product of a linear layer.
template<class Node, class F>
void for_each_product(F f) {
    using L = typename Node::layer_type;
    shape const in = Node::in.extents, out = Node::out.extents;
    if constexpr (std::is_base_of_v<constexplain::kind::dense, L>) {
        for (size_t o = 0; o < out.count(); ++o)
            for (size_t i = 0; i < in.count(); ++i) f(o, o * in.count() + i, i);
    } else {
        auto const [v, h] = axes_of<L>(in);
        size_t const groups = L::settings.groups, inputs = in.channels() / groups, outputs = out.channels() / groups;
        for (size_t o = 0; o < out.channels(); ++o)
            for (long oy = 0; oy < v.out; ++oy)
                for (long ox = 0; ox < h.out; ++ox)
                    for (size_t i = 0; i < inputs; ++i)
                        for (long ky = 0; ky < v.taps; ++ky)
                            for (long kx = 0; kx < h.taps; ++kx) {
                                long const iy = v.place(oy, ky), ix = h.place(ox, kx);
                                if (!v.inside(iy) || !h.inside(ix)) continue;
                                auto const flat = [](size_t c, long y, long height, long x, long width) {
                                    return (c * static_cast<size_t>(height) + static_cast<size_t>(y)) *
                                               static_cast<size_t>(width) +
                                           static_cast<size_t>(x);
                                };
                                f(flat(o, oy, v.out, ox, h.out), flat(o * inputs + i, ky, v.taps, kx, h.taps),
                                  flat(o / outputs * inputs + i, iy, v.in, ix, h.in));
                            }
    }
}

/// Calls `f(output, input)` for each tap of a pooling layer inside the image.
template<class Node, class F>
void for_each_tap(F f) {
    using L = typename Node::layer_type;
    shape const in = Node::in.extents;
    if constexpr (std::is_same_v<L, constexplain::global_avg_pool>) {
        size_t const plane = in.height() * in.width();
        for (size_t k = 0; k < in.count(); ++k) f(k / plane, k);
    } else {
        auto const [v, h] = axes_of<L>(in);
        for (size_t c = 0; c < in.channels(); ++c)
            for (long oy = 0; oy < v.out; ++oy)
                for (long ox = 0; ox < h.out; ++ox)
                    for (long ky = 0; ky < v.taps; ++ky)
                        for (long kx = 0; kx < h.taps; ++kx) {
                            long const iy = v.place(oy, ky), ix = h.place(ox, kx);
                            if (!v.inside(iy) || !h.inside(ix)) continue;
                            f((c * static_cast<size_t>(v.out) + static_cast<size_t>(oy)) *
                                      static_cast<size_t>(h.out) +
                                  static_cast<size_t>(ox),
                              (c * in.height() + static_cast<size_t>(iy)) * in.width() + static_cast<size_t>(ix));
                        }
    }
}

/// The factor of each output's taps: 1 for sums, one over the taps that count for means.
template<class Node>
values tap_factors() {
    using L = typename Node::layer_type;
    values counted(Node::out.extents.count(), 0.0);
    if constexpr (L::sums) {
        return values(counted.size(), 1.0);
    } else if constexpr (!L::settings.count_padding) {
        for_each_tap<Node>([&](size_t o, size_t) { counted[o] += 1; });
    } else {
        auto const [v, h] = axes_of<L>(Node::in.extents);
        auto const taps = [](axis const& a, long output) {
            double n = 0;
            for (long k = 0; k < a.taps; ++k) n += a.place(output, k) < a.in + a.after ? 1 : 0;
            return n;
        };
        size_t next = 0;
        for (size_t c = 0; c < Node::in.extents.channels(); ++c)
            for (long oy = 0; oy < v.out; ++oy)
                for (long ox = 0; ox < h.out; ++ox) counted[next++] = taps(v, oy) * taps(h, ox);
    }
    for (double& n : counted) n = 1 / n;
    return counted;
}

/// Results and the sums of the sizes of their terms.
struct sized {
    values value, size;
};

template<class Node, class W>
sized forward(W const& weight, W const& bias, values const& x) {
    using L = typename Node::layer_type;
    size_t const count = Node::out.extents.count();
    sized y{values(count, 0.0), values(count, 0.0)};
    if constexpr (constexplain::linear_layer<L>) {
        size_t const plane = Node::out.extents.height() * Node::out.extents.width();
        for (size_t o = 0; o < count && !bias.empty(); ++o) {
            y.value[o] = static_cast<double>(bias[o / plane]);
            y.size[o] = std::abs(y.value[o]);
        }
        for_each_product<Node>([&](size_t o, size_t w, size_t i) {
            double const term = static_cast<double>(weight[w]) * x[i];
            y.value[o] += term;
            y.size[o] += std::abs(term);
        });
    } else if constexpr (std::is_base_of_v<constexplain::kind::max_pooling, L>) {
        y.value.assign(count, -HUGE_VAL);
        for_each_tap<Node>([&](size_t o, size_t i) { y.value[o] = std::max(y.value[o], x[i]); });
        for (size_t o = 0; o < count; ++o) y.size[o] = std::abs(y.value[o]);
    } else if constexpr (constexplain::pooling_layer<L>) {
        values const factor = tap_factors<Node>();
        for_each_tap<Node>([&](size_t o, size_t i) {
            y.value[o] += factor[o] * x[i];
            y.size[o] += std::abs(factor[o] * x[i]);
        });
    } else if constexpr (std::is_base_of_v<constexplain::kind::normalisation, L>) {
        size_t const planes = Node::in.extents.height() * Node::in.extents.width();
        size_t const channels = count / planes;
        for (size_t p = 0; p < planes; ++p) {
            double largest = -HUGE_VAL, sum = 0;
            for (size_t c = 0; c < channels; ++c) largest = std::max(largest, x[c * planes + p]);
            for (size_t c = 0; c < channels; ++c) sum += std::exp(x[c * planes + p] - largest);
            for (size_t c = 0; c < channels; ++c)
                y.value[c * planes + p] = std::exp(x[c * planes + p] - largest) / sum;
        }
        y.size.assign(count, 1.0);
    } else {
        for (size_t k = 0; k < count; ++k) {
            if constexpr (std::is_same_v<L, constexplain::relu>)
                y.value[k] = std::max(x[k], 0.0);
            else if constexpr (std::is_same_v<L, constexplain::sigmoid>)
                y.value[k] = 1 / (1 + std::exp(-x[k]));
            else if constexpr (std::is_same_v<L, constexplain::tanh>)
                y.value[k] = std::tanh(x[k]);
            else if constexpr (std::is_same_v<L, constexplain::flatten>)
                y.value[k] = x[k];
            else
                y.value[k] = x[k] > 0 ? x[k] : L::slope * x[k];
            y.size[k] = std::abs(y.value[k]);
        }
    }
    return y;
}

// ---- rules ---------------------------------------------------------------------------------------------------

/// f(x, l, h) g(w).
struct product {
    std::function<double(double, double, double)> f;
    std::function<double(double)> g;
};
/// One fraction of a rule; `sign` other than 0: only outputs with z of this sign.
struct part {
    double coefficient = 1;
    std::vector<product> products;
    std::function<double(double)> bias;
    int sign = 0;
};
struct rule {
    std::vector<part> parts;
    double epsilon = 1e-6;
};

inline double positive(double v) { return v > 0 ? v : 0; }
inline double negative(double v) { return v < 0 ? v : 0; }

inline rule epsilon_rule(double eps, bool with_bias = true) {
    return {{{1,
              {{[](double x, double, double) { return x; }, [](double w) { return w; }}},
              [=](double b) { return with_bias ? b : 0; }}},
            eps};
}
inline product same_signs() {
    return {[](double x, double, double) { return positive(x); }, positive};
}
inline product both_negative() {
    return {[](double x, double, double) { return negative(x); }, negative};
}
inline rule alpha_beta_rule(double alpha, double beta, double eps = 1e-6, bool with_bias = true) {
    rule r{{{alpha, {same_signs(), both_negative()}, [=](double b) { return with_bias ? positive(b) : 0; }}}, eps};
    if (beta != 0)
        r.parts.push_back({-beta,
                           {{[](double x, double, double) { return positive(x); }, negative},
                            {[](double x, double, double) { return negative(x); }, positive}},
                           [=](double b) { return with_bias ? negative(b) : 0; }});
    return r;
}
inline rule gamma_rule(double g, double eps = 1e-6) {
    auto const raised = [=](double w) { return w + g * positive(w); };
    auto const lowered = [=](double w) { return w + g * negative(w); };
    auto const p = [](double x, double, double) { return positive(x); };
    auto const n = [](double x, double, double) { return negative(x); };
    return {{{1, {{p, raised}, {n, lowered}}, raised, 1}, {1, {{p, lowered}, {n, raised}}, lowered, -1}}, eps};
}
inline rule w_square_rule(double eps = 1e-6) {
    return {{{1,
              {{[](double, double, double) { return 1.0; }, [](double w) { return w * w; }}},
              [](double b) { return b * b; }}},
            eps};
}
inline rule flat_rule(double eps = 1e-6) {
    return {
        {{1, {{[](double, double, double) { return 1.0; }, [](double) { return 1.0; }}}, [](double) { return 0.0; }}},
        eps};
}
inline rule z_box_rule(double eps = 1e-6) {
    return {{{1,
              {{[](double x, double, double) { return x; }, [](double w) { return w; }},
               {[](double, double low, double) { return -low; }, positive},
               {[](double, double, double high) { return -high; }, negative}},
              [](double) { return 0.0; }}},
            eps};
}

/// What a step hands down and absorbs, and how large its terms are.
struct step_result {
    values relevance;
    values bound;         ///< of each input: sum of |term| (1 + sum of its denominator's |terms| / |stab(d)|)
    double absorbed = 0;  ///< what was not handed down
    double moved = 0;     ///< the sum of all |terms|, those absorbed included
};

/// A linear layer with a rule. `low(i)` and `high(i)` are the bounds of input i.
template<class Node, class W>
step_result propagate(rule const& r, W const& weight, W const& bias, values const& x, values const& above,
                      std::function<double(size_t)> const& low, std::function<double(size_t)> const& high) {
    size_t const outputs = Node::out.extents.count();
    size_t const plane = Node::out.extents.height() * Node::out.extents.width();
    values const z = forward<Node>(weight, bias, x).value;
    step_result result{values(x.size(), 0.0), values(x.size(), 0.0)};
    values handed(outputs, 0.0);
    for (part const& p : r.parts) {
        values d(outputs, 0.0), size(outputs, 0.0);
        for (size_t o = 0; o < outputs; ++o) {
            d[o] = bias.empty() ? 0 : p.bias(static_cast<double>(bias[o / plane]));
            size[o] = std::abs(d[o]);
        }
        auto const each = [&](auto use) {
            for_each_product<Node>([&](size_t o, size_t w, size_t i) {
                for (product const& t : p.products)
                    use(o, i, t.f(x[i], low(i), high(i)) * t.g(static_cast<double>(weight[w])));
            });
        };
        each([&](size_t o, size_t, double term) {
            d[o] += term;
            size[o] += std::abs(term);
        });
        values quotient(outputs, 0.0), amplified(outputs, 0.0);
        for (size_t o = 0; o < outputs; ++o) {
            if (p.sign != 0 && !(z[o] * p.sign > 0)) continue;
            if (r.epsilon == 0 && d[o] == 0) continue;
            double const stabilised = d[o] < 0 ? d[o] - r.epsilon : d[o] + r.epsilon;
            quotient[o] = p.coefficient * above[o] / stabilised;
            amplified[o] = 1 + size[o] / std::abs(stabilised);
        }
        each([&](size_t o, size_t i, double term) {
            result.relevance[i] += term * quotient[o];
            result.bound[i] += std::abs(term * quotient[o]) * amplified[o];
            handed[o] += term * quotient[o];
            result.moved += std::abs(term * quotient[o]);
        });
    }
    for (size_t o = 0; o < outputs; ++o) {
        result.absorbed += above[o] - handed[o];
        result.moved += std::abs(above[o]) + std::abs(above[o] - handed[o]);
    }
    return result;
}

}  // namespace slow
