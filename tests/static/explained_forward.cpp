// What an explanation's forward pass keeps, and which of Winograd's forms it takes.
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/memory.hpp>
#include <constexplain/rule/composites.hpp>
#include <constexplain/rule/deep_taylor.hpp>

using namespace constexplain;

namespace {

struct net : network<input<3, 32, 32>::non_negative, conv2d<16, kernel<3>, same>, relu, conv2d<16, kernel<3>, same>,
                     relu6, conv2d<16, kernel<3>, same>, tanh_activation, flatten, dense<32>, relu, dense<10>> {};
struct pooled : network<input<3, 32, 32>::non_negative, conv2d<16, kernel<3>, same>, relu, max_pool<2>,
                        conv2d<16, kernel<3>, same>, relu, flatten, dense<10>> {};

struct epsilons : rules<on<linear_layers, epsilon<1e-6>>> {};
struct pluses : rules<on<convolutions, unchecked<z_plus>>, on<dense_layers, epsilon<1e-6>>> {};
struct flats : rules<on<layer_at<2>, flat>, on<linear_layers, epsilon<1e-6>>> {};

template<class Rules>
constexpr auto replaced = explain_memory<net, Rules, 16>::replaces_sums;

// Epsilon divides by the sums: only where relevance lies at positive ones alone do a rectifier's results serve as well.
static_assert(replaced<epsilons> == std::array{false, true, false, false, false, false, false, false, true, false});
// z+ has its own denominators and reads no sums; nor does flat, which sends relevance to inputs that are 0, however.
static_assert(replaced<pluses> == std::array{false, true, false, true, false, false, false, false, true, false});
static_assert(replaced<flats> == std::array{false, false, false, true, false, false, false, false, true, false});
// The gradient of a rectifier asks for its inputs.
static_assert(replaced<gradient> == std::array<bool, 10>{});
// What is not kept takes no memory.
static_assert(activation_memory<net, 16>::activations_end - explain_memory<net, epsilons, 16>::activations_end ==
              16 * 32 * 32 + 32);

using enum winograd_patches;

template<class Net, class Rules>
constexpr auto forward = detail::forward_patches<Net, Rules>;
template<class Net, class Rules, size_t Index>
constexpr winograd_patches backward = detail::step_patches<step<Net, Rules, Index>>;

// Patches of any size where their rounding errors stay in proportion and no max pool behind chooses among them.
static_assert(forward<net, pluses>[0] == any && backward<net, pluses, 0> == any && backward<net, pluses, 4> == any);
static_assert(forward<pooled, pluses>[0] == of_4 && backward<pooled, pluses, 0> == any);
static_assert(forward<pooled, pluses>[3] == any);
static_assert(forward<net, flats>[0] == of_4 && backward<net, flats, 0> == none);
static_assert(forward<net, gradient>[0] == of_4 && backward<net, gradient, 0> == of_4);
// Without a stabiliser a quotient may be of any size.
static_assert(backward<net, deep_taylor, 2> == none);
// The part of alpha-beta that is negative may be small where the output is not.
struct both : rules<on<convolutions, unchecked<alpha_beta<2, 1>>>, on<dense_layers, epsilon<1e-6>>> {};
static_assert(backward<net, both, 2> == of_4);

// Denominators are summed up beside the outputs where the two products share work: lists of inputs that are not 0, or
// patches of the same form.
struct separable
    : network<input<64, 25, 5>::non_negative, conv2d<64, kernel<1>>, relu, conv2d<16, kernel<1>>, relu,
              conv2d<16, kernel<3>, same>, relu, max_pool<2>, conv2d<16, kernel<3>, same>, relu, flatten, dense<10>> {
};
template<class Rules>
constexpr auto joint = []<size_t... I>(std::index_sequence<I...>) {
    return std::array{detail::is_joint<separable, Rules, I, 16>(any, true)...};
}(std::make_index_sequence<separable::depth>{});
constexpr auto none_of_them = std::array<bool, separable::depth>{};

static_assert(joint<epsilon_plus> ==
              std::array{true, false, false, false, false, false, false, false, false, false, false});
static_assert(joint<epsilons> == none_of_them && joint<gradient> == none_of_them);
// Of two parts, each has denominators of its own.
static_assert(joint<both> == none_of_them);
static_assert(detail::is_joint<net, epsilon_plus, 2, 16>(any, true) &&
              !detail::is_joint<net, epsilon_plus, 2, 16>(winograd_patches::none, true));
// Single pixels share their lists, which an engine that takes every input does not make.
static_assert(!detail::is_joint<separable, epsilon_plus, 0, 16>(any, false));
static_assert(!detail::is_joint<separable, epsilon_plus, 0, 1>(any, true));
// They lie behind what the others share.
using joint_memory = explain_memory<separable, epsilon_plus, 16>;
static_assert(joint_memory::quotients[0] > joint_memory::scratch[0] &&
              joint_memory::total == joint_memory::quotients[0] + 25 * 5 * 64);

}  // namespace
