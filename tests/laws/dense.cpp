#include "laws/check.hpp"

using namespace constexplain;
using namespace laws;

namespace {
struct on_reals : network<input<13>, dense<9>> {};
struct on_non_negative : network<input<13>::non_negative, dense<9>> {};
struct on_box : network<input<13>::within<-0.5, 1>, dense<9>> {};
struct on_boxes : network<input<3>::within_per_channel<box<0, 1>, box<-1, 0>, box<-0.25, 0.75>>, dense<9>> {};
struct behind_image
    : network<input<3, 2, 2>::within_per_channel<box<0, 1>, box<-1, 0>, box<-0.25, 0.75>>, flatten, dense<5>> {};
}  // namespace

TEST_CASE("dense: formula, linearity and ledger of every rule", "[laws]") { check_laws<on_reals, rules_on_reals>(); }
TEST_CASE("dense: of the conventions", "[laws]") { check_laws<on_reals, rules_of_conventions>(); }
TEST_CASE("dense: on the domains", "[laws]") {
    check_laws<on_non_negative, rules_on_non_negative>();
    check_laws<on_box, rules_on_boxes>();
    check_laws<on_boxes, rules_on_boxes>();
    check_laws<behind_image, rules_on_boxes>();
}
TEST_CASE("dense: in scalars", "[laws]") {
    []<class... Rules>(meta::list<Rules...>) {
        (check_laws_as<on_reals, Rules, 0, double, scalar_engine>(13), ...);
    }(rules_on_reals{});
    check_laws_as<on_boxes, one_rule<z_box, form::z_box>, 0, double, scalar_engine>(14);
}
