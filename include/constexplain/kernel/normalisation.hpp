#pragma once
/// Softmax, its logarithm, layer and local response normalisation: forward passes and gradients.
#include <constexplain/kernel/activation.hpp>
#include <constexplain/kernel/reduce.hpp>
#include <constexplain/layer/layer_norm.hpp>
#include <constexplain/layer/lrn.hpp>
#include <constexplain/layer/softmax.hpp>

#include <algorithm>
#include <array>

namespace constexplain::kernels {

/// What a layer makes of one run of `N` neighbouring elements: the channels of a pixel, the features of a step, or a whole
/// vector.
///
///     forward<Engine, T, N>(x, packed, y)
///     gradient<T, N>(x, y, packed, r, result)     result = the sum over outputs k of r_k dy_k / dx
template<class Layer>
struct normalisation;

template<class Engine, class Node, class T>
constexpr void normalisation_forward(T const* x, T const* packed, T* y) {
    constexpr size_t run = Node::in.extents.run_length();
    for (size_t from = 0; from < Node::in.extents.count(); from += run)
        normalisation<typename Node::layer_type>::template forward<Engine, T, run>(x + from, packed, y + from);
}
template<class Node, class T>
constexpr void normalisation_gradient(T const* x, T const* y, T const* packed, T const* r, T* result) {
    constexpr size_t run = Node::in.extents.run_length();
    for (size_t from = 0; from < Node::in.extents.count(); from += run)
        normalisation<typename Node::layer_type>::template gradient<T, run>(x + from, y + from, packed, r + from,
                                                                            result + from);
}

namespace detail {

/// Of fewer elements a loop takes no longer than what vectors need at their end.
inline constexpr size_t least_on_vectors = 64;

/// The largest of `N` elements, if none is NaN; of sets a number among it.
template<class Engine, class T, size_t N>
constexpr T largest_of(T const* x) {
    if constexpr (has_vectors<Engine, T> && N >= least_on_vectors)
        if (!std::is_constant_evaluated()) {
            auto all = batch<T>::load_unaligned(x);
            for_covering_vectors<N>(x, [&](T const* at) { all = xsimd::max(all, batch<T>::load_unaligned(at)); });
            alignas(64) std::array<T, lanes<T>> each;
            all.store_aligned(each.data());
            return *std::max_element(each.begin(), each.end());
        }
    T largest = x[0];
    for (size_t k = 1; k < N; ++k) largest = larger(x[k], largest);
    if constexpr (is_set<T>)
        return number_traits<T>::any(largest);
    else
        return largest;
}

/// y = exp(x - largest); returns the sum of all.
template<class Engine, class T, size_t N>
constexpr T exponentials(T const* x, T const& largest, T* y) {
    for_each_element<Engine, T, N>([&](auto const& load, auto const& store) {
        auto const v = load(x);
        store(kernels::exp(v - decltype(load(x))(largest)), y);
    });
    if constexpr (N >= least_on_vectors) {
        return kernels::sum<Engine, T, N>(y);
    } else {
        T sum = T(0);
        for (size_t k = 0; k < N; ++k) sum = sum + y[k];
        return sum;
    }
}

/// x^exponent of a positive number.
template<class T>
constexpr T power(T const& x, double exponent) {
    return kernels::exp(kernels::log(x) * constant<T>(exponent));
}

}  // namespace detail

/// The largest element is taken off first.
template<>
struct normalisation<softmax> {
    template<class Engine, class T, size_t N>
    static constexpr void forward(T const* x, T const*, T* y) {
        T const sum = detail::exponentials<Engine, T, N>(x, detail::largest_of<Engine, T, N>(x), y);
        for (size_t k = 0; k < N; ++k) {
            if constexpr (is_set<T>)
                y[k] = number_traits<T>::share(y[k], sum, 0);
            else
                y[k] = y[k] / sum;
        }
    }
    /// y_i (r_i - sum_k y_k r_k).
    template<class T, size_t N>
    static constexpr void gradient(T const*, T const* y, T const*, T const* r, T* result) {
        T mean = T(0);
        for (size_t k = 0; k < N; ++k) mean = mean + y[k] * r[k];
        for (size_t k = 0; k < N; ++k) result[k] = y[k] * (r[k] - mean);
    }
};

/// From the exponents themselves: no element is lost because its softmax is 0.
template<>
struct normalisation<log_softmax> {
    template<class Engine, class T, size_t N>
    static constexpr void forward(T const* x, T const*, T* y) {
        T const largest = detail::largest_of<Engine, T, N>(x);
        T const log_of_sum = kernels::log(detail::exponentials<Engine, T, N>(x, largest, y));
        for_each_element<Engine, T, N>([&](auto const& load, auto const& store) {
            using V = decltype(load(x));
            V const v = (load(x) - V(largest)) - V(log_of_sum);
            if constexpr (is_set<T>)
                store(negative_part(v), y);
            else
                store(v, y);
        });
    }
    /// r_i - exp(y_i) sum_k r_k.
    template<class T, size_t N>
    static constexpr void gradient(T const*, T const* y, T const*, T const* r, T* result) {
        T sum = T(0);
        for (size_t k = 0; k < N; ++k) sum = sum + r[k];
        for (size_t k = 0; k < N; ++k) result[k] = r[k] - kernels::exp(y[k]) * sum;
    }
};

/// The biases lie `offsets[1]` behind the weights (kernel/parameters.hpp).
template<auto Epsilon>
struct normalisation<layer_norm<Epsilon>> {
    template<class Engine, class T, size_t N>
    static constexpr void forward(T const* x, T const* weight, T* y) {
        auto const [mean, deviation] = statistics_of<T, N>(x);
        T const* const bias = weight + round_up_to(N, buffer_unit);
        for (size_t k = 0; k < N; ++k) y[k] = (x[k] - mean) / deviation * weight[k] + bias[k];
    }
    /// (g_i - mean(g) - h_i mean(g h)) / deviation, with g = weight r and h = (x - mean) / deviation.
    template<class T, size_t N>
    static constexpr void gradient(T const* x, T const*, T const* weight, T const* r, T* result) {
        auto const [mean, deviation] = statistics_of<T, N>(x);
        T of_g = T(0), of_both = T(0);
        for (size_t k = 0; k < N; ++k) {
            T const g = weight[k] * r[k];
            of_g = of_g + g;
            of_both = of_both + g * ((x[k] - mean) / deviation);
        }
        T const count = constant<T>(static_cast<double>(N));
        for (size_t k = 0; k < N; ++k)
            result[k] = (weight[k] * r[k] - of_g / count - (x[k] - mean) / deviation * (of_both / count)) / deviation;
    }

private:
    template<class T>
    struct statistics {
        T mean, deviation;
    };
    template<class T, size_t N>
    static constexpr statistics<T> statistics_of(T const* x) {
        T const count = constant<T>(static_cast<double>(N));
        T mean = T(0), variance = T(0);
        for (size_t k = 0; k < N; ++k) mean = mean + x[k];
        mean = mean / count;
        for (size_t k = 0; k < N; ++k) {
            T const size = magnitude(x[k] - mean);
            variance = variance + size * size;
        }
        T const spread = variance / count + constant<T>(layer_norm<Epsilon>::epsilon);
        if constexpr (real<T>)
            return {mean, static_cast<T>(elementary::square_root(static_cast<double>(spread)))};
        else
            return {mean, detail::power(spread, 0.5)};
    }
};

template<size_t Size, auto Alpha, auto Beta, auto Bias>
struct normalisation<lrn<Size, Alpha, Beta, Bias>> {
    using layer = lrn<Size, Alpha, Beta, Bias>;
    static constexpr double share = layer::alpha / static_cast<double>(Size);

    template<class Engine, class T, size_t N>
    static constexpr void forward(T const* x, T const*, T* y) {
        for (size_t c = 0; c < N; ++c) y[c] = x[c] * detail::power(spread<T, N>(x, c), -layer::beta);
    }
    /// With s_c the sum under the power: r_i s_i^-beta - 2 alpha / size beta x_i sum over the c whose window holds i of
    /// r_c x_c s_c^(-beta - 1).
    template<class T, size_t N>
    static constexpr void gradient(T const* x, T const*, T const*, T const* r, T* result) {
        for (size_t i = 0; i < N; ++i) result[i] = T(0);
        for (size_t c = 0; c < N; ++c) {
            T const s = spread<T, N>(x, c), direct = r[c] * detail::power(s, -layer::beta);
            result[c] = result[c] + direct;
            T const shared = constant<T>(-2 * share * layer::beta) * (direct * x[c] / s);
            for (size_t i = first(c); i < end(c, N); ++i) result[i] = result[i] + shared * x[i];
        }
    }

private:
    static constexpr size_t first(size_t c) { return c < (Size - 1) / 2 ? 0 : c - (Size - 1) / 2; }
    static constexpr size_t end(size_t c, size_t channels) {
        size_t const past = c + Size / 2 + 1;
        return past < channels ? past : channels;
    }
    template<class T, size_t N>
    static constexpr T spread(T const* x, size_t c) {
        T sum = T(0);
        for (size_t k = first(c); k < end(c, N); ++k) {
            T const size = magnitude(x[k]);
            sum = sum + size * size;
        }
        return constant<T>(layer::bias) + constant<T>(share) * sum;
    }
};

}  // namespace constexplain::kernels
