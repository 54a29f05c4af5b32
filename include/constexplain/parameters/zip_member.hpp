#pragma once

#include <constexplain/parameters/byte_source.hpp>
#include <constexplain/parameters/error.hpp>

#include <zip.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

/// The only place that knows libzip.
namespace constexplain::detail {

struct zip_deleter {
    void operator()(zip_t* archive) const noexcept { zip_discard(archive); }
    void operator()(zip_file_t* member) const noexcept { zip_fclose(member); }
    void operator()(zip_source_t* source) const noexcept { zip_source_free(source); }
};
using zip_archive = std::unique_ptr<zip_t, zip_deleter>;

/// libzip's account of a failure.
class zip_failure {
public:
    zip_failure() { zip_error_init(&error_); }
    zip_failure(zip_failure const&) = delete;
    zip_failure& operator=(zip_failure const&) = delete;
    ~zip_failure() { zip_error_fini(&error_); }

    zip_error_t* get() noexcept { return &error_; }
    std::string text() { return zip_error_strerror(&error_); }

private:
    zip_error_t error_;
};

/// The file's first bytes tell what it is better than libzip's "not a zip archive" does; they also keep out programs
/// and pictures with an archive at their end, which libzip would open.
inline void require_zip_signature(byte_source& source) {
    using namespace std::string_view_literals;
    std::array<std::byte, 6> start{};
    std::string_view const found{reinterpret_cast<char const*>(start.data()), source.read(start)};
    auto const first_four = found.substr(0, 4);
    if (first_four == "PK\3\4"sv || first_four == "PK\5\6"sv) return;
    throw malformed_file{source.where(),
                         found.empty()            ? "an empty file"
                         : found == "\x93NUMPY"sv ? "a single array (.npy)"
                                                  : "no zip signature",
                         "an .npz archive", "numpy.savez(file, name=array)"};
}

/// Opens an archive of which libzip has compared all records with one another.
inline zip_archive open_zip_source(zip_source_t* bytes, zip_failure& failure, std::string const& file) {
    std::unique_ptr<zip_source_t, zip_deleter> owned{bytes};
    if (!owned) throw file_unreadable{{file}, failure.text(), "a readable file"};
    zip_archive archive{zip_open_from_source(owned.get(), ZIP_RDONLY | ZIP_CHECKCONS, failure.get())};
    if (!archive && zip_error_code_zip(failure.get()) == ZIP_ER_EXISTS)
        throw malformed_file{{file}, "two arrays of one name", "one of each"};
    if (!archive)
        throw malformed_file{{file},
                             "no consistent archive: " + printable(failure.text()),
                             "an .npz archive",
                             "if the file is truncated, write or copy it again"};
    owned.release();  // the archive owns it now
    return archive;
}

inline zip_archive open_zip(std::filesystem::path const& path) {
    file_source start{path};
    require_zip_signature(start);
    zip_failure failure;
    return open_zip_source(zip_source_file_create(path.string().c_str(), 0, -1, failure.get()), failure,
                           path.string());
}

inline zip_archive open_zip(std::span<std::byte const> bytes, std::string const& file) {
    memory_source start{bytes, {file}};
    require_zip_signature(start);
    zip_failure failure;
    return open_zip_source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, failure.get()), failure, file);
}

/// Throws unless the member is a plain file, stored or deflated, of a size that its compressed bytes can give.
inline void require_plain_member(zip_t& archive, zip_uint64_t index, zip_stat_t const& record, origin const& where) {
    constexpr zip_uint64_t facts =
        ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_CRC | ZIP_STAT_ENCRYPTION_METHOD;
    constexpr std::string_view cure = "numpy.savez or numpy.savez_compressed";
    if ((record.valid & facts) != facts)
        throw malformed_file{where, "an incomplete record", "size and checksum", cure};
    if (record.encryption_method != ZIP_EM_NONE) throw malformed_file{where, "encrypted data", "plain data", cure};
    if (record.comp_method != ZIP_CM_STORE && record.comp_method != ZIP_CM_DEFLATE)
        throw malformed_file{where, "compression method " + std::to_string(record.comp_method), "stored or deflated",
                             cure};

    // Deflate gives at most 258 bytes for 2 bits. More is a lie, and believing it would cost memory.
    auto const most = record.comp_method == ZIP_CM_STORE ? record.comp_size : record.comp_size * 1032;
    if (record.comp_size > UINT64_MAX / 1032 || record.size > most)
        throw malformed_file{where,
                             std::to_string(record.size) + " bytes claimed of " + std::to_string(record.comp_size) +
                                 " compressed ones",
                             "at most " + std::to_string(most)};

    zip_uint8_t system = 0;
    zip_uint32_t attributes = 0;
    constexpr zip_uint32_t type_mask = 0170000, regular = 0100000;  // of a Unix mode
    if (zip_file_get_external_attributes(&archive, index, 0, &system, &attributes) != 0 ||
        (system == ZIP_OPSYS_UNIX && ((attributes >> 16) & type_mask) != 0 &&
         ((attributes >> 16) & type_mask) != regular))
        throw malformed_file{where, "a link or a special file", "a regular file", cure};
}

/// The name of the array in member `index`, which has passed all checks that need no decompression.
inline std::string array_name(zip_t& archive, zip_uint64_t index, std::string const& file) {
    constexpr std::string_view suffix = ".npy";
    zip_stat_t record;
    zip_stat_init(&record);
    char const* const text = zip_get_name(&archive, index, ZIP_FL_ENC_RAW);
    if (text == nullptr || zip_stat_index(&archive, index, 0, &record) != 0)
        throw malformed_file{{file}, "an unreadable record of member " + std::to_string(index), "name and size"};

    std::string_view const member{text};
    origin const where{file, printable(member)};
    bool const plain = std::string{member} == printable(member, member.size());
    bool const climbs = (std::string{'/'}.append(member) + '/').find("/../") != std::string::npos;
    if (!plain || climbs || member.starts_with('/') || member.find_first_of("\\:") != member.npos)
        throw malformed_file{where, "this name", "a relative path in printable ASCII"};
    if (!member.ends_with(suffix) || member.size() == suffix.size())
        throw surplus_array{where, "a member that is no array", "only members named *.npy"};

    auto const name = member.substr(0, member.size() - suffix.size());
    require_plain_member(archive, index, record, {file, std::string{name}});
    return std::string{name};
}

/// The decompressed bytes of one member. libzip compares size and checksum when the end is read.
class zip_member_source final : public byte_source {
public:
    zip_member_source(zip_t& archive, zip_uint64_t index, origin where)
        : byte_source{std::move(where), size_of(archive, index)}
        , member_{zip_fopen_index(&archive, index, 0)} {
        if (!member_)
            throw malformed_file{this->where(), "an unreadable member: " + printable(zip_strerror(&archive)),
                                 "an array"};
    }

    std::size_t read(std::span<std::byte> to) override {
        std::size_t done = 0;
        while (done < to.size()) {
            auto const count = zip_fread(member_.get(), to.data() + done, to.size() - done);
            if (count < 0)
                throw malformed_file{where(), "damaged data: " + printable(zip_file_strerror(member_.get())),
                                     "data that its checksum confirms", "write or copy the file again"};
            if (count == 0) break;
            done += static_cast<std::size_t>(count);
        }
        return done;
    }

private:
    static std::uint64_t size_of(zip_t& archive, zip_uint64_t index) {
        zip_stat_t record;
        zip_stat_init(&record);
        return zip_stat_index(&archive, index, 0, &record) == 0 ? record.size : 0;
    }

    std::unique_ptr<zip_file_t, zip_deleter> member_;
};

}  // namespace constexplain::detail
