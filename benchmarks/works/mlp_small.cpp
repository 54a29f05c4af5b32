#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<16>::non_negative, dense<32>, relu, dense<32>, relu, dense<5>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_batches<net>)
