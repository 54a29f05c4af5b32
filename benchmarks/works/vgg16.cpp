#include "make.hpp"

namespace {
using namespace constexplain;
template<size_t Channels>
using conv = conv2d<Channels, kernel<3>, padding<1>>;
struct net : network<input<3, 224, 224>,                                              //
                     conv<64>, relu, conv<64>, relu, max_pool<2>,                     //
                     conv<128>, relu, conv<128>, relu, max_pool<2>,                   //
                     conv<256>, relu, conv<256>, relu, conv<256>, relu, max_pool<2>,  //
                     conv<512>, relu, conv<512>, relu, conv<512>, relu, max_pool<2>,  //
                     conv<512>, relu, conv<512>, relu, conv<512>, relu, max_pool<2>,  //
                     flatten, dense<4096>, relu, dense<4096>, relu, dense<1000>> {};
}  // namespace

BENCHMARK_WORK(benchmark::make_network<net>)
