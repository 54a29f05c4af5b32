// What predict and explain take and return: targets, kept boundaries, workspaces, states, inputs.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain/interop/xtensor.hpp>

#include <memory>
#include <thread>

using namespace constexplain;

namespace {

struct image_net : network<input<2, 6, 6>, conv2d<5, kernel<3>>, relu, max_pool<2>, flatten, dense<4>, softmax> {};
struct bounded : network<input<3>::within_per_channel<box<0, 1>, box<-1, 0>, box<5, 6>>, dense<2>> {};
struct bounded_image : network<input<2, 2, 2>::within_per_channel<box<0, 1>, box<-1, 0>>, flatten, dense<2>> {};
struct non_negative : network<input<3>::non_negative, dense<2>> {};
struct image_out : network<input<2, 4, 4>, conv2d<3, kernel<3>>> {};

struct plain : rules<on<linear_layers, epsilon<>>> {};

struct fixture {
    support::numbers source{5};
    decltype(support::bind_raw(support::raw_parameters<image_net, float>{})) net =
        support::bind_raw(support::random_parameters<image_net, float>(source));
    input_tensor<image_net> x;
    fixture() { source.fill(x); }
};

template<class Net>
auto random_net(std::uint64_t seed) {
    support::numbers source(seed);
    return support::bind_raw(support::random_parameters<Net, float>(source));
}

}  // namespace

TEST_CASE_METHOD(fixture, "targets", "[model]") {
    auto const scores = net.predict(x);
    auto const best = net.explain<plain>(x);
    CHECK(best.target == scores.arg_max());
    CHECK(best.scores == scores);
    // The start is the logit, before the softmax.
    auto const third = net.explain<plain>(x, class_<3>, keep<5>);
    CHECK(third.target == 3);
    CHECK(third.ledger.start == third.relevance_at<5>()[3]);
    for (size_t k = 0; k < 3; ++k) CHECK(third.relevance_at<5>()[k] == 0);
    CHECK(net.explain<plain>(x, arg_max).relevance == best.relevance);
    CHECK(net.explain<plain>(x, 3).relevance == third.relevance);
    CHECK(net.explain<plain>(x, size_t{3}).relevance == third.relevance);
    CHECK(net.explain<plain>(x, class_index(3)).relevance == third.relevance);

    auto const difference_ = net.explain<plain>(x, difference<3, 1>, keep<5>);
    CHECK(difference_.target == no_class);
    CHECK(difference_.relevance_at<5>()[3] == third.relevance_at<5>()[3]);
    CHECK(difference_.relevance_at<5>()[1] == -net.explain<plain>(x, 1, keep<5>).relevance_at<5>()[1]);
    CHECK(difference_.ledger.start == Approx(difference_.relevance_at<5>()[3] + difference_.relevance_at<5>()[1]));

    std::array<float, 4> const start{0, 0, 0, third.ledger.start};
    auto const given_ = net.explain<plain>(x, start_vector(start));
    CHECK(given_.target == no_class);
    CHECK(given_.relevance == third.relevance);
    auto const one = net.explain<gradient>(x, class_<3>, keep<5>);
    CHECK(one.relevance_at<5>().values == std::array<float, 4>{0, 0, 0, 1});
}

TEST_CASE_METHOD(fixture, "a class that does not exist is a state", "[model]") {
    for (long long wrong : {-1LL, 4LL, 1000000LL, std::numeric_limits<long long>::min(), 1LL << 32}) {
        auto const e = net.explain<plain>(x, wrong);
        CHECK(e.status == status::class_out_of_range);
        CHECK(e.scores.status == status::ok);
        CHECK(e.scores == net.predict(x));
        CHECK(e.target == no_class);
        CHECK(e.relevance == input_tensor<image_net>{});
    }
    CHECK(net.explain<plain>(x, no_class).status == status::class_out_of_range);
    CHECK(net.explain<plain>(x, 3U).status == status::ok);
}

TEST_CASE_METHOD(fixture, "keep: every boundary, channels first", "[model]") {
    auto const e = net.explain<plain>(x, keep<0, 1, 2, 3, 4, 5, 6>);
    CHECK(e.relevance_at<0>() == e.relevance);
    CHECK(e.relevance_at<6>() == e.relevance_at<5>());  // before the softmax
    CHECK(e.relevance_at<1>() == e.relevance_at<2>());  // relu passes
    STATIC_REQUIRE(std::decay_t<decltype(e.relevance_at<1>())>::extents == shape{5, 4, 4});
    STATIC_REQUIRE(std::decay_t<decltype(e.relevance_at<3>())>::extents == shape{5, 2, 2});
    STATIC_REQUIRE(std::decay_t<decltype(e.relevance_at<4>())>::extents == shape{20});
    CHECK(e.relevance_at<3>().values == e.relevance_at<4>().values);  // flatten counts channels first
    // Max pooling gives each output's relevance to one input of its window, in the same channel.
    for (size_t c = 0; c < 5; ++c)
        for (size_t y = 0; y < 2; ++y)
            for (size_t k = 0; k < 2; ++k) {
                auto const& r = e.relevance_at<2>();
                float const sum =
                    r(c, 2 * y, 2 * k) + r(c, 2 * y, 2 * k + 1) + r(c, 2 * y + 1, 2 * k) + r(c, 2 * y + 1, 2 * k + 1);
                CHECK(sum == e.relevance_at<3>()(c, y, k));
            }
    // In any order of the options, with what was not asked for the same.
    auto const buffers = std::make_unique<workspace<image_net, plain>>();
    auto const turned = net.explain<plain>(x, *buffers, keep<5, 2>, class_<1>);
    CHECK(turned.relevance_at<2>() == net.explain<plain>(x, 1, keep<2>).relevance_at<2>());
    CHECK(turned.relevance == net.explain<plain>(x, 1).relevance);
}

TEST_CASE("an image as the output: classes count channels first", "[model]") {
    auto const net = random_net<image_out>(3);
    input_tensor<image_out> x;
    support::numbers(4).fill(x);
    auto const e = net.explain<gradient>(x, 5, keep<1>);
    for (size_t k = 0; k < 12; ++k) CHECK(e.relevance_at<1>()[k] == (k == 5 ? 1 : 0));
    CHECK(net.explain<gradient>(x).target == net.predict(x).arg_max());
}

TEST_CASE_METHOD(fixture, "workspaces: the caller's gives the same bits, again and again", "[model]") {
    auto const buffers = std::make_unique<workspace<image_net, plain>>();
    auto const forward = std::make_unique<workspace<image_net>>();
    buffers->values.fill(std::numeric_limits<float>::quiet_NaN());  // what is in them means nothing
    forward->values.fill(std::numeric_limits<float>::quiet_NaN());
    auto const expected = net.explain<plain>(x);
    for (int turn = 0; turn < 3; ++turn) {
        auto const e = net.explain<plain>(x, *buffers);
        CHECK(e.relevance == expected.relevance);
        CHECK(e.scores == expected.scores);
        CHECK(e.ledger.absorbed == expected.ledger.absorbed);
        CHECK(net.predict(x, *forward) == net.predict(x));
        input_tensor<image_net> other;
        source.fill(other);
        (void)net.explain<plain>(other, *buffers);
        (void)net.predict(other, *forward);
    }
    STATIC_REQUIRE(sizeof(workspace<image_net, plain>) >= workspace<image_net, plain>::bytes);
    STATIC_REQUIRE(alignof(workspace<image_net, plain>) == 64);
}

TEST_CASE_METHOD(fixture, "one const model serves many threads", "[model]") {
    auto const& shared = net;
    std::vector<input_tensor<image_net>> images(16);
    for (auto& image : images) source.fill(image);
    std::vector<explanation<image_net>> expected, found(images.size());
    for (auto const& image : images) expected.push_back(shared.explain<plain>(image));
    std::vector<std::thread> threads;
    std::atomic<size_t> different{0};
    for (size_t t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            auto const buffers = std::make_unique<workspace<image_net, plain>>();
            for (size_t turn = 0; turn < 200; ++turn) {
                size_t const k = (turn * 7 + t * 3) % images.size();
                auto const e = shared.explain<plain>(images[k], *buffers);
                if (e.relevance != expected[k].relevance || e.scores != expected[k].scores ||
                    e.ledger.absorbed != expected[k].ledger.absorbed)
                    ++different;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(different == 0);
}

TEST_CASE_METHOD(fixture, "an input that is not finite", "[model]") {
    for (float const wrong : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                              -std::numeric_limits<float>::infinity()})
        for (size_t at : {size_t{0}, x.size() / 2, x.size() - 1}) {
            auto bad = x;
            bad[at] = wrong;
            auto const p = net.predict(bad);
            auto const e = net.explain<plain>(bad);
            CHECK(p.status == status::input_not_finite);
            CHECK(e.status == status::input_not_finite);
            CHECK(e.scores.status == status::input_not_finite);
            CHECK(p == output_tensor<image_net>{});
            CHECK(e.scores.values == output_tensor<image_net>{}.values);
            CHECK(e.relevance == input_tensor<image_net>{});
        }
}

TEST_CASE("an input outside its declared domain", "[model]") {
    auto const net = random_net<bounded>(1);
    auto const state = [&](float first, float second, float third) {
        auto const e = net.explain<plain>(std::array<float, 3>{first, second, third});
        // The scores do not rest on the domain.
        CHECK(e.scores.status == (e.status == status::input_outside_domain ? status::ok : e.status));
        CHECK(((e.relevance == input_tensor<bounded>{}) ==
               (e.status == status::input_not_finite)));  // known, but flagged
        return e.status;
    };
    CHECK(state(0, 0, 5) == status::ok);
    CHECK(state(1, -1, 6) == status::ok);
    CHECK(state(-0.0f, -0.5f, 5.5f) == status::ok);
    float const below_1 = std::nextafter(0.0f, -1.0f);
    CHECK(state(below_1, 0, 5) == status::input_outside_domain);
    CHECK(state(std::nextafter(1.0f, 2.0f), 0, 5) == status::input_outside_domain);
    CHECK(state(0, 0.5f, 5) == status::input_outside_domain);  // inside the first channel's box, not its own
    CHECK(state(0, 0, 1) == status::input_outside_domain);
    CHECK(state(0, 0, std::numeric_limits<float>::quiet_NaN()) == status::input_not_finite);

    auto const image = random_net<bounded_image>(1);
    std::array<float, 8> x{0, 1, 0.5f, 0, -1, 0, -0.5f, 0};
    CHECK(image.explain<plain>(x).status == status::ok);
    std::swap(x[1], x[4]);  // 1 and -1 each in the other's channel
    CHECK(image.explain<plain>(x).status == status::input_outside_domain);

    auto const positive = random_net<non_negative>(1);
    CHECK(positive.explain<plain>(std::array<float, 3>{0, 1, 1e30f}).status == status::ok);
    CHECK(positive.explain<plain>(std::array<float, 3>{0, -1e-30f, 1}).status == status::input_outside_domain);
}

TEST_CASE("a result that overflows", "[model]") {
    struct net : network<input<2>, dense<2>, dense<1>> {};
    auto const large = make_model<net>(std::array<float, 4>{1e30f, 1e30f, 1e30f, 1e30f}, std::array<float, 2>{},
                                       std::array<float, 2>{1e30f, 1}, std::array<float, 1>{});
    std::array<float, 2> const x{1, 1};
    CHECK(large.predict(x).status == status::result_not_finite);
    auto const e = large.explain<plain>(x);
    CHECK(e.status == status::result_not_finite);
    CHECK(e.scores.status == status::result_not_finite);
    // Finite scores, relevance that is not: R / 1e-6.
    struct one : network<input<2>, dense<1>> {};
    auto const cancels = make_model<one>(std::array<float, 2>{1e3f, -1e3f}, std::array<float, 1>{});
    std::array<float, 1> const start{1e37f};
    auto const r = cancels.explain<plain>(x, start_vector(start));
    CHECK(r.status == status::result_not_finite);
    CHECK(r.scores.status == status::ok);
    // A product that is no number does not hide behind pooling.
    struct pooled : network<input<1, 1, 2>, conv2d<1, kernel<1>, without_bias>, conv2d<1, kernel<1>>,
                            max_pool<extent_2d{1, 2}>> {};
    auto const hidden =
        make_model<pooled>(std::array<float, 1>{3e38f}, std::array<float, 1>{0}, std::array<float, 1>{7});
    CHECK(hidden.predict(std::array<float, 2>{0, 3}).status == status::result_not_finite);
    CHECK(hidden.predict(std::array<float, 2>{3, 0}).status == status::result_not_finite);
    CHECK(hidden.explain<plain>(std::array<float, 2>{0, 3}).status == status::result_not_finite);
}

TEST_CASE_METHOD(fixture, "inputs of every kind give the same bits, and none is copied", "[model]") {
    auto const expected = net.predict(x);
    std::array<float, 72> array = x.values;
    float plain_array[72];
    std::copy(x.begin(), x.end(), plain_array);
    std::vector<float> const vector(x.begin(), x.end());
    xt::xtensor_fixed<float, xt::xshape<2, 6, 6>> fixed;
    std::copy(x.begin(), x.end(), fixed.data());
    CHECK(net.predict(array) == expected);
    CHECK(net.predict(plain_array) == expected);
    CHECK(net.predict(std::span<float const, 72>(array)) == expected);
    CHECK(net.predict(std::span<float, 72>(array)) == expected);
    CHECK(net.predict(fixed) == expected);
    CHECK(net.predict(view_as<image_net>(vector)) == expected);
    CHECK(net.explain<plain>(fixed).relevance == net.explain<plain>(x).relevance);
    // The elements are read where they are, at any alignment of a float.
    using needed = constexplain::detail::input_shape<image_net>;
    CHECK(elements_of<float, needed>(fixed) == fixed.data());
    CHECK(elements_of<float, needed>(array) == array.data());
    CHECK(view_as<image_net>(vector).data() == vector.data());
    std::vector<float> shifted(73);
    std::copy(x.begin(), x.end(), shifted.begin() + 1);
    CHECK(net.predict(std::span<float const, 72>(shifted.data() + 1, 72)) == expected);

    auto const e = net.explain<plain>(x);
    auto const view = as_xtensor(e.relevance);
    CHECK(view.shape()[0] == 2);
    CHECK(view(1, 2, 3) == e.relevance(1, 2, 3));
    CHECK(&view(1, 2, 3) == &e.relevance(1, 2, 3));
}

TEST_CASE_METHOD(fixture, "view_as refuses another number of elements", "[model]") {
    std::vector<float> const few(71), many(73), none;
    CHECK_THROWS_AS(view_as<image_net>(few), size_mismatch);
    CHECK_THROWS_AS(view_as<image_net>(none), size_mismatch);
    CHECK_THROWS_WITH(view_as<image_net>(many), "input: found 73 elements, needed 72");
}

TEST_CASE_METHOD(fixture, "copies of a model and of its answers are independent", "[model]") {
    auto const copy = net;
    CHECK(copy.packed() != net.packed());
    CHECK(copy.explain<plain>(x).relevance == net.explain<plain>(x).relevance);
    owned_parameters<float, parameter_layout<image_net, float>::total> packed;
    std::copy_n(net.packed(), parameter_layout<image_net, float>::total, packed.data());
    model<image_net> owner(std::move(packed));
    auto second = owner;
    CHECK(second.packed() != owner.packed());
    CHECK(reinterpret_cast<std::uintptr_t>(second.packed()) % 64 == 0);
    auto const moved = std::move(second);
    CHECK(moved.predict(x) == net.predict(x));
    CHECK(owner.predict(x) == net.predict(x));
}
