#include "laws/check.hpp"

using namespace constexplain;
using namespace laws;

namespace {
struct padded : network<input<2, 5, 6>, conv2d<9, kernel<3, 2>, padding<1, 0>, stride<1, 2>>> {};
struct on_non_negative : network<input<2, 5, 6>::non_negative, conv2d<9, kernel<3>, same, stride<2>>> {};
struct on_boxes
    : network<input<2, 5, 6>::within_per_channel<box<0, 1>, box<-0.5, 0.25>>, conv2d<9, kernel<3>, padding<1>>> {};
}  // namespace

TEST_CASE("convolution: formula, linearity and ledger of every rule", "[laws]") {
    check_laws<padded, rules_on_reals>();
}
TEST_CASE("convolution: on the domains", "[laws]") {
    check_laws<on_non_negative, rules_on_non_negative>();
    check_laws<on_boxes, rules_on_boxes>();
}
