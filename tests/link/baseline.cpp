#include "instruction_sets.hpp"

namespace instruction_sets {

std::vector<double> answers_of_the_other_file() { return answers<vector_engine>(); }

}  // namespace instruction_sets
