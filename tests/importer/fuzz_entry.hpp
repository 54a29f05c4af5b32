// What the fuzzer of the importer, and the replay of its findings, do with some bytes. An `import_error` is a right answer; any
// other exception, a sanitizer's report, or a network that contradicts itself, is a finding.
#pragma once

#include "importer/names.hpp"
#include "importer/network.hpp"
#include "importer/read_model.hpp"
#include "importer/spelling.hpp"
#include "importer/write_header.hpp"
#include "importer/write_safetensors.hpp"

#include <cstdlib>
#include <sstream>

namespace fuzz {

namespace ci = constexplain::importer;

inline void require(bool holds) {
    if (!holds) std::abort();  // also where assert() says nothing
}

inline void onnx(std::string_view bytes) {
    for (bool const keep : {false, true}) try {
            ci::options wanted;
            wanted.name = "net";
            wanted.keep_batch_norm = keep;
            ci::network const net = ci::make_network(ci::read_model(bytes, "fuzz.onnx", "/nonexistent"), wanted);
            std::size_t parameters = 0;
            for (std::size_t k = 0; k < net.order.size(); ++k) {
                require(net.order[k].boundaries.size() == net.at(k).inputs.size());
                for (std::size_t boundary : net.order[k].boundaries) require(boundary <= k);
                for (auto const& array : ci::arrays_of(net.at(k), net.shape_before(k))) {
                    std::size_t count = 1;
                    for (std::size_t extent : array.dims) count *= extent;
                    require(count == array.elements.size());
                    parameters += count;
                }
            }
            require(parameters == net.parameters());
            std::ostringstream out;
            ci::write_header(out, net, wanted);
            ci::write_safetensors(out, net);
        } catch (ci::import_error const& error) {
            require(error.what()[0] != '\0');
        }
}

}  // namespace fuzz
