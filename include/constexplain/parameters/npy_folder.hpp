#pragma once
/// A folder of `.npy` files as a parameter file: one array each, named as the file.
#include <constexplain/parameters/npy.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace constexplain {

/// Offers what `npz_file` offers. Other files in the folder are refused as surplus when it is opened.
class npy_folder {
public:
    explicit npy_folder(std::filesystem::path folder) : folder_{std::move(folder)} {
        std::error_code failure;
        auto entry = std::filesystem::directory_iterator(folder_, failure);
        for (; !failure && entry != std::filesystem::directory_iterator{}; entry.increment(failure)) {
            auto const& path = entry->path();
            if (path.extension() != ".npy")
                throw surplus_array{{folder_.string(), path.filename().string()},
                                    "a file that is no array",
                                    "only files named *.npy"};
            names_.push_back(path.stem().string());
        }
        if (failure) throw file_unreadable{{folder_.string()}, failure.message(), "a readable folder"};
        std::sort(names_.begin(), names_.end());
    }

    /// The arrays' names, without `.npy`, sorted.
    [[nodiscard]] std::vector<std::string> const& names() const noexcept { return names_; }
    [[nodiscard]] bool contains(std::string_view name) const noexcept {
        return std::find(names_.begin(), names_.end(), name) != names_.end();
    }

    /// As `read_npy`.
    template<class T>
    void read(std::string_view name, std::span<std::size_t const> needed, std::span<T> out) const {
        if (!contains(name)) throw missing_array{{folder_.string(), std::string{name}}, "no such file", "the array"};
        read_npy(file(name), needed, out);
    }
    [[nodiscard]] std::string text(std::string_view name, std::size_t byte_limit = default_text_limit) const {
        return load_npy_text(file(name), byte_limit);
    }

private:
    [[nodiscard]] std::filesystem::path file(std::string_view name) const {
        return folder_ / (std::string{name} + ".npy");
    }
    std::filesystem::path folder_;
    std::vector<std::string> names_;
};

}  // namespace constexplain
