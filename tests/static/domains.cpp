// The set that each layer's outputs live in.
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

namespace {

constexpr domain reals = domain::reals(), non_negative = domain::non_negative();
constexpr domain across = domain::box(-1, 2), above = domain::box(1, 2), below = domain::box(-2, -1);

static_assert(!reals.is_bounded() && !reals.is_non_negative() && !non_negative.is_bounded());
static_assert(non_negative.is_non_negative() && above.is_non_negative() && !across.is_non_negative());
static_assert(below.is_non_positive() && !across.is_non_positive() && across.is_bounded());
static_assert(above.joined_with(0) == domain::box(0, 2) && across.joined_with(0) == across);

static_assert(conv2d<4, kernel<3>>::values(above) == reals && dense<4>::values(non_negative) == reals);

static_assert(relu::values(reals) == non_negative && relu::values(across) == domain::box(0, 2));
static_assert(relu::values(above) == above && relu::values(below) == domain::box(0, 0));
static_assert(leaky_relu<0.5>::values(reals) == reals && leaky_relu<0.5>::values(across) == domain::box(-0.5, 2));
static_assert(leaky_relu<0>::values(reals) == non_negative && leaky_relu<1>::values(across) == across);
static_assert(sigmoid::values(reals) == domain::box(0, 1) && sigmoid::values(non_negative) == domain::box(0.5, 1));
static_assert(sigmoid::values(below) == domain::box(0, 0.5));
static_assert(constexplain::tanh::values(reals) == domain::box(-1, 1));
static_assert(constexplain::tanh::values(non_negative) == domain::box(0, 1));
static_assert(constexplain::tanh::values(below) == domain::box(-1, 0));
static_assert(softmax::values(reals) == domain::box(0, 1));

// Max pooling and averages keep the set; averages that count padding join zero to it.
static_assert(max_pool<2>::values(across) == across && max_pool<3, padding<1>>::values(above) == above);
static_assert(avg_pool<2>::values(above) == above && avg_pool<3, padding<1>>::values(above) == above);
static_assert(avg_pool<3, padding<1>, count_padding>::values(above) == domain::box(0, 2));
static_assert(global_avg_pool::values(above) == above && flatten::values(across) == across);
// A sum of up to four values, fewer at a border.
static_assert(sum_pool<2>::values(above) == domain::box(0, 8) && sum_pool<2>::values(across) == domain::box(-4, 8));
static_assert(sum_pool<2>::values(non_negative) == non_negative);

// What the input declares.
static_assert(input<4>::out().values == reals && input<4>::non_negative::out().values == non_negative);
static_assert(input<4>::within<-1, 0.5>::out().values == domain::box(-1, 0.5));
using per_channel = input<3, 2, 2>::within_per_channel<box<-2, 2>, box<-1, 3>, box<0, 1>>;
static_assert(per_channel::out().values == domain{-2, 3, true});
// Narrower bounds per channel hold as long as nothing mixes or changes values.
static_assert(max_pool<2>::values(per_channel::out().values).per_channel);
static_assert(!relu::values(per_channel::out().values).per_channel);
static_assert(!conv2d<4, kernel<1>>::values(per_channel::out().values).per_channel);

struct net : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>>, relu, avg_pool<2>, flatten,  //
                     dense<5>, sigmoid, dense<3>, softmax> {};
static_assert(net::domains[0] == domain::box(0, 1) && net::domains[1] == reals && net::domains[2] == non_negative);
static_assert(net::domains[4] == non_negative && net::domains[6] == domain::box(0, 1) && net::domains[7] == reals);
static_assert(net::domains[8] == domain::box(0, 1));

}  // namespace
