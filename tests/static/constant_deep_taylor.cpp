// A small network's deep Taylor map as a constant: what it is, and that it is what its certificate says.
#include <constexplain.hpp>

using namespace constexplain;

namespace {

struct tiny : network<input<3>::within<-1, 1>, dense<4>, relu, dense<2>> {};
constexpr auto net = make_model<tiny, double>(std::array{0.5, -1.0, 0.25,   //
                                                         -0.75, -1.5, 2.0,  //
                                                         1.0, 1.0, -0.5,    //
                                                         0.5, -1.0, -0.5},
                                              std::array{-0.125, 0.0, -0.25, -0.0625},  //
                                              std::array{1.0, 0.5, -0.25, 2.0,          //
                                                         -1.0, 0.75, 0.5, 0.25},
                                              std::array{-0.0625, -0.125});
constexpr std::array x{0.75, -0.5, 0.25};
constexpr auto why = net.explain<deep_taylor>(x);

constexpr bool close(double found, double expected) {
    double const off = found - expected;
    return (off < 0 ? -off : off) < 1e-15;
}

// The types leave one question, which constant parameters answer.
static_assert(guarantee<tiny, deep_taylor>::consistent == certainty::if_biases_are_non_positive);
static_assert(guarantees<deep_taylor>(net).consistent == certainty::yes);
static_assert(biases_above_zero(net).empty());

// In fractions: 2879/4128, 1369/1032, 153/344; together the score, 79/32.
static_assert(why.status == status::ok && why.target == 0 && close(why.scores[0], 79. / 32));
static_assert(close(why.relevance[0], 2879. / 4128) && close(why.relevance[1], 1369. / 1032) &&
              close(why.relevance[2], 153. / 344));
static_assert(why.certificate.is_conservative() && why.certificate.is_positive() && why.certificate.is_consistent());
static_assert(close(why.relevance[0] + why.relevance[1] + why.relevance[2], why.scores[0]));
static_assert(why.ledger.total_absorbed() == 0);

// What the input settles: its domain, and that the explained output is positive.
constexpr auto outside = net.explain<deep_taylor>(std::array{1.5, -0.5, 0.25});
static_assert(outside.status == status::input_outside_domain);
static_assert(outside.certificate ==
              certificate{reservation::input_outside_domain, reservation::input_outside_domain});
constexpr auto negative_output = net.explain<deep_taylor>(x, class_<1>);
static_assert(negative_output.scores[1] < 0);
static_assert(negative_output.certificate == certificate{reservation::start, reservation::start});
constexpr auto between = net.explain<deep_taylor>(x, difference<0, 1>);
static_assert(between.certificate ==
              certificate{reservation::start, reservation::none});  // starts from s_0 and -s_1 > 0
constexpr auto by_epsilon = net.explain<epsilon_plus>(x);
static_assert(by_epsilon.certificate == certificate{reservation::rules, reservation::rules});

// One positive bias, and the certificate is gone; the ledger still closes.
constexpr auto biased =
    make_model<tiny, double>(std::array{0.5, -1.0, 0.25, -0.75, -1.5, 2.0, 1.0, 1.0, -0.5, 0.5, -1.0, -0.5},
                             std::array{-0.125, 0.0, 0.75, -0.0625},
                             std::array{1.0, 0.5, -0.25, 2.0, -1.0, 0.75, 0.5, 0.25}, std::array{-0.0625, -0.125});
static_assert(guarantees<deep_taylor>(biased).conservative == certainty::no);
static_assert(guarantees<deep_taylor>(biased).conservative.why == doubt::positive_bias);
static_assert(guarantees<deep_taylor>(biased).positive == certainty::yes);
static_assert(biases_above_zero(biased).size() == 1 && biases_above_zero(biased)[0].layer == 0 &&
              biases_above_zero(biased)[0].channel == 2 && biases_above_zero(biased)[0].bias == 0.75);
static_assert(biased.explain<deep_taylor>(x).certificate ==
              certificate{reservation::positive_bias, reservation::none});

}  // namespace
