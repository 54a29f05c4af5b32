// The parameters in a file that is mapped.
#include "expected.hpp"

#include <constexplain/parameters/load_safetensors.hpp>

#include <tiny_mapped.hpp>

int main() {
    auto const net = constexplain::load_safetensors<tiny_mapped>(TINY_MAPPED_PARAMETERS);
    return as_expected(net.predict(ramp())) ? 0 : 1;
}
