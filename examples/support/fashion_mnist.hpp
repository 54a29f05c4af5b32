#pragma once

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace constexplain::examples {

/// The data set's files are absent or not what they should be: names the file, the fault and the cure.
struct data_set_error : std::runtime_error {
    data_set_error(std::filesystem::path const& file, std::string const& fault)
        : std::runtime_error(file.string() + ": " + fault + "; (re)install Debian's package dataset-fashion-mnist") {}
};

/// Fashion-MNIST: grey pictures of clothes, 28 x 28 pixels, in ten classes.
class fashion_mnist {
public:
    static constexpr std::size_t height = 28, width = 28, pixels = height * width;
    static constexpr std::array<std::string_view, 10> class_names{
        "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"};
    /// Where Debian's package puts the files.
    static constexpr char const* package_folder = "/usr/share/datasets/fashion-mnist";

    /// The 60,000 images for training, or the 10,000 for testing. Throw data_set_error.
    static fashion_mnist training(std::filesystem::path const& folder = package_folder) {
        return {folder, "train", 60'000};
    }
    static fashion_mnist test(std::filesystem::path const& folder = package_folder) {
        return {folder, "t10k", 10'000};
    }

    std::size_t size() const noexcept { return labels_.size(); }

    /// The true class, from 0 to 9.
    std::size_t label(std::size_t index) const { return labels_.at(index); }

    /// The pixels row by row, from 0 (black) to 1; as a network with one input channel reads them.
    std::array<float, pixels> image(std::size_t index) const {
        if (index >= size())
            throw std::out_of_range("fashion_mnist: found index " + std::to_string(index) + ", needs less than " +
                                    std::to_string(size()));
        std::array<float, pixels> result{};
        std::ranges::transform(std::span{images_}.subspan(index * pixels, pixels), result.begin(),
                               [](std::uint8_t byte) { return static_cast<float>(byte) / 255.0f; });
        return result;
    }

private:
    fashion_mnist(std::filesystem::path const& folder, std::string const& part, std::uint32_t count)
        : images_{read_idx(folder / (part + "-images-idx3-ubyte.gz"), 0x803, {count, height, width})}
        , labels_{read_idx(folder / (part + "-labels-idx1-ubyte.gz"), 0x801, {count})} {
        if (auto const bad = std::ranges::find_if(labels_, [](auto label) { return label >= class_names.size(); });
            bad != labels_.end())
            throw data_set_error(folder / (part + "-labels-idx1-ubyte.gz"),
                                 "found label " + std::to_string(*bad) + ", needs 0 to 9");
    }

    struct close {
        void operator()(gzFile file) const noexcept { gzclose(file); }
    };

    /// A gzipped IDX file of bytes: a magic number and the extents as big-endian 32-bit numbers, then the bytes.
    static std::vector<std::uint8_t> read_idx(std::filesystem::path const& path, std::uint32_t magic,
                                              std::vector<std::uint32_t> const& extents) {
        std::unique_ptr<std::remove_pointer_t<gzFile>, close> const file{gzopen(path.string().c_str(), "rb")};
        if (file == nullptr) throw data_set_error(path, "cannot be opened");
        require_number(path, file.get(), magic, "magic number");
        std::size_t size = 1;
        for (auto const extent : extents) {
            require_number(path, file.get(), extent, "extent");
            size *= extent;
        }
        std::vector<std::uint8_t> bytes(size + 1);  // one more, to see the file's end and its checksum
        auto const found = read(path, file.get(), bytes);
        if (found != size)
            throw data_set_error(path, found < size ? "truncated: found " + std::to_string(found) +
                                                          " bytes after its header, needs " + std::to_string(size)
                                                    : "has bytes after its end");
        bytes.pop_back();
        return bytes;
    }

    static std::size_t read(std::filesystem::path const& path, gzFile file, std::span<std::uint8_t> bytes) {
        int const found = gzread(file, bytes.data(), static_cast<unsigned>(bytes.size()));
        int error = Z_OK;
        gzerror(file, &error);
        if (found < 0 || error != Z_OK) throw data_set_error(path, error == Z_BUF_ERROR ? "truncated" : "damaged");
        return static_cast<std::size_t>(found);
    }

    static void require_number(std::filesystem::path const& path, gzFile file, std::uint32_t needed,
                               char const* what) {
        std::array<std::uint8_t, 4> bytes{};
        if (read(path, file, bytes) != bytes.size()) throw data_set_error(path, "truncated in its header");
        auto const found = std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
                           std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
        if (found != needed)
            throw data_set_error(path, std::string{"found "} + what + " " + std::to_string(found) + ", needs " +
                                           std::to_string(needed));
    }

    std::vector<std::uint8_t> images_, labels_;
};

}  // namespace constexplain::examples
