// A network is a description; a model of it predicts.
// expect-gcc: struct tiny.* has no member named .*predict
// expect-clang: no member named 'predict' in 'tiny'
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<3>> {};

#ifndef TWIN
auto predict(std::array<float, 4> const& x) { return tiny{}.predict(x); }
#else
auto predict(std::array<float, 4> const& x) {
    return make_model<tiny>(std::array<float, 12>{}, std::array<float, 3>{}).predict(x);
}
#endif
