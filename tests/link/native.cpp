#include "instruction_sets.hpp"

#include <cstdio>

using namespace instruction_sets;

int main() {
    auto const expected = answers<scalar_engine>(), here = answers<vector_engine>(),
               there = answers_of_the_other_file();
    for (size_t k = 0; k < expected.size(); ++k)
        if (here.at(k) != expected[k] || there.at(k) != expected[k])
            std::printf("answer %zu: expected %g, this file %g, the other file %g\n", k, expected[k], here[k],
                        there[k]);
    return here == expected && there == expected ? 0 : 1;
}
