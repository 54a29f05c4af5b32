#pragma once
/// One step of a relevance pass through a pooling layer.
#include <constexplain/kernel/pool.hpp>
#include <constexplain/relevance/linear_step.hpp>
#include <constexplain/rule/backpropagate.hpp>
#include <constexplain/rule/flat.hpp>

namespace constexplain::detail {

/// What an output's relevance becomes: the factor for each input of its window, and what is absorbed.
template<class V>
struct shares {
    V quotient, absorbed;
};
/// With the denominator d + eps sgn(d), sgn(0) = +1, and 0/0 = 0: then all is absorbed.
template<class V>
constexpr shares<V> share_out(V const& relevance, V const& d, double eps) {
    V const added = kernels::choose(d < V(0), constant<V>(-eps), constant<V>(eps));
    if (static_cast<typename kernels::base_of<V>::type>(eps) == 0) {
        auto const nothing = d == V(0);
        return {kernels::choose(nothing, V(0), relevance / kernels::choose(nothing, V(1), d)),
                kernels::choose(nothing, relevance, V(0))};
    }
    V const quotient = divide_by_stable(relevance, V(d + added), eps);
    return {quotient, quotient * added};
}

/// Sets only: what an output absorbs whose denominator is d.
template<class T>
constexpr T absorbed_by(T const& r, T const& d, double stabiliser) {
    return kernels::by_sign(d, [&](T const& of_one_sign) {
        if (stabiliser == 0) return kernels::choose(of_one_sign == T(0), r, T(0));
        T const added = kernels::choose(of_one_sign < T(0), T(-stabiliser), T(stabiliser));
        return r * (added / (of_one_sign + added));
    });
}

template<class T, class Step, class Engine>
struct pool_step {
    using node_type = typename Step::node_type;
    using layer_type = typename Step::layer_type;
    using rule_type = typename Step::rule_type;
    static constexpr pool_geometry G = node_type::geometry();
    static constexpr size_t C = G.channels;
    static constexpr bool is_max = std::is_base_of_v<kind::max_pooling, layer_type>;
    static constexpr bool is_gradient = std::is_base_of_v<gradient_rule, rule_type>;
    static constexpr bool is_flat = std::is_base_of_v<flat, rule_type>;

    static constexpr T run(step_data<T> const& at) {
        if constexpr (one_by_one || !kernels::windows_cover<G>)
            for (size_t k = 0; k < G.in_count(); ++k) at.result[k] = T(0);
        T absorbed = T(0);
        kernels::for_each_window<G>([&](kernels::pool_window const& w) {
            if constexpr (one_by_one)
                for (size_t c = 0; c < C; ++c) absorbed = absorbed + one(at, w, c);
            else if constexpr (is_max && !is_flat)
                kernels::for_each_element<Engine, T, C>(
                    [&](auto const& load, auto const& store) { several(at, w, load, store); });
            else
                absorbed =
                    absorbed + kernels::sum_over_elements<Engine, T, C>(
                                   [&](auto const& load, auto const& store) { return several(at, w, load, store); });
        });
        if constexpr (is_gradient)
            return kernels::sum<Engine, T, G.out_count()>(at.relevance) -
                   kernels::sum<Engine, T, G.in_count()>(at.result);
        else
            return absorbed;
    }

private:
    static constexpr bool one_by_one = is_set<T> || (is_max && std::is_base_of_v<norm, rule_type>);

    /// Several channels of one window; returns what they absorb.
    template<class Load, class Store>
    static constexpr auto several(step_data<T> const& at, kernels::pool_window const& w, Load const& load,
                                  Store const& store) {
        using V = decltype(load(at.input));
        V const r = load(at.relevance + w.out_pixel * C), z = load(at.output + w.out_pixel * C);
        auto const give = [&](auto const& part) {
            kernels::for_each_tap<G>(w, [&](size_t k) {
                V const given = part(load(at.input + k));
                if constexpr (kernels::windows_are_apart<G>)
                    store(given, at.result + k);
                else
                    store(load(at.result + k) + given, at.result + k);
            });
        };
        if constexpr (is_max && !is_flat) {
            auto is_free = r == r;
            give([&](V const& x) {
                auto const wins = is_free && x == z;
                is_free = is_free && x != z;
                return kernels::choose(wins, r, V(0));
            });
            return V(T(0));
        } else if constexpr (is_flat) {
            auto const s = share_out<V>(r, V(T(w.taps())), Step::stabiliser);
            give([&](V const&) { return s.quotient; });
            return s.absorbed;
        } else {
            V const factor(kernels::tap_factor<T, G, layer_type::sums, layer_type::settings.count_padding>(w));
            if constexpr (is_gradient) {
                give([&](V const&) { return factor * r; });
                return V(T(0));
            } else {
                auto const s = share_out<V>(r, z, Step::stabiliser);
                give([&](V const& x) { return x * factor * s.quotient; });
                return s.absorbed;
            }
        }
    }

    /// One channel of one window: of sets, and of maxima in proportion.
    static constexpr T one(step_data<T> const& at, kernels::pool_window const& w, size_t c) {
        T const r = at.relevance[w.out_pixel * C + c];
        T const z = at.output[w.out_pixel * C + c];
        T const* x = at.input + c;
        T* to = at.result + c;
        if constexpr (is_flat) {
            return in_proportion(w, to, r, T(w.taps()), [](size_t) { return T(1); });
        } else if constexpr (is_max) {
            if constexpr (std::is_base_of_v<norm, rule_type>) {
                T sum = T(0);
                kernels::for_each_tap<G>(w, [&](size_t k) { sum = sum + x[k]; });
                auto const value = [&](size_t k) { return x[k]; };
                if (certain(sum > T(0))) return in_proportion(w, to, r, sum, value);
                if constexpr (is_set<T>)
                    if (possible(sum > T(0))) return in_proportion_or_whole(w, to, r, sum, value);
            }
            kernels::for_each_largest(
                z, [&](auto const& f) { kernels::for_each_tap<G>(w, [&](size_t k) { f(k, x[k]); }); },
                [&](size_t k, auto is_it) { to[k] = to[k] + kernels::choose(is_it, r, T(0)); });
            return T(0);
        } else {
            T const factor = kernels::tap_factor<T, G, layer_type::sums, layer_type::settings.count_padding>(w);
            if constexpr (is_gradient) {
                kernels::for_each_tap<G>(w, [&](size_t k) { to[k] = to[k] + factor * r; });
                return T(0);
            } else {
                return in_proportion(w, to, r, z, [&](size_t k) { return x[k] * factor; });
            }
        }
    }

    /// Gives r to the inputs of a window in proportion to `term(k)`, whose sum is d; returns what is absorbed.
    template<class Term>
    static constexpr T in_proportion(kernels::pool_window const& w, T* to, T const& r, T const& d, Term const& term) {
        if constexpr (is_set<T>) {
            kernels::for_each_tap<G>(
                w, [&](size_t k) { to[k] = to[k] + r * number_traits<T>::share(term(k), d, Step::stabiliser); });
            return absorbed_by(r, d, Step::stabiliser);
        } else {
            auto const s = share_out(r, d, Step::stabiliser);
            kernels::for_each_tap<G>(w, [&](size_t k) { to[k] = to[k] + term(k) * s.quotient; });
            return s.absorbed;
        }
    }

    /// Sets only: where d may or may not be positive, any input may also be given all of r.
    template<class Term>
    static constexpr T in_proportion_or_whole(kernels::pool_window const& w, T* to, T const& r, T const& d,
                                              Term const& term) {
        kernels::for_each_tap<G>(w, [&](size_t k) {
            T const part = r * number_traits<T>::share(term(k), d, Step::stabiliser);
            to[k] = to[k] + kernels::choose(truth::maybe, part, kernels::choose(truth::maybe, r, T(0)));
        });
        return kernels::choose(truth::maybe, absorbed_by(r, d, Step::stabiliser), T(0));
    }
};

}  // namespace constexplain::detail
