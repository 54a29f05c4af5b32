#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<784>::non_negative, dense<300>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_layer<net>)
