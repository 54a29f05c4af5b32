// Derivative times input has no meaning where the input is the number of a word.
// expect: RULE_NOT_ADMISSIBLE<layer<0, embedding<100, 16>>, times_input, needs::inputs_that_are_quantities, .*numbers_of_rows, cure::leave_times_input_out_and_keep_the_relevance_behind_the_embedding>
#include <constexplain/layer/layers.hpp>
#include <constexplain/plan/verdict.hpp>
#include <constexplain/rule/composites.hpp>

using namespace constexplain;

struct words : network<input<8>, embedding<100, 16>, mean_over_sequence, dense<2>> {};
#ifndef TWIN
static_assert(admissible<words, gradient_times_input>);
#else
static_assert(admissible<words, gradient>);
#endif
