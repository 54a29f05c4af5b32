// A user's program: includes everything and runs a network of constants.
#include <constexplain.hpp>

#include <array>
#include <cstdio>

using namespace constexplain;

struct tiny : network<input<2>, dense<2>, relu, dense<1>> {};
struct tiny_rules : rules<on<linear_layers, epsilon<>>> {};
static_assert(tiny::output == shape{1});

int main() {
    std::array<float, 4> const first{1, -1, 2, 1};
    std::array<float, 2> const second{1, 2};
    auto const net = make_model<tiny>(first, std::array<float, 2>{}, second, std::array<float, 1>{});
    auto const answer = net.explain<tiny_rules>(std::array<float, 2>{3, 1});
    std::printf("score %g, relevance %g and %g\n", static_cast<double>(answer.scores[0]),
                static_cast<double>(answer.relevance[0]), static_cast<double>(answer.relevance[1]));
    return answer.status == status::ok ? 0 : 1;
}
