#include "instruction_sets.hpp"

#include <cstdio>

using namespace instruction_sets;

int main() {
    auto const bound = make_model<net>(weights, values, last_weights, last_biases);
    float const expected = bound.predict<scalar_engine>(values)[0];
    float const here = bound.explain<net_rules>(values).scores[0];
    float const there = score_in_the_other_file();
    std::printf("expected %g, this file %g, the other file %g\n", static_cast<double>(expected),
                static_cast<double>(here), static_cast<double>(there));
    return here == expected && there == expected ? 0 : 1;
}
