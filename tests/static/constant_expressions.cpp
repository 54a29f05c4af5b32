// Predict and explain in constant expressions, against Zennit's numbers (a dense layer 4 -> 3, float64; the start
// relevance is the layer's output).
#include <constexplain.hpp>

using namespace constexplain;

namespace {

struct tiny : network<input<4>, dense<3>> {};
constexpr auto net = make_model<tiny, double>(std::array{-0.147, 0.786, 0.947, -1.114,  //
                                                         1.691, -0.895, -0.356, 1.232,  //
                                                         0.138, -1.682, 0.318, 0.133},  //
                                              std::array{0.3, -0.4, 0.2});
constexpr std::array mixed{1.347, -2.438, 0.203, -0.451};
constexpr std::array positive{1.347, 2.438, 0.203, 0.451};

constexpr auto scores = net.predict(mixed);
constexpr auto scores_of_positive = net.predict(positive);

constexpr double size_of(double v) { return v < 0 ? -v : v; }
constexpr bool close(auto const& found, auto const& expected, double tolerance = 1e-12) {
    for (size_t k = 0; k < expected.size(); ++k)
        if (size_of(found[k] - expected[k]) > tolerance) return false;
    return found.size() == expected.size();
}

static_assert(scores.status == status::ok && scores.arg_max() == 2);
static_assert(close(scores, std::array{-1.119622, 3.431887, 4.491173}));

template<class... Entries>
constexpr auto explained = net.explain<rules<Entries...>>(mixed, start_vector(scores));
template<class... Entries>
constexpr auto explained_positive = net.explain<rules<Entries...>>(positive, start_vector(scores_of_positive));

constexpr bool agrees(auto const& answer, std::array<double, 4> const& expected) {
    return answer.status == status::ok && answer.target == no_class && close(answer.relevance, expected) &&
           answer.ledger.closes(1e-12);
}

// Zennit, inputs of both signs.
static_assert(agrees(explained<on<all_layers, epsilon<>>>,
                     {2.2656534717545056, 4.366458162664097, 0.1845268349827262, -0.11320127347650581}));
static_assert(agrees(explained<on<all_layers, epsilon<0.25>>>,
                     {2.1373343336366823, 4.351851067192988, 0.15093993396246203, -0.1640174186603738}));
static_assert(agrees(explained<on<all_layers, no_bias<epsilon<>>>>,
                     {2.0783904132783473, 4.7347600767462925, 0.1544543271409982, -0.16416797070966596}));
static_assert(agrees(explained<on<all_layers, unchecked<z_plus>>>,
                     {1.9362263615681217, 5.725764689324632, -0.1526904788088516, -0.5655359918484383}));
static_assert(agrees(explained<on<all_layers, alpha_beta<2, 1>>>,
                     {3.9773089589756174, 12.466294613257013, -0.5466645148046307, -7.4772770108154445}));
static_assert(agrees(explained<on<all_layers, constexplain::gamma<0.25>>>,
                     {2.1662982212829385, 4.521320606770183, 0.14042503823565386, -0.12595042698077802}));
static_assert(agrees(explained<on<all_layers, w_square>>,
                     {1.8156680968420114, 4.487301412535639, -0.1195733463255795, 0.49496621732388235}));
static_assert(agrees(explained<on<all_layers, flat>>,
                     {1.7008590747852312, 1.7008590747852312, 1.7008590747852312, 1.7008590747852312}));

// Zennit, inputs that are not negative.
static_assert(agrees(explained_positive<on<all_layers, unchecked<z_plus>>>,
                     {-1.1635080825174287, 1.3589939601861736, -0.3177341365306871, -0.3867893571455047}));
static_assert(agrees(explained_positive<on<all_layers, constexplain::gamma<0.25>>>,
                     {0.5728838302935211, -2.656739744079541, 0.2132984758353941, -0.1846195506927974}));

// Captum.
static_assert(agrees(explained<convention::captum, on<all_layers, epsilon<>>>,
                     {2.2656539994717546, 4.366458000162665, 0.18452699983498255, -0.1132010002734769}));
static_assert(agrees(explained<convention::captum, on<all_layers, constexplain::gamma<0.25>>>,
                     {2.6167962069421282, 4.2669462714666135, 0.18914160342816744, -0.3285483068562234}));
static_assert(agrees(explained<convention::captum, on<all_layers, alpha_beta<1, 0>>>,
                     {8.05054331694446, -1.506639838422558, 0.8936695780705444, -2.1321974209055883}));

// The same network with a domain has the same numbers.
struct tiny_positive : network<input<4>::non_negative, dense<3>> {};
constexpr auto net_positive = make_model<tiny_positive, double>(std::array{-0.147, 0.786, 0.947, -1.114,  //
                                                                           1.691, -0.895, -0.356, 1.232,  //
                                                                           0.138, -1.682, 0.318, 0.133},  //
                                                                std::array{0.3, -0.4, 0.2});
static_assert(agrees(net_positive.explain<rules<on<all_layers, z_plus>>>(positive, start_vector(scores_of_positive)),
                     {-1.1635080825174287, 1.3589939601861736, -0.3177341365306871, -0.3867893571455047}));
static_assert(net_positive.explain<rules<on<all_layers, z_plus>>>(mixed).status == status::input_outside_domain);

// z^B by hand: x (0.5, 0.25) in [0, 1], w (1, -1); the products 0.5 and 1 - 0.25 share z = 0.25.
struct boxed : network<input<2>::within<0, 1>, dense<1, without_bias>> {};
constexpr auto boxed_net = make_model<boxed, double>(std::array{1.0, -1.0});
constexpr auto boxed_answer =
    boxed_net.explain<rules<convention::paper, on<all_layers, z_box>>>(std::array{0.5, 0.25});
static_assert(close(boxed_answer.relevance, std::array{0.1, 0.15}, 1e-15) && boxed_answer.ledger.closes(1e-15));

// z = 0, R = 1, x = (1, 1), w = (1, -1): the stabiliser decides, and the ledger takes what is not handed on.
constexpr std::array ones{1.0, 1.0};
constexpr std::array one{1.0};
template<class Rule, class... More>
constexpr auto at_zero = boxed_net.explain<rules<More..., on<all_layers, Rule>>>(ones, start_vector(one));
static_assert(close(at_zero<epsilon<>>.relevance, std::array{1e6, -1e6}, 1e-6));
static_assert(close(at_zero<z_plus>.relevance, std::array{1 / 1.000001, 0.0}));
static_assert(close(at_zero<epsilon<0>>.relevance, std::array{0.0, 0.0}) &&
              at_zero<epsilon<0>>.ledger.absorbed[0] == 1);
static_assert(close(at_zero<constexplain::gamma<0.25>>.relevance, std::array{0.0, 0.0}));

// What can be wrong with an answer is said in it.
struct why : rules<on<all_layers, epsilon<>>> {};
static_assert(net.explain<why>(mixed, 3).status == status::class_out_of_range);
static_assert(net.explain<why>(mixed, -1).status == status::class_out_of_range);
static_assert(net.explain<why>(mixed, 1).target == 1 && net.explain<why>(mixed).target == 2);
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
static_assert(net.predict(std::array{nan, 0.0, 0.0, 0.0}).status == status::input_not_finite);
static_assert(net.explain<why>(std::array{nan, 0.0, 0.0, 0.0}).status == status::input_not_finite);

// float, and the scalar engine: the constant expression is the same.
constexpr auto float_net =
    make_model<tiny>(std::array<float, 12>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, std::array<float, 3>{1, 2, 3});
static_assert(float_net.predict(std::array<float, 4>{1, 1, 1, 1}).values == std::array<float, 3>{11, 28, 45});
static_assert(float_net.predict<scalar_engine>(std::array<float, 4>{1, 1, 1, 1}).values ==
              std::array<float, 3>{11, 28, 45});

}  // namespace
