// A batch normalisation has a rule of its own or is folded: passed over in silence, it would change maps grossly.
// expect: LAYER_WITHOUT_RULE<layer<1, batch_norm<.*>>, cure::add_an_on_entry_that_selects_it>
#include <constexplain.hpp>
#include <constexplain/network/fold.hpp>

using namespace constexplain;

struct net : network<input<1, 6, 6>, conv2d<2, kernel<3>>, batch_norm<>, relu, flatten, dense<3>> {};

#ifndef TWIN
static_assert(admissible<net, epsilon_plus>);
#else
static_assert(admissible<folded<net>, epsilon_plus>);
#endif
