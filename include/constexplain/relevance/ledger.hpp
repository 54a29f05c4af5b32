#pragma once
/// The ledger: where relevance goes. No rule conserves exactly once there is a bias or a stabiliser; each layer
/// says what it absorbed, so that the input's sum and the absorbed relevance make up the start.
#include <constexplain/kernel/number.hpp>
#include <constexplain/network/node.hpp>

#include <boost/hana/tuple.hpp>

namespace constexplain {

/// What one layer absorbed, with the layer in the type.
template<class Node, class T>
struct ledger_entry {
    using node_type = Node;
    static constexpr size_t layer = Node::index;
    T absorbed;
};

/// The ledger of one explanation.
template<class Net, class T>
struct ledger {
    T start{};       ///< the sum of the relevance that the explanation started with
    T start_size{};  ///< the sum of its magnitudes: the start's own, but for differences and vectors
    T input_sum{};   ///< the sum of the relevance that reached the input
    std::array<T, Net::depth> absorbed{};  ///< what each layer kept
    T input_factor{};                      ///< what the last step of `times_input` took away

    /// The sum of what the layers and the last step kept.
    [[nodiscard]] constexpr T total_absorbed() const {
        T sum = input_factor;
        for (T const& a : absorbed) sum = sum + a;
        return sum;
    }
    /// input_sum + absorbed - start: zero but for rounding.
    [[nodiscard]] constexpr T gap() const { return input_sum + total_absorbed() - start; }
    /// Whether the gap is at most `tolerance` times the start's size.
    [[nodiscard]] constexpr bool closes(T tolerance) const {
        return certain(kernels::magnitude(gap()) <= tolerance * start_size);
    }
    /// The entries as a `hana::tuple`, in execution order.
    [[nodiscard]] constexpr auto entries() const {
        return [&]<size_t... I>(std::index_sequence<I...>) {
            return boost::hana::tuple<ledger_entry<node<Net, I>, T>...>{
                ledger_entry<node<Net, I>, T>{absorbed[I]}...};
        }(std::make_index_sequence<Net::depth>{});
    }
};

}  // namespace constexplain
