#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<784>::within<0, 1>, dense<300>, relu, dense<100>, relu, dense<10>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_batches<net>)
