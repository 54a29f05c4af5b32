#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<1, 28, 28>::within<0, 1>, conv2d<10, kernel<5>>, relu, max_pool<2>, conv2d<25, kernel<5>>,
                     relu, max_pool<2>, flatten, dense<100>, relu, dense<10>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_network<net>)
