// A small convolutional network in constant expressions, with numbers that can be followed by hand.
#include <constexplain.hpp>

using namespace constexplain;

namespace {

// Two filters that copy one tap each: the centre, and the corner above left of it.
struct net : network<input<1, 4, 4>::non_negative, conv2d<2, kernel<3>>, relu, max_pool<2>, flatten, dense<2>> {};
constexpr auto model_of_net =
    make_model<net, double>(std::array<double, 18>{0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0},
                            std::array<double, 2>{}, std::array<double, 4>{1, 1, 1, -1}, std::array<double, 2>{});
constexpr tensor<double, 1, 4, 4> image{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}};

// The largest centre is 11, the largest corner 6: the scores are 11 + 6 and 11 - 6.
static_assert(model_of_net.predict(image).values == std::array<double, 2>{17, 5});

struct lrp_0 : rules<on<linear_layers, epsilon<0>>> {};
constexpr auto answer = model_of_net.explain<lrp_0>(image, keep<1, 3, 5>);

constexpr bool only(auto const& relevance, double at_centre, double at_corner) {
    for (size_t y = 0; y < 4; ++y)
        for (size_t x = 0; x < 4; ++x)
            if (relevance(0, y, x) != (y == 2 && x == 2 ? at_centre : y == 1 && x == 1 ? at_corner : 0)) return false;
    return true;
}
static_assert(answer.status == status::ok && answer.target == 0 && answer.scores[1] == 5);
static_assert(only(answer.relevance, 11, 6) && answer.ledger.start == 17 && answer.ledger.input_sum == 17);
static_assert(answer.ledger.gap() == 0 && answer.ledger.total_absorbed() == 0);
// The winner of each window took all, in the users' order: channel 0, then channel 1.
static_assert(answer.relevance_at<3>().values == std::array<double, 2>{11, 6});
static_assert(answer.relevance_at<1>().values == std::array<double, 8>{0, 0, 0, 11, 0, 0, 0, 6});
static_assert(answer.relevance_at<5>().values == std::array<double, 2>{17, 0});

static_assert(only(model_of_net.explain<lrp_0>(image, class_<1>).relevance, 11, -6));
static_assert(only(model_of_net.explain<lrp_0>(image, difference<0, 1>).relevance, 0, 12));
static_assert(only(model_of_net.explain<gradient>(image, class_<1>).relevance, 1, -1));
static_assert(only(model_of_net.explain<gradient_times_input>(image, 1).relevance, 11, -6));
static_assert(only(model_of_net.explain<guided_backprop>(image, class_<1>).relevance, 1, 0));
static_assert(only(model_of_net.explain<rules<convention::paper, on<linear_layers, z_plus>>>(image).relevance, 11,
                   6));

// Channels first at the edge: element i of the input is weight i's, whatever the order in memory is.
struct flattened : network<input<2, 2, 2>, flatten, dense<1, without_bias>> {};
constexpr std::array<double, 8> counted{1, 2, 3, 4, 5, 6, 7, 8};
constexpr auto model_of_flattened = make_model<flattened, double>(counted);
static_assert(model_of_flattened.predict(counted)[0] == 1 + 4 + 9 + 16 + 25 + 36 + 49 + 64);
static_assert(model_of_flattened.explain<lrp_0>(counted).relevance.values ==
              std::array<double, 8>{1, 4, 9, 16, 25, 36, 49, 64});

// Groups, stride and TensorFlow's padding: each channel has its own 3x3 kernel of ones, whose windows on a 4x4 image
// with stride 2 hold 9, 6, 6 and 4 pixels.
struct grouped : network<input<2, 4, 4>, conv2d<2, kernel<3>, stride<2>, same, groups<2>, without_bias>> {};
constexpr auto model_of_grouped = make_model<grouped, double>([] {
    std::array<double, 18> ones{};
    ones.fill(1);
    return ones;
}());
constexpr tensor<double, 2, 4, 4> ones_and_twos = [] {
    tensor<double, 2, 4, 4> x{};
    for (size_t k = 0; k < 32; ++k) x[k] = k < 16 ? 1 : 2;
    return x;
}();
static_assert(model_of_grouped.predict(ones_and_twos).values == std::array<double, 8>{9, 6, 6, 4, 18, 12, 12, 8});

// Averages, with and without the padding counted: one pixel of 8 in a corner window of four taps inside the image.
struct counting : network<input<1, 2, 2>, avg_pool<3, padding<1>, count_padding, stride<3>>> {};
struct excluding : network<input<1, 2, 2>, avg_pool<3, padding<1>, stride<3>>> {};
constexpr std::array<double, 4> corner{8, 4, 4, 2};
static_assert(make_model<counting, double>().predict(corner)[0] == 2 &&
              make_model<excluding, double>().predict(corner)[0] == 4.5);

}  // namespace
