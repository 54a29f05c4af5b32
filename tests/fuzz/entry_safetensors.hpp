#pragma once

#include "entry.hpp"

#include <constexplain/parameters/safetensors.hpp>

namespace fuzz {

/// The header, parsed once more, says of an array what the reader says.
inline void require_same(nlohmann::json const& header, ce::safetensors_array const& array) {
    auto const& said = header.at(array.name);
    require(said.size() == 3 && said.at("dtype") == array.type && said.at("shape") == array.shape);
    require(said.at("data_offsets") == std::vector<std::size_t>{array.begin, array.end});
}

/// Reading as float, as double and in place give the same numbers, or all refuse.
inline void read_in_all_ways(ce::safetensors_file const& file, ce::safetensors_array const& array) {
    std::size_t count = 1;
    for (auto const extent : array.shape) count *= extent;
    require(count <= array.end - array.begin);
    std::span<std::size_t const> const shape{array.shape};
    std::vector<float> narrow(count);
    std::vector<double> wide(count), again(count);
    bool const no_floats = refused([&] { file.read(array.name, shape, std::span{narrow}); });
    bool const no_doubles = refused([&] { file.read(array.name, shape, std::span{wide}); });
    require(no_floats == no_doubles || array.type == "F64");
    float const* in_place = nullptr;
    bool const no_view = refused([&] { in_place = file.view<float>(array.name, shape); });
    require(!no_view || (no_floats && array.type == "F32"));
    if (!no_floats)
        for (std::size_t k = 0; k < count; ++k) {
            require(static_cast<double>(narrow[k]) == wide[k]);
            if (in_place != nullptr) require(in_place[k] == narrow[k]);
        }
    file.release(array.name);
    bool const other_type = refused([&] { file.read(array.name, shape, std::span{again}, ce::non_finite::allowed); });
    require(!other_type || no_doubles);
    if (count > 0) {
        wide.pop_back();
        require(refused([&] { file.read(array.name, shape, std::span{wide}, ce::non_finite::allowed); }));
    }
}

inline void safetensors(std::span<std::byte const> bytes) {
    refused([&] {
        ce::safetensors_file const file{bytes, "fuzz"};
        std::uint64_t length = 0;
        for (std::size_t k = 0; k < 8; ++k) length |= std::to_integer<std::uint64_t>(bytes[k]) << (8 * k);
        auto const* const text = reinterpret_cast<char const*>(bytes.data()) + 8;
        auto const header = nlohmann::json::parse(text, text + length);
        require(header.size() == file.names().size() + (header.contains("__metadata__") ? 1 : 0));
        std::size_t covered = 0, arrays = 0;
        for (auto const& name : file.names()) {
            require(file.contains(name));
            auto const& array = file.array(name);
            require_same(header, array);
            require(array.begin == covered);
            covered = array.end;
            if (++arrays <= 16) read_in_all_ways(file, array);
        }
        require(covered == bytes.size() - 8 - length);
        if (header.contains("__metadata__"))
            for (auto const& [key, value] : header.at("__metadata__").items())
                require(file.metadata(key) == value.get<std::string>());
        std::vector<float> out(6);
        std::size_t const shape[]{2, 3};
        refused([&] { file.read("w", shape, std::span{out}); });
        refused([&] { (void)file.array("absent"); });
    });
}

}  // namespace fuzz
