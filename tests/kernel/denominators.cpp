// Denominators at the edges of what rules promise: beside the forward pass by every engine, near the stabiliser's negative, and
// as small as the stabiliser.

#include "kernel/check.hpp"
#include "support/deviation.hpp"

using namespace constexplain;

namespace {

template<auto Eps>
struct plus : rules<on<linear_layers, stabilised<z_plus, Eps>>> {};
struct gammas : rules<convention::captum, on<linear_layers, gamma_rule<0.25>>> {};

template<class Net>
auto model_of(std::uint64_t seed) {
    support::numbers source(seed);
    return support::bind_raw<Net, float>(support::random_parameters<Net, float>(source));
}

}  // namespace

TEST_CASE("denominators: an input that breaks its promise is divided as by definition", "[kernel]") {
    struct net : network<input<1, 4, 4>::non_negative, conv2d<4, kernel<1>>> {};
    auto const m = make_model<net>(std::array{1.0F, 1.0F, 1.0F, 1.0F}, std::array{0.0F, 0.0F, 0.0F, 0.0F});
    output_tensor<net> s{};
    s[0] = 1;
    // Not by the sum of a negative denominator and a positive stabiliser, which may be next to nothing.
    for (float const value : {-0.25F, -0.2499F, -1.0F, 0.25F}) {
        input_tensor<net> x{};
        x[0] = value;
        auto const vectors = m.explain<plus<0.25>>(x, start_vector(s));
        auto const scalars = m.explain<plus<0.25>, scalar_engine>(x, start_vector(s));
        CHECK(vectors.status == (value < 0 ? status::input_outside_domain : status::ok));
        CHECK(vectors.relevance[0] == Approx(value / (value + (value < 0 ? -0.25F : 0.25F))));
        CHECK(vectors.relevance[0] == Approx(scalars.relevance[0]));
        CHECK(vectors.ledger.absorbed[0] == Approx(scalars.ledger.absorbed[0]));
    }
}

TEST_CASE("denominators: quotients by a stabiliser near the smallest number", "[kernel]") {
    struct net : network<input<1, 32, 32>::non_negative, conv2d<4, kernel<1>>> {};
    auto const m = make_model<net>(std::array{1.0F, 1.0F, 1.0F, 1.0F}, std::array{0.0F, 0.0F, 0.0F, 0.0F});
    input_tensor<net> const x{};
    auto const s = std::make_unique<output_tensor<net>>();
    std::ranges::fill(*s, 1.0F);
    auto const why = m.explain<plus<1e-35>>(x, start_vector(*s));
    CHECK(why.status == status::ok);
    CHECK(why.ledger.absorbed[0] == Approx(4 * 32 * 32));
}

TEST_CASE("denominators: beside the forward pass or not, by every engine", "[kernel]") {
    // Larger patches in the forward pass than in the step, but for an engine with small ones; then single pixels.
    struct net
        : network<input<32, 12, 12>::non_negative, conv2d<32, kernel<3>, same>, relu, conv2d<32, kernel<3>, same>,
                  relu, conv2d<64, kernel<1>>, relu, conv2d<64, kernel<1>>, relu, flatten, dense<4>> {};
    using small_patches = kernels::with_patches<vector_engine, winograd_patches::of_4>;
    auto const m = model_of<net>(3);
    support::numbers source(4);
    input_tensor<net> x;
    source.fill(x, 0, 1);
    auto const of_rules = [&]<class Rules>(std::type_identity<Rules>) {
        auto const buffers = std::make_unique<workspace<net, Rules>>();
        auto const scalars = m.template explain<Rules, scalar_engine>(x, *buffers);
        auto const agrees = [&]<class Engine>(std::type_identity<Engine>) {
            std::ranges::fill(buffers->values, std::numeric_limits<float>::quiet_NaN());
            auto const vectors = m.template explain<Rules, Engine>(x, *buffers);
            CHECK(vectors.status == status::ok);
            CHECK(support::largest_difference(vectors.relevance, scalars.relevance) <
                  1e-4 * support::largest_magnitude(scalars.relevance));
        };
        agrees(std::type_identity<vector_engine>{});
        agrees(std::type_identity<small_patches>{});
        agrees(std::type_identity<direct_engine>{});
        agrees(std::type_identity<constant_time_engine>{});
    };
    of_rules(std::type_identity<epsilon_plus>{});
    if constexpr (!support::sanitized) of_rules(std::type_identity<gammas>{});
}

TEST_CASE("denominators: an engine without Winograd's forms keeps to the memory", "[kernel]") {
    struct net : network<input<32, 16, 16>, conv2d<10, kernel<5>, same>, relu, flatten, dense<4>> {};
    auto const m = model_of<net>(5);
    support::numbers source(6);
    auto const x = std::make_unique<input_tensor<net>>();
    source.fill(*x);
    struct guarded {
        workspace<net> values;
        std::array<float, 1024> behind;
    };
    auto const memory = std::make_unique<guarded>();
    memory->behind.fill(7);
    auto const direct = m.predict<direct_engine>(*x, memory->values);
    CHECK(std::ranges::count(memory->behind, 7.0F) == 1024);
    auto const scores = m.predict(*x, memory->values);
    for (size_t k = 0; k < scores.size(); ++k) CHECK(direct[k] == Approx(scores[k]).epsilon(1e-4));
}
