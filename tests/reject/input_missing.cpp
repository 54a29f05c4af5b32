// The list begins with the input.
// expect: INPUT_MISUSED<needs::an_input_description, dense<100>, cure::begin_the_list_with_the_input_as_in_input_784_or_input_1_28_28>
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

#ifndef TWIN
struct net : network<dense<100>, relu, dense<10>> {};
#else
struct net : network<input<784>, dense<100>, relu, dense<10>> {};
#endif
