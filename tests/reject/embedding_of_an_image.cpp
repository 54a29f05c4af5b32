// An embedding reads a vector of row numbers.
// expect: SHAPE_MISMATCH<layer<0, embedding<100, 16>>, needs::a_vector_of_row_numbers, given<1, 8, 8>, cure::declare_the_input_as_input_steps>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct words : network<input<1, 8, 8>, embedding<100, 16>, mean_over_sequence> {};
#else
struct words : network<input<64>, embedding<100, 16>, mean_over_sequence> {};
#endif
