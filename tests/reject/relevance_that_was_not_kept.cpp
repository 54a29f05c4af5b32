// Relevance at a boundary that the explanation was not asked to keep.
// expect: relevance_at: ask for this boundary with keep<...>
// lines: 16
#include <constexplain.hpp>
using namespace constexplain;

struct net : network<input<4>::non_negative, dense<3>, relu, dense<2>> {};
struct why : rules<on<dense_layers, epsilon<>>> {};

float relevance_of_the_hidden_layer(model<net> const& m, input_tensor<net> const& values) {
#ifndef TWIN
    return m.explain<why>(values, keep<0>).relevance_at<1>()[0];
#else
    return m.explain<why>(values, keep<0, 1>).relevance_at<1>()[0];
#endif
}
