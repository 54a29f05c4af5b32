#include "laws/check.hpp"

using namespace constexplain;
using namespace laws;

namespace {
struct in_groups : network<input<4, 4, 3>, conv2d<6, kernel<3>, groups<2>, padding<1>>> {};
struct depthwise : network<input<5, 4, 3>, conv2d<5, kernel<2>, groups<5>, padding<0, 1, 1, 0>>> {};
// Half of sixteen lanes, whose quotients lie next to one another.
struct depthwise_of_8 : network<input<8, 3, 5>, conv2d<8, kernel<3>, groups<8>, padding<1>>> {};
using rules_of_quotients =
    meta::list<one_rule<epsilon<>, form::epsilon>, one_rule<unchecked<z_plus>, form::z_plus>,
               one_rule<alpha_beta<2, 1>, form::alpha_beta>, one_rule<epsilon<0>, form::epsilon_0>>;
struct in_groups_boxes
    : network<input<4, 3, 3>::within_per_channel<box<0, 1>, box<-1, 0>, box<-0.25, 0.75>, box<-2, 2>>,
              conv2d<6, kernel<2>, groups<2>, padding<1>>> {};
struct depthwise_boxes
    : network<input<4, 3, 3>::within_per_channel<box<0, 1>, box<-1, 0>, box<-0.25, 0.75>, box<-2, 2>>,
              conv2d<4, kernel<2>, groups<4>, padding<1>>> {};
}  // namespace

TEST_CASE("convolution in groups: formula, linearity and ledger of every rule", "[laws]") {
    check_laws<in_groups, rules_on_reals>();
    check_laws<in_groups_boxes, rules_on_boxes>();
}
TEST_CASE("depthwise convolution: formula, linearity and ledger of every rule", "[laws]") {
    check_laws<depthwise, rules_on_reals>();
    check_laws<depthwise_of_8, rules_of_quotients>();
    check_laws<depthwise_boxes, rules_on_boxes>();
}
