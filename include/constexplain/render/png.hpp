#pragma once

#include <constexplain/render/image.hpp>

#include <png.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace constexplain::render {

/// A PNG file that could not be written or read: names the path and the reason.
struct png_file_error : std::runtime_error {
    png_file_error(std::filesystem::path const& path, std::string const& reason)
        : std::runtime_error(path.string() + ": " + reason) {}
};

namespace detail {

struct free_png_image {
    void operator()(png_image* control) const noexcept { png_image_free(control); }
};

inline std::string error_text(int number) { return std::generic_category().message(number); }

}  // namespace detail

/// Writes to a new file beside `path`, then renames it: `path` holds all of the image or what it held before.
/// Throws png_file_error.
inline void write_png(std::filesystem::path const& path, image const& source) {
    png_image control{};
    control.version = PNG_IMAGE_VERSION;
    control.width = static_cast<png_uint_32>(source.width());
    control.height = static_cast<png_uint_32>(source.height());
    control.format = PNG_FORMAT_RGB;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(control);
    std::vector<unsigned char> encoded(size);
    if (!png_image_write_to_memory(&control, encoded.data(), &size, 0, source.bytes().data(), 0, nullptr))
        throw png_file_error(path, control.message);

    auto temporary = path;
    temporary += "." + std::to_string(std::random_device{}()) + ".part";
    std::FILE* const file = std::fopen(temporary.string().c_str(), "wbx");
    if (file == nullptr) throw png_file_error(path, "cannot create a file beside it: " + detail::error_text(errno));
    errno = 0;
    bool const written = std::fwrite(encoded.data(), 1, size, file) == size;
    int const write_error = errno;
    bool const closed = std::fclose(file) == 0;
    std::error_code failure;
    if (!written || !closed)
        failure.assign(written ? errno : write_error, std::generic_category());
    else
        std::filesystem::rename(temporary, path, failure);
    if (failure) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw png_file_error(path, "cannot write: " + failure.message());
    }
}

/// Reads any PNG as eight bits per channel, transparent pixels on white. Throws png_file_error and image_error.
inline image read_png(std::filesystem::path const& path) {
    png_image control{};
    control.version = PNG_IMAGE_VERSION;
    std::unique_ptr<png_image, detail::free_png_image> const guard{&control};
    if (!png_image_begin_read_from_file(&control, path.string().c_str())) throw png_file_error(path, control.message);
    control.format = PNG_FORMAT_RGB;
    image result{control.width, control.height};
    png_color const background{255, 255, 255};
    if (!png_image_finish_read(&control, &background, result.bytes().data(), 0, nullptr))
        throw png_file_error(path, control.message);
    return result;
}

}  // namespace constexplain::render
