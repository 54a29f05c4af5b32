#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<32, 16, 16>::non_negative, conv2d<32, kernel<3>, padding<1>>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_layer<net>)
