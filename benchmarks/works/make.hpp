#pragma once
/// From the driver's arrays to a work.
#include "layer_work.hpp"
#include "work.hpp"
#if defined(BENCHMARK_BATCHES)
#include "batch_work.hpp"
#endif

namespace benchmark {

template<class Net>
std::unique_ptr<any_work> make_network(arrays_in_order arrays) {
    return std::make_unique<network_work<Net>>(load_from<Net>(arrays));
}
/// With batches and threads, where oneTBB is there.
template<class Net>
std::unique_ptr<any_work> make_batches(arrays_in_order arrays) {
#if defined(BENCHMARK_BATCHES)
    return std::make_unique<batch_work<Net>>(load_from<Net>(arrays));
#else
    return make_network<Net>(arrays);
#endif
}
template<class Net>
std::unique_ptr<any_work> make_layer(arrays_in_order arrays) {
    return std::make_unique<layer_work<Net>>(load_from<Net>(arrays));
}

}  // namespace benchmark
