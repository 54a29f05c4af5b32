// On non-negative inputs a rule leaves out the terms that are 0 there: the same bits as from its general form. But where this
// one adds the positive products of either sign, each rounded by itself: convolutions of few vectors, to rounding.
// Compiled with -ffp-contract=off: with one product fewer, compilers fuse another multiplication and addition.
#include "laws/compare.hpp"
#include "support/deviation.hpp"

using namespace constexplain;
using namespace laws;

namespace {

struct dense_net : network<input<13>, dense<9>> {};
struct conv_net : network<input<2, 5, 4>, conv2d<9, kernel<3>, padding<1>>> {};
struct dense_non_negative : network<input<13>::non_negative, dense<9>> {};
struct conv_non_negative : network<input<2, 5, 4>::non_negative, conv2d<9, kernel<3>, padding<1>>> {};
struct depthwise_reals : network<input<5, 4, 4>, conv2d<5, kernel<3>, groups<5>>> {};
struct depthwise_non_negative : network<input<5, 4, 4>::non_negative, conv2d<5, kernel<3>, groups<5>>> {};

/// A few eps of the largest number.
template<class T>
void equal_to_rounding(explanation<conv_non_negative, T> const& a, explanation<conv_net, T> const& other,
                       slow::step_result const&) {
    double const eps = static_cast<double>(std::numeric_limits<T>::epsilon());
    CHECK(support::largest_difference(a.relevance, other.relevance) <=
          16 * eps * support::largest_magnitude(other.relevance));
    CHECK(support::largest_difference(a.ledger.absorbed, other.ledger.absorbed) <=
          16 * eps * static_cast<double>(other.ledger.start_size));
}

/// The specialised form leaves out terms that are 0 there: the same sums, of convolutions too where `SameProducts`.
template<bool SameProducts, class Rule, class Checked = Rule>
void check_specialised() {
    compare<dense_non_negative, all<Checked>, dense_net, all<Rule>, float>(equal);
    compare<dense_non_negative, all<Checked>, dense_net, all<Rule>, double>(equal);
    if constexpr (SameProducts) {
        compare<conv_non_negative, all<Checked>, conv_net, all<Rule>, float>(equal);
        compare<conv_non_negative, all<Checked>, conv_net, all<Rule>, double>(equal);
    } else {
        compare<conv_non_negative, all<Checked>, conv_net, all<Rule>, float>(equal_to_rounding<float>);
        compare<conv_non_negative, all<Checked>, conv_net, all<Rule>, double>(equal_to_rounding<double>);
    }
    compare<depthwise_non_negative, all<Checked>, depthwise_reals, all<Rule>, float>(equal);
}

}  // namespace

TEST_CASE("a rule specialised for non-negative inputs equals its general form on them", "[laws]") {
    check_specialised<false, unchecked<z_plus>, z_plus>();
    check_specialised<false, alpha_beta<2, 1>>();
    check_specialised<true, gamma_rule<0.25>>();
}
