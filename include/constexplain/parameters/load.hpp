#pragma once
/// Loading a model from a parameter file. Needs libzip (the CMake target constexplain::npz).
#include <constexplain/parameters/make_model.hpp>
#include <constexplain/parameters/npy_folder.hpp>
#include <constexplain/parameters/npz.hpp>

namespace constexplain {

/// Where arrays are read from by name: `read(name, needed shape, elements)` fills the elements or throws.
template<class Source, class T>
concept parameter_source = requires(Source& source, std::string const& name, std::span<size_t const> needed,
                                    std::span<T> elements) { source.read(name, needed, elements); };

/// Fills a model from a source of arrays: `<layer>.weight` as [out][in / groups][h][w] or [out][in], `<layer>.bias`
/// as [out], where <layer> is the layer's name or its index in the list (as in PyTorch's Sequential).
template<static_network Net, class T = float, class Source>
    requires parameter_source<std::remove_reference_t<Source>, T>
[[nodiscard]] model<Net, T> load_from(Source&& source) {
    owned_parameters<T, parameter_layout<Net, T>::total> packed;
    [&]<class... Nodes>(meta::list<Nodes...>) {
        (
            [&] {
                using P = layer_parameters<Nodes>;
                auto const read = [&](std::string const& name, shape const& needed) {
                    std::vector<T> elements(needed.count());
                    source.read(name, std::span<size_t const>(needed.extents.data(), needed.rank),
                                std::span<T>(elements));
                    return elements;
                };
                auto const weight = read(P::weight_name(), P::weight_shape);
                auto const bias = P::has_bias ? read(P::bias_name(), shape{P::bias_count}) : std::vector<T>{};
                detail::pack_layer<Nodes>(packed.data(), weight.data(), P::has_bias ? bias.data() : nullptr);
            }(),
            ...);
    }(linear_nodes<Net>{});
    return model<Net, T>(std::move(packed));
}

namespace detail {
// Appends only: g++ 12 warns falsely about `"..." + string` (GCC bug 105651).
inline std::string in_quotes(std::string_view text) {
    std::string result(1, '"');
    result.append(text);
    result += '"';
    return result;
}
}  // namespace detail

/// The array of a parameter file that holds the network's signature as text.
inline constexpr std::string_view signature_array = "network";

namespace detail {

/// Checks that an archive of arrays was made for the network and holds nothing else, then fills a model from it.
template<class Net, class T, class Archive>
model<Net, T> load_archive(Archive const& file, std::string const& path) {
    if (!file.contains(signature_array))
        throw fingerprint_mismatch({path}, "no array named network",
                                   "the network's signature, " + in_quotes(Net::signature),
                                   "save it as a bytes array named network");
    // A signature that is longer than any sensible one is not read to its end.
    std::string const found = file.text(signature_array, 64 * Net::signature.size() + 65536);
    if (found != Net::signature)
        throw fingerprint_mismatch({path, std::string(signature_array)}, in_quotes(printable(found, 1000)),
                                   in_quotes(Net::signature), "load the file that was made for this network");
    std::vector<std::string> known{std::string(signature_array)};
    [&]<class... Nodes>(meta::list<Nodes...>) {
        ((known.push_back(layer_parameters<Nodes>::weight_name()),
          layer_parameters<Nodes>::has_bias ? known.push_back(layer_parameters<Nodes>::bias_name()) : void()),
         ...);
    }(linear_nodes<Net>{});
    for (auto const& name : file.names())
        if (std::find(known.begin(), known.end(), name) == known.end())
            throw surplus_array({path, name}, "an array that the network does not have",
                                "only the network's own arrays");
    return load_from<Net, T>(file);
}

}  // namespace detail

/// Loads a model from an `.npz` file or from a folder of `.npy` files. It must hold the network's signature (array
/// `network`), and exactly the network's arrays, finite and of its shapes.
///
/// Throws `file_unreadable`, `malformed_file`, `fingerprint_mismatch`, `missing_array`, `surplus_array`,
/// `shape_mismatch`, `element_type_mismatch` or `value_not_finite`, all of them `parameter_error`.
template<static_network Net, class T = float>
[[nodiscard]] model<Net, T> load(std::filesystem::path const& path) {
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown))
        return detail::load_archive<Net, T>(npy_folder(path), path.string());
    return detail::load_archive<Net, T>(npz_file(path), path.string());
}

}  // namespace constexplain
