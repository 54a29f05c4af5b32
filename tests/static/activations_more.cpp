// Activations beyond relu, sigmoid and tanh: what they are, the sets their outputs live in, values in constant
// expressions.
#include <constexplain.hpp>

using namespace constexplain;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr domain reals = domain::reals(), non_negative = domain::non_negative(), negative{-infinity, 0};
constexpr domain across = domain::box(-1, 2), above = domain::box(1, 2), below = domain::box(-2, -1);

constexpr bool close(double found, double expected, double tolerance = 1e-15) {
    double const off = found - expected;
    return off <= tolerance && -off <= tolerance;
}
constexpr bool close(domain const& found, double low, double high, double tolerance = 1e-14) {
    return close(found.low, low, tolerance) && close(found.high, high, tolerance) && !found.per_channel;
}

// Kinds.
template<class L>
constexpr bool is_rectifier = std::is_base_of_v<kind::rectifier, L>;
template<class L>
constexpr bool keeps_sign = std::is_base_of_v<kind::keeps_sign, L>;
template<class... L>
constexpr bool are_activations =
    (... && (activation_layer<L> && !is_rectifier<L> && L::check(shape{3}) == problem::none));

static_assert(std::is_same_v<relu6, clip<0, 6>> && is_rectifier<relu6> && is_rectifier<clip<0, 1>>);
static_assert(are_activations<clip<-1, 1>, elu<>, selu, silu, gelu, gelu_tanh, mish, softplus, softsign,
                              hard_sigmoid<>, hard_swish>);
static_assert(std::is_base_of_v<kind::normalisation, log_softmax> && !activation_layer<log_softmax>);

// The output is positive exactly where the input is.
static_assert(keeps_sign<relu6> && keeps_sign<clip<-1, 1>> && !keeps_sign<clip<0.5, 1>> && !keeps_sign<clip<-2, 0>>);
static_assert(keeps_sign<elu<>> && keeps_sign<selu> && keeps_sign<silu> && keeps_sign<gelu> && keeps_sign<gelu_tanh>);
static_assert(keeps_sign<mish> && keeps_sign<softsign> && keeps_sign<hard_swish> && !keeps_sign<softplus>);
static_assert(!keeps_sign<hard_sigmoid<>> && keeps_sign<hard_sigmoid<1, 0>>);

// Domains.
static_assert(relu6::values(reals) == domain::box(0, 6) && relu6::values(across) == domain::box(0, 2));
static_assert(relu6::values(above) == above && relu6::values(below) == domain::box(0, 0));
static_assert(clip<-0.5, 1.5>::values(across) == domain::box(-0.5, 1.5) && clip<-1, 1>::values(below).high == -1);
static_assert(elu<>::values(reals) == domain{-1, infinity} && elu<2>::values(reals) == domain{-2, infinity});
static_assert(elu<>::values(non_negative) == non_negative && elu<>::values(above) == above);
static_assert(elu<0>::values(across) == domain::box(0, 2));
static_assert(close(elu<>::values(across), -0.63212055882855768, 2));
static_assert(close(elu<>::values(below), -0.86466471676338730, -0.63212055882855768));
static_assert(close(selu::values(reals).low, -1.7580993463430303) && selu::values(non_negative) == non_negative);
static_assert(silu::values(reals) == domain{-0.278464542761074, infinity} &&
              silu::values(non_negative) == non_negative);
static_assert(silu::values(negative) == domain{-0.278464542761074, 0});
static_assert(close(silu::values(across), -0.26894142136999512, 1.7615941559557649));
static_assert(close(silu::values(below), -0.278464542761074, -0.23840584404423517));
static_assert(gelu::values(reals) == domain{-0.169971207479904, infinity} &&
              gelu::values(non_negative) == non_negative);
static_assert(close(gelu::values(below), -0.15865525393145705, -0.045500263896358417));
static_assert(close(gelu_tanh::values(reals).low, -0.17004075057125405) && gelu_tanh::values(reals).high == infinity);
static_assert(mish::values(reals) == domain{-0.308843413017251, infinity} &&
              mish::values(non_negative) == non_negative);
static_assert(close(mish::values(across), -0.30340146137410892, 1.9439589595339946));
static_assert(hard_swish::values(reals) == domain{-0.375, infinity} &&
              hard_swish::values(domain::box(4, 5)).low == 4);
static_assert(close(hard_swish::values(across), -1.0 / 3, 5.0 / 3) && close(hard_swish::values(below).low, -0.375));
static_assert(softplus::values(reals) == non_negative &&
              close(softplus::values(non_negative).low, 0.69314718055994531, 1e-14));
static_assert(close(softplus::values(below), 0.12692801104297250, 0.31326168751822284));
static_assert(softsign::values(reals) == domain::box(-1, 1) && softsign::values(non_negative) == domain::box(0, 1));
static_assert(close(softsign::values(across), -0.5, 2.0 / 3));
static_assert(hard_sigmoid<>::values(reals) == domain::box(0, 1) && close(hard_sigmoid<>::values(across), 0.3, 0.9));
static_assert(hard_sigmoid<>::values(domain::box(3, 9)) == domain::box(1, 1));
static_assert(log_softmax::values(reals) == negative && log_softmax::values(across) == negative);

// The rules that domains admit.
template<class Activation>
struct behind : network<input<3>, dense<4>, Activation, dense<2>> {};
struct z_plus_behind : rules<on<first, epsilon<>>, on<dense_layers, z_plus>> {};
static_assert(admissible<behind<relu6>, z_plus_behind> && admissible<behind<softplus>, z_plus_behind>);
static_assert(admissible<behind<hard_sigmoid<>>, z_plus_behind> && admissible<behind<elu<0>>, z_plus_behind>);
struct z_box_behind : rules<on<first, epsilon<>>, on<dense_layers, z_box>> {};
static_assert(admissible<behind<clip<-1, 1>>, z_box_behind> && admissible<behind<softsign>, z_box_behind>);
static_assert(std::is_same_v<rule_for<guided_backprop, node<behind<relu6>, 1>>, guided>);
static_assert(std::is_same_v<rule_for<guided_backprop, node<behind<silu>, 1>>, backpropagate>);

// Texts tell all that a parameter file depends on.
struct all : network<input<8>, relu6, elu<>, selu, silu, gelu, gelu_tanh, mish, softplus, softsign, hard_sigmoid<>,
                     hard_swish, log_softmax> {};
static_assert(all::signature == "input(8);clip(0,6);elu(1);elu(1.673263192,1.050701022);silu;gelu;gelu_tanh;mish;"
                                "softplus;softsign;hard_sigmoid(0.2,0.5);hard_swish;log_softmax");

// Values and derivatives in constant expressions.
template<class Layer>
constexpr double value(double x) {
    return kernels::function<Layer>::value(x);
}
template<class Layer>
constexpr double derivative(double x) {
    return kernels::function<Layer>::derivative(x, value<Layer>(x));
}
static_assert(value<relu6>(7) == 6 && value<relu6>(-1) == 0 && value<relu6>(2.5) == 2.5);
static_assert(derivative<relu6>(0) == 0 && derivative<relu6>(3) == 1 && derivative<relu6>(6) == 0);
static_assert(close(value<elu<>>(-1), -0.63212055882855768) && value<elu<>>(3) == 3 && value<elu<>>(-infinity) == -1);
static_assert(close(value<silu>(1), 0.73105857863000488) && value<silu>(-infinity) == 0);
static_assert(close(derivative<silu>(1), 0.92767051187148674) && derivative<silu>(infinity) == 1);
static_assert(close(value<gelu>(1), 0.84134474606854293) && close(value<gelu>(-1), -0.15865525393145707));
static_assert(close(value<gelu>(-8), -4.9767684594174273e-15, 1e-29) && value<gelu>(-infinity) == 0);
static_assert(close(derivative<gelu>(1), 1.0833154705876862) && derivative<gelu>(-infinity) == 0);
static_assert(close(value<gelu_tanh>(1), 0.84119199060827685) && value<gelu_tanh>(1e200) == 1e200);
static_assert(close(value<mish>(1), 0.86509838826731040) && value<mish>(1e300) == 1e300 && value<mish>(-1e300) == 0);
static_assert(value<softplus>(1000) == 1000 && close(value<softplus>(0), 0.69314718055994531));
static_assert(value<softplus>(infinity) == infinity && value<softplus>(-infinity) == 0);
static_assert(value<softsign>(infinity) == 1 && value<softsign>(-1) == -0.5 && derivative<softsign>(1) == 0.25);
static_assert(value<hard_sigmoid<>>(0) == 0.5 && value<hard_sigmoid<>>(infinity) == 1);
static_assert(value<hard_swish>(-4) == 0 && value<hard_swish>(4) == 4 && close(value<hard_swish>(1), 2.0 / 3));
static_assert(kernels::log(1.0) == 0 && close(kernels::log(10.0), 2.3025850929940457));

// A network's prediction and explanation.
struct tiny : network<input<2>, dense<2>, silu, dense<2>, log_softmax> {};
constexpr auto net = make_model<tiny, double>(std::array{1.0, -1.0, 0.5, 2.0}, std::array{0.0, 0.0},
                                              std::array{1.0, 0.0, 0.0, 1.0}, std::array{0.0, 0.0});
constexpr auto scores = net.predict(std::array{2.0, 1.0});
static_assert(scores.status == status::ok && scores.arg_max() == 1);
// silu(1) and silu(3) minus the logarithm of the sum of their exponentials.
static_assert(close(scores[0], -2.2393087004622430, 1e-14) && close(scores[1], -0.11264489862494825, 1e-14));
// The gradient of the second logit, silu(3): silu'(3) times its weights.
constexpr auto slopes = net.explain<gradient>(std::array{2.0, 1.0}, class_<1>);
static_assert(close(slopes.relevance[0], 0.5 * 1.0881041060151694, 1e-14));
static_assert(close(slopes.relevance[1], 2.0 * 1.0881041060151694, 1e-14));

}  // namespace
