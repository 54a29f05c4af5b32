// Batches in constant expressions: each sample's answer is the one that it gets alone, to the bit.
#include <constexplain.hpp>

using namespace constexplain;

namespace {

struct tiny : network<input<2>, dense<3>, tanh_activation, dense<2>> {};
constexpr auto net = make_model<tiny>(std::array<float, 6>{1, -2, 0.5F, 3, -1, 2}, std::array<float, 3>{0.5F, 0, -1},
                                      std::array<float, 6>{2, 1, -1, 0.5F, -3, 1}, std::array<float, 2>{0, 0.25F});
struct why : rules<on<linear_layers, epsilon<>>> {};

constexpr std::array<std::array<float, 2>, 3> inputs{{{1, 2}, {-1, 0.5F}, {0, 3}}};

constexpr bool agree() {
    auto const scores = net.predict_batch(inputs);
    auto const maps = net.explain_batch<why>(inputs, std::array{1, 0, 2}, keep<1>);
    for (size_t n = 0; n < 3; ++n) {
        auto const alone = net.explain<why>(inputs[n], n == 0 ? 1 : n == 1 ? 0 : 2, keep<1>);
        if (scores[n] != net.predict(inputs[n]) || maps[n].scores != alone.scores ||
            maps[n].relevance != alone.relevance || maps[n].relevance_at<1>() != alone.relevance_at<1>() ||
            maps[n].ledger.absorbed != alone.ledger.absorbed || maps[n].status != alone.status ||
            maps[n].target != alone.target || maps[n].certificate != alone.certificate)
            return false;
    }
    return maps[2].status == status::class_out_of_range;
}
static_assert(agree());

/// A sample that cannot be explained, beside one that can, and answers that held something else.
constexpr bool stays_apart() {
    auto with_nan = inputs;
    with_nan[0][1] = std::numeric_limits<float>::quiet_NaN();
    auto const sound = net.explain_batch<why>(inputs);
    auto maps = sound;
    net.explain_batch<why>(with_nan, maps);
    return maps[0].status == status::input_not_finite && maps[0].relevance == input_tensor<tiny>{} &&
           maps[1].relevance == sound[1].relevance && maps[2].relevance == sound[2].relevance;
}
static_assert(stays_apart());

// A batch is a range of inputs, or all their elements; one sample is a batch too.
static_assert(net.predict_batch(std::array<float, 6>{1, 2, -1, 0.5F, 0, 3}) == net.predict_batch(inputs));
static_assert(net.predict_batch(tensor<float, 3, 2>{{1, 2, -1, 0.5F, 0, 3}}) == net.predict_batch(inputs));
static_assert(net.predict_batch(std::array{inputs[1]})[0] == net.predict(inputs[1]));

static_assert(batch_workspace<tiny, 1>::bytes == workspace<tiny>::bytes);
static_assert(batch_workspace<tiny, 64, why>::bytes > 8 * workspace<tiny, why>::bytes);

}  // namespace
