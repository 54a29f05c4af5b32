#pragma once
/// Loading a model from an `.npz` file. Needs libzip (the CMake target constexplain::npz).
#include <constexplain/parameters/load_from.hpp>
#include <constexplain/parameters/npy_folder.hpp>
#include <constexplain/parameters/npz.hpp>

#include <fstream>

namespace constexplain {

/// The array of a parameter file that holds the network's signature as text.
inline constexpr std::string_view signature_array = "network";

namespace detail {

/// Checks that an archive of arrays was made for the network and holds nothing else, then fills a model from it.
template<class Net, class T, class Archive>
model<Net, T> load_archive(Archive const& file, std::string const& path) {
    std::optional<std::string> signature;
    // A signature that is longer than any sensible one is not read to its end.
    if (file.contains(signature_array)) signature = file.text(signature_array, 64 * Net::signature.size() + 65536);
    require_signature<Net>(signature, path, "array named network", "save it as a bytes array named network");
    auto names = file.names();
    std::erase(names, signature_array);
    require_only_arrays<Net>(names, path);
    return load_from<Net, T>(file);
}

/// A file that only `load_safetensors` reads is told from a damaged archive, also under another name: after eight
/// bytes of length comes its header, in JSON.
inline void require_no_safetensors(std::filesystem::path const& path) {
    regular_file_size(path);  // before opening, which for a pipe would wait
    std::array<char, 9> start{};
    std::ifstream(path, std::ios::binary).read(start.data(), start.size());
    if (path.extension() == ".safetensors" || (start[7] == '\0' && start[8] == '{'))
        throw malformed_file({path.string()}, "a safetensors file", "an .npz file or a folder of .npy files",
                             "load_safetensors reads it: constexplain/parameters/load_safetensors.hpp");
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
    detail::require_no_safetensors(path);
    return detail::load_archive<Net, T>(npz_file(path), path.string());
}

}  // namespace constexplain
