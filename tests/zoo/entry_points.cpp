// What users call of a network of the zoo, with workspaces of the caller's, for object/check.py to read. The build makes
// one object for each network.
#include ZOO_HEADER

namespace {
using namespace constexplain;
using net = folded<ZOO_NETWORK>;  // imported with batch normalisation as layers of its own
}  // namespace

/// Answers are built where the caller wants them, so that they take no stack here.
prediction<net> predict(model<net> const& parameters, input_tensor<net> const& x, workspace<net>& buffers) {
    return parameters.predict(x, buffers);
}
explanation<net> explain(model<net> const& parameters, input_tensor<net> const& x,
                         workspace<net, epsilon_plus>& buffers) {
    return parameters.explain<epsilon_plus>(x, buffers);
}
