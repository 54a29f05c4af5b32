#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<640>::non_negative, dense<128>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_layer<net>)
