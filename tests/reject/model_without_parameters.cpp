// A model is made of parameters: by make_model or by load.
// expect-gcc: use of deleted function .*model<.*Network = tiny
// expect-clang: call to deleted constructor of .*model<tiny>
#include <constexplain.hpp>

using namespace constexplain;

struct tiny : network<input<4>, dense<3>> {};

#ifndef TWIN
auto predict(std::array<float, 4> const& x) {
    model<tiny> const net;
    return net.predict(x);
}
#else
auto predict(std::array<float, 4> const& x) {
    auto const net = make_model<tiny>(std::array<float, 12>{}, std::array<float, 3>{});
    return net.predict(x);
}
#endif
