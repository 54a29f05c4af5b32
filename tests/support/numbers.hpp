// Numbers for tests, the same on every platform, and models of them.
#pragma once

#include <constexplain.hpp>

#include <cstdint>
#include <tuple>
#include <vector>

namespace support {

/// A sequence of numbers spread evenly over an interval (SplitMix64).
class numbers {
public:
    explicit numbers(std::uint64_t seed) : state_(seed) {}

    template<class T>
    T next(T low = T(-1), T high = T(1)) {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
        mixed ^= mixed >> 31U;
        T const unit = static_cast<T>(mixed >> 40U) / T(1U << 24U);
        return low + unit * (high - low);
    }
    template<class Range>
    Range& fill(Range& values, double low = -1, double high = 1) {
        for (auto& v : values) {
            using T = std::remove_reference_t<decltype(v)>;
            v = next<T>(static_cast<T>(low), static_cast<T>(high));
        }
        return values;
    }

private:
    std::uint64_t state_;
};

/// The elements of a layer's array, 0 where it has no such array.
template<class Node, std::size_t Array>
inline constexpr std::size_t array_size = [] {
    if constexpr (Array < constexplain::layer_parameters<Node>::arrays.size())
        return constexplain::layer_parameters<Node>::arrays[Array].extents.count();
    else
        return std::size_t{0};
}();

/// The parameters of a network as users store them, by layer index; empty where a layer has none.
template<class Net, class T>
struct raw_parameters {
    std::array<std::vector<T>, Net::depth> weight, bias;
};

/// Weights in [-scale, scale], biases in [bias_low, bias_high].
template<class Net, class T>
raw_parameters<Net, T> random_parameters(numbers& source, double scale = 1, double bias_low = -0.5,
                                         double bias_high = 0.5) {
    raw_parameters<Net, T> raw;
    [&]<class... Nodes>(constexplain::meta::list<Nodes...>) {
        ((raw.weight[Nodes::index].resize(array_size<Nodes, 0>), raw.bias[Nodes::index].resize(array_size<Nodes, 1>),
          source.fill(raw.weight[Nodes::index], -scale, scale),
          source.fill(raw.bias[Nodes::index], bias_low, bias_high)),
         ...);
    }(constexplain::linear_nodes<Net>{});
    return raw;
}

/// The model of such parameters.
template<class Net, class T>
auto bind_raw(raw_parameters<Net, T> const& raw) {
    return [&]<class... Nodes>(constexplain::meta::list<Nodes...>) {
        [[maybe_unused]] auto const arrays_of = [&]<class Node>(std::type_identity<Node>) {
            using P = constexplain::layer_parameters<Node>;
            std::span<T const, array_size<Node, 0>> const weight(raw.weight[Node::index]);
            if constexpr (P::arrays.size() > 1)
                return std::tuple(weight, std::span<T const, array_size<Node, 1>>(raw.bias[Node::index]));
            else
                return std::tuple(weight);
        };
        return std::apply([](auto const&... arrays) { return constexplain::make_model<Net, T>(arrays...); },
                          std::tuple_cat(arrays_of(std::type_identity<Nodes>{})...));
    }(constexplain::linear_nodes<Net>{});
}

}  // namespace support
