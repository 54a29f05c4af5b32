#pragma once

#include <constexplain/parameters/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <ios>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace constexplain::detail {

/// Bytes in sequence, from a file, from memory or from an archive's member.
class byte_source {
public:
    byte_source(byte_source const&) = delete;
    byte_source& operator=(byte_source const&) = delete;
    virtual ~byte_source() = default;

    /// Fills `to` as far as there are bytes, and returns how many there were; at the end, zero.
    virtual std::size_t read(std::span<std::byte> to) = 0;

    /// How many bytes the source claims to hold: to be compared before anything is allocated, and never trusted.
    std::uint64_t size() const noexcept { return size_; }
    origin const& where() const noexcept { return where_; }

    /// Fills all of `to`.
    void read_all(std::span<std::byte> to, std::string_view what) {
        auto const got = read(to);
        if (got != to.size())
            throw malformed_file{where_, "an end after " + std::to_string(got) + " bytes of the " + std::string{what},
                                 std::to_string(to.size()) + " bytes",
                                 "the file is truncated: write or copy it again"};
    }

    /// Throws unless every byte was read. In an archive this is also when the checksum is compared.
    void read_end() {
        std::byte more{};
        if (read({&more, 1}) != 0)
            throw malformed_file{where_, "bytes after the array", "an end after the last element"};
    }

protected:
    byte_source(origin where, std::uint64_t size) : where_{std::move(where)}, size_{size} {}

private:
    origin where_;
    std::uint64_t size_;
};

class memory_source final : public byte_source {
public:
    memory_source(std::span<std::byte const> bytes, origin where)
        : byte_source{std::move(where), bytes.size()}
        , rest_{bytes} {}

    std::size_t read(std::span<std::byte> to) override {
        auto const count = std::min(to.size(), rest_.size());
        if (count != 0) std::memcpy(to.data(), rest_.data(), count);
        rest_ = rest_.subspan(count);
        return count;
    }

private:
    std::span<std::byte const> rest_;
};

/// The size of a regular file. Others are refused here: a directory has no bytes, and a pipe could block for ever.
inline std::uint64_t regular_file_size(std::filesystem::path const& path) {
    std::error_code failure;
    auto const type = std::filesystem::status(path, failure).type();
    if (type != std::filesystem::file_type::regular) {
        std::string found = "a device or a pipe";
        if (type == std::filesystem::file_type::directory) found = "a directory";
        if (type == std::filesystem::file_type::not_found) found = "no such file";
        if (type == std::filesystem::file_type::none) found = failure.message();
        throw file_unreadable{{path.string()}, found, "a regular file"};
    }
    auto const size = std::filesystem::file_size(path, failure);
    if (failure) throw file_unreadable{{path.string()}, failure.message(), "a file of known size"};
    return size;
}

class file_source final : public byte_source {
public:
    explicit file_source(std::filesystem::path const& path)
        : byte_source{{path.string()}, regular_file_size(path)}
        , stream_{path, std::ios::binary} {
        if (!stream_) throw file_unreadable{where(), "a file that cannot be opened", "one with read permission"};
    }

    std::size_t read(std::span<std::byte> to) override {
        if (stream_.eof()) return 0;
        stream_.read(reinterpret_cast<char*>(to.data()), static_cast<std::streamsize>(to.size()));
        if (stream_.bad()) throw file_unreadable{where(), "a read error", "readable bytes"};
        return static_cast<std::size_t>(stream_.gcount());
    }

private:
    std::ifstream stream_;
};

}  // namespace constexplain::detail
