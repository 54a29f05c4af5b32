// Shapes, domains, costs and texts of layers over sequences; recurrent layers in constant expressions.
#include <constexplain.hpp>

using namespace constexplain;

namespace {

struct text_cnn : network<input<10>, embedding<50, 4>, sequence_to_channels, conv1d<8, kernel<3>, padding<1, 2>>,
                          relu, max_pool1d<2>, conv1d<6, kernel<3>, stride<2>, dilation<2>, groups<2>, without_bias>,
                          global_max_pool, flatten, dense<2>> {};
static_assert(text_cnn::shapes[1] == shape{10, 4} && text_cnn::shapes[1].steps_first);
static_assert(text_cnn::shapes[2] == shape{4, 10} && !text_cnn::shapes[2].steps_first);
static_assert(text_cnn::shapes[3] == shape{8, 11});
static_assert(text_cnn::shapes[5] == shape{8, 5});
static_assert(text_cnn::shapes[6] == shape{6, 1});
static_assert(text_cnn::shapes[7] == shape{6, 1});
static_assert(text_cnn::output == shape{2});
static_assert(text_cnn::cost.macs == 11 * 8 * 4 * 3 + 6 * 4 * 3 + 6 * 2);
static_assert(text_cnn::cost.parameters == 50 * 4 + (8 * 4 * 3 + 8) + 6 * 4 * 3 + (6 * 2 + 2));
static_assert(text_cnn::boundaries[1].order == memory_order{1, 40});
static_assert(text_cnn::boundaries[2].order == memory_order{4, 10});
static_assert(text_cnn::boundaries[3].values == domain::reals());
static_assert(text_cnn::boundaries[5].values.is_non_negative());

struct signal : network<input<2, 9>::within_per_channel<box<0, 1>, box<-1, 1>>, conv1d<3, kernel<4>, same>, relu,
                        avg_pool1d<3, stride<1>, padding<1>, count_padding>, global_avg_pool> {};
static_assert(signal::shapes[1] == shape{3, 9} && signal::shapes[3] == shape{3, 9} && signal::output == shape{3, 1});
static_assert(signal::boundaries[0].values.per_channel && signal::boundaries[0].order == memory_order{2, 9});
static_assert(node<signal, 0>::geometry().over.padding == padding_2d{0, 1, 0, 2});
static_assert(signal::shapes[0].height() == 9 && signal::shapes[0].width() == 1 && signal::shapes[0].channels() == 2);

struct states : network<sequence<7, 3>::within<-1, 1>, lstm<5>, gru<4, reset_after>, gru<2, only_last>, dense<1>> {};
static_assert(states::input == shape{7, 3} && states::input.channels() == 3 && states::input.height() == 7);
static_assert(states::shapes[1] == shape{7, 5} && states::shapes[2] == shape{7, 4} && states::shapes[3] == shape{2});
static_assert(states::domains[0] == domain::box(-1, 1) && states::domains[1] == domain::box(-1, 1) &&
              states::domains[3] == domain::box(-1, 1));
static_assert(states::cost.macs == 7 * (20 * (3 + 5) + 12 * (5 + 4) + 6 * (4 + 2)) + 2);
static_assert(states::cost.parameters == 20 * 9 + 12 * 9 + 24 + 6 * 7 + 3);
static_assert(states::signature ==
              "sequence(7,3);lstm(5,all,bias);gru_reset_after(4,all,bias);gru(2,last,bias);dense(1,bias)");

struct shares : rules<on<linear_layers, epsilon<>>> {};
static_assert(admissible<states, shares> && admissible<text_cnn, shares> && admissible<text_cnn, epsilon_plus>);
// The steps once more, and back: through a GRU's gates only with derivatives.
static_assert(explain_cost<states, shares>.denominators == states::cost.macs - 2);
static_assert(explain_cost<states, shares>.transposed == 7 * (20 * (3 + 5) + (12 * 5 + 4 * 4) + (6 * 4 + 2 * 2)) + 2);
static_assert(explain_cost<states, gradient>.transposed == states::cost.macs);
static_assert(std::is_same_v<rule_for<shares, node<states, 0>>, signal_takes_all>);
static_assert(std::is_same_v<rule_for<shares, node<text_cnn, 0>>, sum_over_row>);
static_assert(std::is_same_v<rule_for<gradient, node<states, 0>>, backpropagate>);
static_assert(guarantee<states, shares>::conservative == certainty::no);
static_assert(guarantee<states, shares>::positive == certainty::no);
static_assert(guarantee<network<sequence<3, 2>, lstm<2, only_last>>, shares>::conservative.why ==
              doubt::carried_state);

/// With one step, one feature and one unit: h = o tanh(i g).
constexpr std::array<double, 4> weight{0.5, -0.25, 1, 2}, recurrent{1, 1, 1, 1}, bias{0.1, 0.2, 0.3, -0.4};
using one = network<sequence<1, 1>, lstm<1>>;
constexpr auto model_of_one = make_model<one, double>(weight, recurrent, bias);
constexpr auto h = model_of_one.predict(std::array<double, 1>{0.8})[0];
constexpr double by_hand =
    kernels::sigmoid(2 * 0.8 - 0.4) * kernels::tanh(kernels::sigmoid(0.5 * 0.8 + 0.1) * kernels::tanh(0.8 + 0.3));
static_assert(h - by_hand < 1e-15 && by_hand - h < 1e-15);

/// All of c's relevance is i g's; of z = w x + b the input gets w x / z.
constexpr auto explained = model_of_one.explain<rules<convention::paper>>(std::array<double, 1>{0.8});
constexpr double expected = h * 0.8 / 1.1;
static_assert(explained.relevance[0] - expected < 1e-15 && expected - explained.relevance[0] < 1e-15);
static_assert(explained.ledger.closes(1e-14));

constexpr std::array<double, 6> gru_weight{0.5, -0.25, 1, 2, 1, -1};
constexpr std::array<double, 3> gru_recurrent{1, 0.5, -1}, gru_bias{0.1, 0.2, 0.3};
using two = network<sequence<2, 2>, gru<1, only_last>>;
constexpr auto g = make_model<two, double>(gru_weight, gru_recurrent, gru_bias)
                       .explain<rules<>>(std::array<double, 4>{0.1, 0.2, 0.3, 0.4});
static_assert(g.status == status::ok && g.ledger.closes(1e-12) && g.relevance[0] != 0);

}  // namespace
