// Nested branches: what they stand for, which boundaries they read, shapes, domains and buffers.
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/fold.hpp>

namespace {

using namespace constexplain;

struct block : network<input<4, 8, 8>::non_negative, conv2d<4, kernel<3>, same>, relu,
                       residual<branch<conv2d<6, kernel<3>, same>, relu, conv2d<4, kernel<3>, same>>, branch<>>, relu,
                       flatten, dense<2>> {};
static_assert(block::depth == 9);
static_assert(block::output == shape{2});
static_assert(block::shapes[6] == shape{4, 8, 8});
// The sum reads the branch's end and what the branch began with.
static_assert(block::wires.source(5, 0) == 5 && block::wires.source(5, 1) == 2);
static_assert(block::wires.readers[2] == 2 && block::wires.readers[5] == 1);
static_assert(block::signature.find("sum of 5,2;relu") != std::string_view::npos);
static_assert(block::domains[6] == domain::reals() && block::domains[7].is_non_negative());
static_assert(std::is_same_v<node<block, 5>::layer_type, branch_sum<2>>);

// A branch that stands alone has its input added; so does one beside an empty branch.
struct alone : network<input<3>, residual<branch<dense<3>, relu>>> {};
struct beside : network<input<3>, residual<branch<dense<3>, relu>, branch<>>> {};
static_assert(alone::signature == beside::signature && alone::fingerprint == beside::fingerprint);

// Domains add up in sums and join in concatenations.
struct sums : network<input<3>::within<-1, 2>, residual<branch<relu>, branch<sigmoid>, branch<>>> {};
static_assert(sums::domains[3] == domain::box(-1, 5));
struct joins : network<input<3>::within<-1, 2>, parallel<branch<relu>, branch<>, sigmoid>> {};
static_assert(joins::domains[3] == domain::box(-1, 2) && joins::output == shape{9});

// A Fire module, and branches within branches.
struct fire : network<input<8, 6, 6>, conv2d<2, kernel<1>>, relu,
                      parallel<branch<conv2d<4, kernel<1>>, relu>, branch<conv2d<4, kernel<3>, same>, relu>>> {};
static_assert(fire::output == shape{8, 6, 6} && fire::depth == 7);
static_assert(fire::wires.source(4) == 2 && fire::wires.source(6, 0) == 4 && fire::wires.source(6, 1) == 6);
struct nested : network<input<4>, residual<branch<parallel<dense<1>, residual<branch<dense<3>>, dense<3>>>>>> {};
static_assert(nested::output == shape{4} && nested::depth == 6);
static_assert(nested::wires.source(4, 0) == 1 && nested::wires.source(4, 1) == 4);
static_assert(nested::wires.source(5, 0) == 5 && nested::wires.source(5, 1) == 0);

// Buffers: a chain needs its two largest neighbours, without the input and the output; a residual block its
// branches' start as well.
struct chain : network<input<16>, dense<64>, relu, dense<32>, relu, dense<8>, relu, dense<4>> {};
static_assert(chain::cost.workspace_bytes == 4 * (64 + 32));
struct shortcut : network<input<16>, dense<64>, relu, residual<branch<dense<32>, relu, dense<64>>>, dense<4>> {};
static_assert(shortcut::cost.workspace_bytes == 4 * (64 + 64 + 64));

// Batch normalisation: channelwise, a linear layer of one tap, folded where that is exact.
struct normalised : network<input<2, 5, 5>, conv2d<4, kernel<3>, without_bias>, batch_norm<>, relu, batch_norm<1e-3>,
                            conv2d<3, kernel<2>, without_bias>, relu, batch_norm<>, conv2d<3, kernel<3>, same>> {};
static_assert(normalised::cost.parameters == 2 * 4 * 9 + 4 * 4 + 4 * 4 + 4 * 3 * 4 + 4 * 3 + 3 * 3 * 9 + 3);
using kept = folded<normalised>;
static_assert(kept::depth == 6 && kept::output == normalised::output);
static_assert(std::is_same_v<kept::layer_list, meta::list<conv2d<4, kernel<3>>, relu, conv2d<3, kernel<2>>, relu,
                                                          batch_norm<>, conv2d<3, kernel<3>, same>>>);
// What two layers read is nobody's alone.
struct forked : network<input<3>, dense<3, without_bias>, residual<branch<batch_norm<>, relu>, branch<>>, scale> {};
static_assert(folded<forked>::depth == forked::depth);

}  // namespace
