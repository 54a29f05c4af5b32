#pragma once
/// A file's bytes in memory: mapped where the system can, read elsewhere.
#include <constexplain/parameters/byte_source.hpp>
#include <constexplain/parameters/error.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

#if __has_include(<sys/mman.h>) && __has_include(<fcntl.h>) && __has_include(<unistd.h>)
#define CONSTEXPLAIN_MAPS_FILES 1
#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#else
#define CONSTEXPLAIN_MAPS_FILES 0
#endif

namespace constexplain {

#if CONSTEXPLAIN_MAPS_FILES

/// A file mapped read-only. Pages take memory once they are read, until `release`.
///
/// Replacing the file (writing another one and renaming it) does not touch an open mapping. Writing into the file may
/// show in it, of which `require_unchanged` tells; where the file is cut, reading behind its new end raises SIGBUS.
class mapped_file {
public:
    explicit mapped_file(std::filesystem::path const& path) : path_{path.string()} {
        detail::regular_file_size(path);  // before opening, which for a pipe would wait
        descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor_ < 0) refuse();
        try {
            map();
        } catch (...) {
            ::close(descriptor_);
            throw;
        }
    }
    mapped_file(mapped_file&& other) noexcept
        : path_{std::move(other.path_)}
        , descriptor_{std::exchange(other.descriptor_, -1)}
        , opened_{other.opened_}
        , bytes_{std::exchange(other.bytes_, {})} {}
    mapped_file& operator=(mapped_file&&) = delete;
    ~mapped_file() {
        if (!bytes_.empty()) ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    [[nodiscard]] std::span<std::byte const> bytes() const noexcept { return bytes_; }

    /// Gives back the memory of the whole pages in `part`; they can still be read, from the file again.
    void release([[maybe_unused]] std::span<std::byte const> part) const noexcept {
#ifdef MADV_DONTNEED
        auto const page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
        auto const begin = (reinterpret_cast<std::uintptr_t>(part.data()) + page - 1) / page * page;
        auto const end = (reinterpret_cast<std::uintptr_t>(part.data()) + part.size()) / page * page;
        if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
#endif
    }

    /// Throws `file_unreadable` if the file was written to since it was opened, as far as its size and times show it.
    /// They do not show what another mapping has written and not yet synchronised.
    void require_unchanged() const {
        if (state() != opened_)
            throw file_unreadable{{path_},
                                  "a file that was changed while it was read",
                                  "one that nobody writes to",
                                  "write a new file and rename it to this name"};
    }

private:
    struct file_state {
        std::uint64_t size;
        std::int64_t modified, modified_part, changed, changed_part;
        friend bool operator==(file_state const&, file_state const&) = default;
    };

    [[noreturn]] void refuse() const {
        throw file_unreadable{{path_}, std::generic_category().message(errno), "a file that can be read"};
    }
    [[nodiscard]] file_state state() const {
        struct stat now{};
        if (::fstat(descriptor_, &now) != 0) refuse();
        if (!S_ISREG(now.st_mode)) throw file_unreadable{{path_}, "a device or a pipe", "a regular file"};
        auto const size = static_cast<std::uint64_t>(now.st_size);
#ifdef __APPLE__
        auto const modified = now.st_mtimespec, changed = now.st_ctimespec;
#else
        auto const modified = now.st_mtim, changed = now.st_ctim;
#endif
        return {size, modified.tv_sec, modified.tv_nsec, changed.tv_sec, changed.tv_nsec};
    }
    void map() {
        opened_ = state();
        if (opened_.size == 0) return;  // nothing can be mapped of it
        if (!std::in_range<std::size_t>(opened_.size))
            throw size_limit_exceeded{{path_}, std::to_string(opened_.size) + " bytes", "what can be addressed"};
        auto const size = static_cast<std::size_t>(opened_.size);
        void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor_, 0);
        if (start == MAP_FAILED) refuse();
        bytes_ = {static_cast<std::byte const*>(start), size};
    }

    std::string path_;
    int descriptor_ = -1;
    file_state opened_{};
    std::span<std::byte const> bytes_;
};

#else

/// A file read into memory, as this system maps none.
class mapped_file {
public:
    explicit mapped_file(std::filesystem::path const& path) {
        detail::file_source source{path};
        bytes_.resize(static_cast<std::size_t>(source.size()));
        source.read_all(bytes_, "file");
        source.read_end();
    }
    [[nodiscard]] std::span<std::byte const> bytes() const noexcept { return bytes_; }
    void release(std::span<std::byte const>) const noexcept {}
    void require_unchanged() const {}  // it is a copy

private:
    std::vector<std::byte> bytes_;
};

#endif

}  // namespace constexplain
