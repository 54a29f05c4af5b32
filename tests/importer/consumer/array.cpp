// The parameters as constants; batch normalisation is a layer here.
#include "expected.hpp"

#include <tiny_array_arrays.hpp>

int main() {
    constexpr auto net = tiny_array_model();
    return as_expected(net.predict(ramp())) ? 0 : 1;
}
