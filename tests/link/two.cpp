#include "net.hpp"

namespace link_test {

explanation<net> explained_in_two(input_tensor<net> const& image) { return bound().explain<net_rules>(image); }
void const* signature_in_two() { return net::signature.data(); }

}  // namespace link_test
