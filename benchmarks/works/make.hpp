#pragma once
/// From the driver's arrays to a work.
#include "layer_work.hpp"
#include "work.hpp"

namespace benchmark {

template<class Net>
std::unique_ptr<any_work> make_network(arrays_in_order arrays) {
    return std::make_unique<network_work<Net>>(load_from<Net>(arrays));
}
template<class Net>
std::unique_ptr<any_work> make_layer(arrays_in_order arrays) {
    return std::make_unique<layer_work<Net>>(load_from<Net>(arrays));
}

}  // namespace benchmark
