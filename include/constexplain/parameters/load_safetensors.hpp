#pragma once
/// Loading a model from a safetensors file. Needs nlohmann/json (the CMake target constexplain::safetensors).
#include <constexplain/parameters/load_from.hpp>
#include <constexplain/parameters/safetensors.hpp>

namespace constexplain {

/// Loads a model from a safetensors file, which is mapped and packed from there: but for copies of arrays of another
/// type than `T`, this takes the model's own memory and one layer's. `__metadata__` must hold the network's signature
/// as `network`; the arrays must be exactly the network's, finite and of its shapes.
///
/// Throws what `load` throws, and `size_limit_exceeded`; `file_unreadable` also where the file was changed meanwhile.
template<static_network Net, class T = float>
[[nodiscard]] model<Net, T> load_safetensors(std::filesystem::path const& path) {
    safetensors_file const file(path);
    detail::require_signature<Net>(file.metadata("network"), path.string(), "entry network in __metadata__",
                                   "save the file with metadata={\"network\": signature}");
    detail::require_only_arrays<Net>(file.names(), path.string());
    auto loaded = load_from<Net, T>(file);
    file.require_unchanged();
    return loaded;
}

}  // namespace constexplain
