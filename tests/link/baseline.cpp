#include "instruction_sets.hpp"

namespace instruction_sets {

float score_in_the_other_file() {
    auto const bound = make_model<net>(weights, values, last_weights, last_biases);
    return bound.explain<net_rules>(values).scores[0];
}

}  // namespace instruction_sets
