// The autoencoder of MLPerf Tiny, its batch normalisation folded.
#include "make.hpp"

namespace {
using namespace constexplain;
struct net : network<input<640>, dense<128>, relu, dense<128>, relu, dense<128>, relu, dense<128>, relu, dense<8>,
                     relu, dense<128>, relu, dense<128>, relu, dense<128>, relu, dense<128>, relu, dense<640>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_batches<net>)
