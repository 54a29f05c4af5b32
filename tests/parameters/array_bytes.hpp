#pragma once

#include <constexplain/parameters/error.hpp>

#include <atomic>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

/// Builds .npy files byte by byte, without the code under test.
namespace array_bytes {

template<class Unsigned>
std::string little_endian(Unsigned value) {
    std::string bytes;
    for (std::size_t i = 0; i < sizeof value; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xff);
    return bytes;
}

inline std::string floats(std::initializer_list<float> values) {
    std::string bytes;
    for (float const value : values) bytes += little_endian(std::bit_cast<std::uint32_t>(value));
    return bytes;
}
inline std::string doubles(std::initializer_list<double> values) {
    std::string bytes;
    for (double const value : values) bytes += little_endian(std::bit_cast<std::uint64_t>(value));
    return bytes;
}

/// Signature, version, length, and the header's text as it is given.
inline std::string raw(std::string const& header, std::string_view data = {}, char version = 1) {
    auto const length = version == 1 ? little_endian(static_cast<std::uint16_t>(header.size()))
                                     : little_endian(static_cast<std::uint32_t>(header.size()));
    return std::string{"\x93NUMPY"} + version + '\0' + length + header + std::string{data};
}

/// As NumPy writes it: padded so that the data starts at a multiple of 64.
inline std::string npy(std::string const& descr, std::string const& shape, std::string_view data, char version = 1,
                       bool fortran = false) {
    std::string header =
        "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }";
    std::size_t const start = version == 1 ? 10 : 12;
    header.append(63 - (start + header.size()) % 64, ' ').append("\n");
    return raw(header, data, version);
}

inline std::span<std::byte const> bytes(std::string const& text) { return std::as_bytes(std::span{text}); }

/// A path that is unique to this process's run, removed at the end.
class temporary_path {
public:
    explicit temporary_path(std::string const& suffix) {
        static std::atomic<unsigned> serial{0};
        auto const now = std::chrono::steady_clock::now().time_since_epoch().count();
        path_ = std::filesystem::temp_directory_path() /
                ("constexplain-" + std::to_string(now) + "-" + std::to_string(serial++) + suffix);
    }
    temporary_path(std::string const& suffix, std::string const& content) : temporary_path{suffix} {
        std::ofstream{path_, std::ios::binary}.write(content.data(), static_cast<std::streamsize>(content.size()));
    }
    temporary_path(temporary_path const&) = delete;
    temporary_path& operator=(temporary_path const&) = delete;
    ~temporary_path() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    operator std::filesystem::path const&() const noexcept { return path_; }
    std::filesystem::path const& path() const noexcept { return path_; }

private:
    std::filesystem::path path_;
};

/// The message of the exception of exactly this class; otherwise what happened instead.
template<class Exception, class Function>
std::string message(Function&& call) {
    try {
        call();
    } catch (constexplain::parameter_error const& error) {
        if (typeid(error) == typeid(Exception)) return error.what();
        return std::string{"another parameter_error: "} + error.what();
    }
    return "no exception";
}

inline bool has(std::string const& text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace array_bytes
