#include "importer/write_safetensors.hpp"

#include "importer/spelling.hpp"

#include <nlohmann/json.hpp>

#include <bit>
#include <ostream>

static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");

namespace constexplain::importer {

size_t write_safetensors(std::ostream& out, network const& net) {
    nlohmann::ordered_json header;
    header["__metadata__"] = {{"network", net.signature}, {"fingerprint", hexadecimal(net.fingerprint)}};
    size_t offset = 0;
    for (size_t k = 0; k < net.order.size(); ++k)
        for (auto const& array : arrays_of(net.at(k), net.shape_before(k))) {
            size_t const end = offset + sizeof(float) * array.elements.size();
            header[net.names[k] + "." + array.role] = {
                {"dtype", "F32"}, {"shape", array.dims}, {"data_offsets", {offset, end}}};
            offset = end;
        }
    std::string text = header.dump();
    text.append((64 - (8 + text.size()) % 64) % 64, ' ');
    std::uint64_t const length = text.size();
    out.write(reinterpret_cast<char const*>(&length), sizeof length);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    // Made a second time rather than kept: only one layer's arrays are in memory at once.
    for (size_t k = 0; k < net.order.size(); ++k)
        for (auto const& array : arrays_of(net.at(k), net.shape_before(k)))
            out.write(reinterpret_cast<char const*>(array.elements.data()),
                      static_cast<std::streamsize>(sizeof(float) * array.elements.size()));
    return 8 + text.size();
}

}  // namespace constexplain::importer
