#pragma once
/// Root points of neurons, with what their critics ask of them: Montavon et al., Pattern Recognition 65, 2017; Sixt
/// and Landgraf, A Rigorous Study of the Deep Taylor Decomposition, TMLR, 2022.
#include <constexplain/model.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/taylor.hpp>

#include <cmath>
#include <optional>
#include <ranges>
#include <utility>
#include <vector>

namespace constexplain {

/// Whether a neuron has a root along a search direction.
enum class root_state : unsigned char {
    found,
    neuron_not_active,     ///< g(x) <= 0: there is nothing to expand
    no_descent,            ///< w.v <= 0: g does not fall along the direction
    out_of_reach,          ///< g's linear form is still positive at the end of the segment or of the ball
    no_such_neuron,        ///< the layer has fewer outputs
    not_finite,            ///< the input, g or the step to the root is NaN or infinite
    input_outside_domain,  ///< x itself lies outside the domain of the boundary, or outside the root's box
};

constexpr std::string_view to_string(root_state s) {
    switch (s) {
    case root_state::found: return "found";
    case root_state::neuron_not_active: return "the neuron is not active";
    case root_state::no_descent: return "the neuron does not fall along the search direction";
    case root_state::out_of_reach: return "the neuron is still positive at the end of the segment or ball";
    case root_state::no_such_neuron: return "the layer has fewer outputs";
    case root_state::not_finite: return "a number is not finite";
    case root_state::input_outside_domain: return "the input lies outside the domain";
    }
    return "unknown";
}

/// The root of a neuron, a point at a boundary of a network, and its verification.
template<class Net, size_t Boundary, class T>
struct root_of {
    size_t neuron = 0;  ///< the element of the layer's output, in the users' order
    root_state state = root_state::neuron_not_active;
    T pre_activation{};  ///< g(x), at the input

    /// Where there is none, nothing is invented: no point, and the rest means nothing.
    std::optional<tensor_at<Net, Boundary, T>> point{};
    T value{};           ///< g at the root, computed by the network
    T size{};            ///< |b| + sum |w_i x_i|, which `value` is to be compared with
    T distance{};        ///< |x - x~|, Euclidean
    bool in_domain{};    ///< each element within the boundary's domain and the root's box, to rounding
    bool same_region{};  ///< just before the root, toward x, the neuron has the same gradient as at x

    /// Whether the point is a root that the theory admits: |g| <= tolerance * size, in the domain and the region.
    [[nodiscard]] constexpr bool verifies(T tolerance) const {
        return point.has_value() && (value < T(0) ? -value : value) <= tolerance * size && in_domain && same_region;
    }
};

namespace detail {

/// The boundary that is meant by `From`: a layer's own number means what the layer reads.
template<class Net, size_t Layer, size_t From>
inline constexpr size_t boundary_of_view = From == Layer ? Net::wires.source(Layer) : From;

/// The first of the layers in a row from a boundary up to a layer; the depth where they are not in a row.
template<class Net, size_t Layer, size_t From>
inline constexpr size_t first_layer_of_view = [] {
    if (Net::wires.source(Layer) == From) return Layer;
    for (size_t k = From; k <= Layer; ++k)
        if (Net::wires.source(k) != k || Net::wires.first_edge[k + 1] - Net::wires.first_edge[k] != 1)
            return Net::depth;
    return From;
}();

/// One linear layer seen from a boundary at or below its input: values and gradients of its neurons.
template<class Net, size_t Layer, size_t From, class T, class Engine>
class layer_view {
    using memory = activation_memory<Net, lanes<T>>;
    using sweep = activation_sweep<Net, T, Engine, memory>;
    static constexpr size_t first = first_layer_of_view<Net, Layer, From>;
    static constexpr size_t largest = [] {
        size_t most = 0;
        for (shape const& s : Net::shapes) most = most < s.count() ? s.count() : most;
        return round_up_to(most, buffer_unit);
    }();
    static constexpr size_t quotients = memory::activations_end + 2 * largest;
    template<size_t Index>
    using gradient_step = step<Net, gradient, Index>;
    static constexpr size_t total = [] {
        size_t most = 0;
        meta::for_each_index<Layer + 1 - first>([&](auto distance) {
            constexpr step_sizes here = sizes_of_step<gradient_step<first + distance>, lanes<T>>();
            most = most < here.quotients + here.scratch ? here.quotients + here.scratch : most;
        });
        return quotients + most < memory::forward_total ? memory::forward_total : quotients + most;
    }();
    template<size_t Boundary>
    static constexpr memory_order order = Net::boundaries[Boundary].order;

public:
    /// A point at `From` in the users' order; on the heap, as it may be large.
    using point = std::vector<T>;
    static constexpr size_t count = Net::shapes[From].count();

    explicit layer_view(T const* packed) : packed_(packed), input_(Net::input.count()), buffers_(total) {}

    /// The activations at `From` for an input of the network.
    point activations_of(T const* input) {
        std::copy_n(input, input_.size(), input_.begin());
        sweep::run(input_.data(), packed_, buffers_.data());
        point x(count);
        kernels::to_users_order<order<From>>(at<From>(), x.data());
        return x;
    }
    /// Sets the activations at `From` and computes all that lies above, up to the layer.
    void set(point const& x) {
        kernels::to_memory_order<order<From>>(x.data(), const_cast<T*>(at<From>()));
        sweep::template run_layers<first, Layer + 1>(input_.data(), packed_, buffers_.data());
    }
    /// g(x).
    [[nodiscard]] T value(size_t neuron) { return at<Layer + 1>()[order<Layer + 1>.place_of(neuron)]; }
    /// dg/dx.
    point gradient_of(size_t neuron) {
        T* from = buffers_.data() + memory::activations_end;
        T* to = from + largest;
        std::fill_n(from, Net::shapes[Layer + 1].count(), T(0));
        from[order<Layer + 1>.place_of(neuron)] = T(1);
        meta::for_each_index_reversed<Layer + 1 - first>([&](auto distance) {
            constexpr size_t index = first + distance;
            using this_step = gradient_step<index>;
            if constexpr (!this_step::moves_nothing) {
                T* const of_step = buffers_.data() + quotients;
                propagate<T, this_step, Engine>({at<this_step::node_type::template source<>>(), at<index + 1>(),
                                                 packed_ + parameter_layout<Net, T>::offsets[index], from, of_step,
                                                 to, of_step + sizes_of_step<this_step, lanes<T>>().quotients});
                std::swap(from, to);
            }
        });
        point w(count);
        kernels::to_users_order<order<From>>(from, w.data());
        return w;
    }

private:
    template<size_t Boundary>
    T const* at() {
        return sweep::template at<Boundary>(input_.data(), buffers_.data());
    }

    T const* packed_;
    std::vector<T> input_;
    std::vector<T, cache_line_allocator<T>> buffers_;
};

/// The bounds of each element at a boundary.
template<class Net, size_t Boundary>
constexpr domain bounds_at(size_t element) {
    constexpr domain hull = Net::boundaries[Boundary].values;
    if constexpr (hull.per_channel) {
        using bounds = typename Net::input_description::bounds;
        size_t const channel = element / Net::boundaries[Boundary].order.planes;
        return domain::box(bounds::low[channel], bounds::high[channel]);
    } else {
        return hull;
    }
}

/// f(x) of a term, with the element's bounds.
struct input_terms {
    // clang-format off
    template<class T> static T of(term::value, T x, domain const&) { return x; }
    template<class T> static T of(term::positive_value, T x, domain const&) { return kernels::positive_part(x); }
    template<class T> static T of(term::negative_value, T x, domain const&) { return kernels::negative_part(x); }
    template<class T> static T of(term::unit, T, domain const&) { return T(1); }
    template<class T> static T of(term::value_minus<term::low_bound>, T x, domain const& d) {
        return x - static_cast<T>(d.low);
    }
    template<class T> static T of(term::value_minus<term::high_bound>, T x, domain const& d) {
        return x - static_cast<T>(d.high);
    }
    template<class T, auto N> static T of(term::value_minus<term::number<N>>, T x, domain const&) {
        return x - static_cast<T>(term::number<N>::value);
    }
    // clang-format on
};

/// v_i.
template<class T, class... F, class... G>
T direction_of(meta::list<term::product<F, G>...>, T x, T w, domain const& bounds) {
    return (T(0) + ... + (input_terms::of(F{}, x, bounds) * weight_maps::of(G{}, w)));
}

/// How far x - x~ may reach along v: to the segment's end, the ball's edge, or anywhere.
template<class Root, class T, class Point>
constexpr T reach_of(Point const& v) {
    if constexpr (std::is_base_of_v<root::nearest, Root>) {
        return std::numeric_limits<T>::infinity();
    } else if constexpr (Root::radius < std::numeric_limits<double>::infinity()) {
        T length = T(0);
        for (T const& e : v) length = Root::ball_is_round ? length + e * e : std::max(length, std::abs(e));
        return static_cast<T>(Root::radius) / (Root::ball_is_round ? std::sqrt(length) : length);
    } else {
        return T(1);
    }
}

template<class Root, class Net, size_t From>
struct root_at_boundary {
    // The boundary's domain decides, as it does for the rule of the layer there.
    struct place {
        static constexpr boundary const& in = Net::boundaries[From];
    };
    using here = typename Root::template at<place>::type;
    using type = std::conditional_t<std::is_void_v<here>, Root, here>;
};

/// The domain in which a root must lie: the boundary's, and the box of a root that names one.
template<class Root>
constexpr domain search_box() {
    if constexpr (requires { Root::box_; })
        return Root::box_;
    else
        return domain::reals();
}
template<class T>
bool lies_within(T x, T slack, domain const& d) {
    return static_cast<double>(x + slack) >= d.low && static_cast<double>(x - slack) <= d.high;
}

template<class Root, class Net, size_t Layer, size_t From, class T, class View>
root_of<Net, From, T> find_root(View& view, std::vector<T> const& x, size_t neuron) {
    constexpr T eps = std::numeric_limits<T>::epsilon();
    constexpr domain box_of_root = search_box<Root>();
    root_of<Net, From, T> found;
    found.neuron = neuron;
    auto const ends_as = [&](root_state state) {
        found.state = state;
        return found;
    };
    if (neuron >= Net::shapes[Layer + 1].count()) return ends_as(root_state::no_such_neuron);
    view.set(x);
    found.pre_activation = view.value(neuron);
    if (!kernels::all_finite(x.data(), x.size()) || !kernels::all_finite(&found.pre_activation, 1))
        return ends_as(root_state::not_finite);
    for (size_t i = 0; i < x.size(); ++i)
        if (!lies_within(x[i], eps * std::abs(x[i]), bounds_at<Net, From>(i)) ||
            !lies_within(x[i], T(0), box_of_root))
            return ends_as(root_state::input_outside_domain);
    if (!(found.pre_activation > T(0))) return ends_as(root_state::neuron_not_active);

    auto const w = view.gradient_of(neuron);
    std::vector<T> v(x.size());
    T fall = T(0), bias = found.pre_activation;
    for (size_t i = 0; i < x.size(); ++i) {
        v[i] = direction_of(typename Root::direction{}, x[i], w[i], bounds_at<Net, From>(i));
        fall += w[i] * v[i];
        bias -= w[i] * x[i];
        found.size += std::abs(w[i] * x[i]);
    }
    found.size += std::abs(bias);
    if (!(fall > T(0))) return ends_as(fall <= T(0) ? root_state::no_descent : root_state::not_finite);
    T const reach = reach_of<Root, T>(v);
    T t = found.pre_activation / fall;
    if (!kernels::all_finite(&t, 1) || !kernels::all_finite(&found.size, 1)) return ends_as(root_state::not_finite);
    // What g cannot be told from 0 at the end of the reach: the rounding of its sum.
    if (t > reach) {
        if (found.pre_activation - reach * fall > T(x.size()) * eps * found.size)
            return ends_as(root_state::out_of_reach);
        t = reach;
    }

    auto& root = found.point.emplace();
    std::vector<T> at_root(x.size()), before(x.size());  // the latter one 1024th of the way back to x
    T square = T(0);
    found.in_domain = true;
    for (size_t i = 0; i < x.size(); ++i) {
        root[i] = at_root[i] = x[i] - t * v[i];
        before[i] = x[i] - t * (T(1) - T(1) / T(1024)) * v[i];
        square += t * v[i] * t * v[i];
        T const slack = T(4) * eps * (std::abs(x[i]) + std::abs(t * v[i]));
        found.in_domain = found.in_domain && lies_within(root[i], slack, bounds_at<Net, From>(i)) &&
                          lies_within(root[i], slack, box_of_root);
    }
    found.distance = std::sqrt(square);
    view.set(before);
    found.same_region = view.gradient_of(neuron) == w;
    view.set(at_root);
    found.value = view.value(neuron);
    return ends_as(root_state::found);
}

/// What is wrong with a request for roots; void where nothing is, and where the network's own mistake has been told.
template<class Net, class Root, size_t Layer, size_t From>
constexpr auto roots_mistake() {
    if constexpr (!is_sound_network<Net>()) {
        return std::type_identity<void>{};
    } else if constexpr (!std::is_void_v<typename root_mistake<Root>::type>) {
        return root_mistake<Root>{};
    } else if constexpr (Layer >= Net::depth) {
        return std::type_identity<BOUNDARY_OUT_OF_RANGE<asked_for<Layer>, needs::a_boundary_from_0_to<Net::depth - 1>,
                                                        cure::name_a_dense_or_convolution_layer_by_its_index>>{};
    } else if constexpr (From > Layer) {
        return std::type_identity<BOUNDARY_OUT_OF_RANGE<asked_for<From>, needs::a_boundary_from_0_to<Layer>,
                                                        cure::count_boundaries_from_the_input_as_0>>{};
    } else if constexpr (first_layer_of_view<Net, Layer, From> == Net::depth) {
        return std::type_identity<ROOTS_NOT_DEFINED<layer<Layer, typename node<Net, Layer>::layer_type>,
                                                    needs::layers_in_a_row_from_the_boundary,
                                                    cure::name_a_boundary_behind_the_last_joined_branches>>{};
    } else {
        using L = typename node<Net, Layer>::layer_type;
        constexpr domain values = Net::boundaries[From].values;
        using place = layer<Layer, L>;
        return std::type_identity<first_mistake_t<
            unless<linear_layer<L>, ROOTS_NOT_DEFINED<place, needs::a_linear_layer,
                                                      cure::name_a_dense_or_convolution_layer_by_its_index>>,
            unless<!(Root::needs == requirement::bounds && !values.is_bounded()),
                   ROOTS_NOT_DEFINED<
                       place, needs::finite_bounds_of_the_inputs,
                       std::conditional_t<From == 0, cure::declare_the_inputs_bounds_with_within_low_high,
                                          cure::put_a_bounded_activation_before_it_or_choose_another_rule>>>,
            unless<!(Root::needs == requirement::non_negative_or_bounds && !values.is_bounded() &&
                     !values.is_non_negative()),
                   ROOTS_NOT_DEFINED<place, needs::non_negative_inputs_or_finite_bounds,
                                     cure::declare_the_inputs_bounds_or_put_a_relu_before_it_or_write_root_nearest>>,
            unless<!(Root::needs == requirement::inside_its_box && !values.is_inside(search_box<Root>())),
                   ROOTS_NOT_DEFINED<place, needs::inputs_inside_the_box_of_its_root,
                                     cure::widen_the_box_or_declare_the_inputs_bounds_inside_it>>>>{};
    }
}

}  // namespace detail

/// The roots of neurons of a linear layer, in the space of the layer's inputs or, with `Boundary`, of a boundary
/// further down, where the neuron is taken as linear in the region of x (there the critics' tests bite):
/// `roots<root::segment, 2>(net, image, std::array{0, 7})`. `neurons` is a range of indices of the layer's output, in
/// the users' order. Allocates.
template<class Root, size_t Layer, size_t Boundary = Layer, class Engine = vector_engine, class Net, class T,
         class Storage, class Input, std::ranges::input_range Neurons>
[[nodiscard]] auto roots(model<Net, T, Storage> const& net, Input const& input, Neurons const& neurons) {
    constexpr size_t From = [] {
        if constexpr (Layer < Net::depth)
            return detail::boundary_of_view<Net, Layer, Boundary>;
        else
            return Boundary;
    }();
    using detected = typename decltype(detail::roots_mistake<Net, Root, Layer, From>())::type;
    using mistake = detail::first_mistake_t<detected, detail::input_mistake<T, detail::input_shape<Net>, Input>>;
    if constexpr (std::is_void_v<mistake> && detail::is_sound_network<Net>()) {
        using root_here = typename detail::root_at_boundary<Root, Net, From>::type;
        detail::layer_view<Net, Layer, From, T, Engine> view(net.packed());
        auto const x = view.activations_of(elements_of<T, detail::input_shape<Net>>(input));
        std::vector<root_of<Net, From, T>> found;
        for (auto const& neuron : neurons)
            found.push_back(detail::find_root<root_here, Net, Layer, From, T>(
                view, x, std::in_range<size_t>(neuron) ? static_cast<size_t>(neuron) : no_class));
        return found;
    } else {
        static_assert(sizeof(detail::reject<mistake>));
        return std::vector<root_of<Net, 0, T>>{};
    }
}

}  // namespace constexplain
