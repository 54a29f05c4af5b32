// A model computes in float or double.
// expect: SCALAR_NOT_SUPPORTED<int, needs::float_or_double, cure::choose_float_or_double>
#include <constexplain.hpp>

using namespace constexplain;

struct digits : network<input<1, 28, 28>, flatten, dense<10>> {};

#ifndef TWIN
size_t bytes(model<digits, int> const& net) { return sizeof(net); }
#else
size_t bytes(model<digits, double> const& net) { return sizeof(net); }
#endif
