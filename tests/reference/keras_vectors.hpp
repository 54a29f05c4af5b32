// Keras's own cases of layers: a table names each case with the network that expresses it.
#pragma once

#include "support/deviation.hpp"
#include "support/skip.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/load_from.hpp>

#include <initializer_list>
#include <limits>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace keras {

using namespace constexplain;
using values = std::vector<double>;

/// Arrays by name, in the library's order.
class source {
public:
    explicit source(std::map<std::string, values> arrays) : arrays_(std::move(arrays)) {}
    void read(std::string const& name, std::span<std::size_t const> needed, std::span<double> elements) const;
    void read(std::string const& name, std::span<std::size_t const> needed, std::span<float> elements) const;
    [[nodiscard]] std::map<std::string, values> const& arrays() const { return arrays_; }

private:
    std::map<std::string, values> arrays_;
};

/// Cropping, which is no layer of the library: a depthwise convolution whose kernels hold a single 1.
template<std::size_t Channels, std::size_t Top, std::size_t Left, std::size_t Bottom, std::size_t Right>
struct crop : conv2d<Channels, kernel<Top + Bottom + 1, Left + Right + 1>, groups<Channels>, without_bias> {
    static constexpr std::size_t copied_tap = Top * (Left + Right + 1) + Left;
};
/// A transposed convolution of stride 1: a convolution with the kernel turned round.
template<std::size_t Width, class... Options>
struct turned : conv2d<Width, Options...> {
    static constexpr bool is_turned = true;
};

/// A layer's arrays, and what decides in which order Keras stores them.
struct stored_layer {
    enum class kind : unsigned char { as_stored, linear, turned, normalisation, recurrent, minus_sign, copy };
    kind is = kind::as_stored;
    std::size_t index = 0, array_count = 0, gates = 0, tap = 0;
    std::array<parameter_array, 4> arrays{};
    memory_order reads{};  ///< of what a dense layer reads: Keras flattens pixels, the library channels
};

template<class Node>
constexpr stored_layer stored() {
    using L = typename Node::layer_type;
    using enum stored_layer::kind;
    stored_layer layer;
    layer.index = Node::index;
    for (parameter_array const& array : layer_parameters<Node>::arrays) layer.arrays[layer.array_count++] = array;
    layer.reads = {1, Node::in.extents.count()};
    if constexpr (requires { L::copied_tap; }) {
        layer.is = copy;
        layer.tap = L::copied_tap;
    } else if constexpr (requires { L::is_turned; }) {
        layer.is = turned;
    } else if constexpr (std::is_same_v<L, scale>) {
        layer.is = minus_sign;
    } else if constexpr (std::is_base_of_v<constexplain::kind::channelwise, L>) {
        layer.is = normalisation;
    } else if constexpr (linear_layer<L>) {
        layer.is = linear;
        if constexpr (std::is_base_of_v<constexplain::kind::dense, L>) layer.reads = Node::in.order;
    } else if constexpr (recurrent_layer<L>) {
        layer.is = recurrent;
        layer.gates = L::gates;
    }
    return layer;
}
template<class Net>
inline constexpr auto stored_layers = []<class... Nodes>(meta::list<Nodes...>) {
    return std::array<stored_layer, sizeof...(Nodes)>{stored<Nodes>()...};
}(parameter_nodes<Net>{});

/// Whether a layer's results are some of the numbers that it was given.
template<class L>
inline constexpr bool only_chooses = moving_layer<L> || lookup_layer<L> || std::is_base_of_v<kind::reordering, L> ||
                                     std::is_base_of_v<kind::max_pooling, L> ||
                                     std::is_base_of_v<kind::concatenation, L> || requires { L::copied_tap; };

/// The outputs of samples that lie one behind another.
template<class Net, class T, class Engine>
values run(source const& parameters, values const& inputs) {
    constexpr std::size_t in = Net::input.count();
    auto const net = load_from<Net, T>(parameters);
    std::vector<T> const samples(inputs.begin(), inputs.end());
    values outputs;
    for (std::size_t from = 0; from < samples.size(); from += in) {
        auto const scores = net.template predict<Engine>(std::span<T const, in>(samples.data() + from, in));
        if (scores.status != status::ok) return {};
        outputs.insert(outputs.end(), scores.begin(), scores.end());
    }
    return outputs;
}

/// A network as far as comparing it with a case needs it.
struct expression {
    using runner = values(source const&, values const&);
    shape input, output;
    std::span<stored_layer const> layers;
    runner* run;
    runner* run_in_float = nullptr;
    bool only_chooses = false;   ///< every layer does
    bool reverses = false;       ///< Keras gives the state first that it reaches first
    bool channels_last = false;  ///< the case's images; otherwise its axes are the network's
    std::size_t calls = 1;       ///< the case is the last of so many calls, each from the state of the one before
};

namespace detail {
template<class Net>
constexpr expression express() {
    expression e{Net::input, Net::output, stored_layers<Net>, run<Net, double, vector_engine>};
    e.only_chooses = []<std::size_t... I>(std::index_sequence<I...>) {
        return (keras::only_chooses<typename node<Net, I>::layer_type> && ...);
    }(std::make_index_sequence<Net::depth>{});
    using first = typename node<Net, 0>::layer_type;
    if constexpr (recurrent_layer<first> && Net::depth == 1)
        e.reverses = first::settings.reversed && !first::settings.only_last;
    return e;
}
constexpr expression with_channels_last(expression e) {
    e.channels_last = true;
    return e;
}
constexpr expression of_call(std::size_t calls, expression e) {
    e.calls = calls;
    return e;
}
constexpr expression with_float(expression e, expression::runner* scalar, expression::runner* in_float) {
    e.run = scalar;
    e.run_in_float = in_float;
    return e;
}
}  // namespace detail

/// A network whose axes are the case's. A case of another rank is viewed as samples of the network's input shape, one
/// behind another.
template<class Net>
inline constexpr expression as_stored = detail::express<Net>();
/// A network over images, which are height, width, channels in the case: `image<8, 8, 3, conv2d<...>>` as Keras says it.
template<std::size_t Height, std::size_t Width, std::size_t Channels, class... Layers>
inline constexpr expression image =
    detail::with_channels_last(detail::express<network<input<Channels, Height, Width>, Layers...>>());
/// A layer that keeps its state from call to call, in its second call with the same sequence: a sequence of both.
template<class Net>
inline constexpr expression second_call = detail::of_call(2, detail::express<Net>());
/// Scalars in double, and vectors in float.
template<class Net>
inline constexpr expression in_both =
    detail::with_float(detail::express<Net>(), run<Net, double, scalar_engine>, run<Net, float, vector_engine>);

/// Cases that no network expresses, and why. A name that ends with * stands for every case whose name starts so.
struct exception {
    std::string_view name, reason;
};
class exceptions {
public:
    exceptions(std::initializer_list<exception> entries);
    static std::vector<exception>& all();
};

/// A table of cases. All tables of the program together are checked for completeness.
struct entry {
    std::string_view name;
    expression with;
};
class table {
public:
    table(std::initializer_list<entry> entries);
    table(table const&) = delete;
    table& operator=(table const&) = delete;

    /// Allows the differences that rounding explains, and none above `at_most`.
    void run(std::string const& what, double at_most = std::numeric_limits<double>::infinity()) const;
    [[nodiscard]] std::vector<entry> const& entries() const { return entries_; }
    static std::vector<table const*>& all();

private:
    std::vector<entry> entries_;
};

}  // namespace keras
