#pragma once

#include <zip.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

/// Writes zip archives in memory, with libzip and without the code under test.
namespace archive_bytes {

struct member {
    std::string name, content;
    zip_int32_t method = ZIP_CM_STORE;
};

inline std::string zipped(std::vector<member> const& members) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(buffer);  // zip_close lets go of its own reference
    zip_t* const archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
    for (auto const& [name, content, method] : members) {
        if (name.ends_with('/')) {
            zip_dir_add(archive, name.c_str(), 0);
            continue;
        }
        auto* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
        auto const index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
        if (index < 0) throw std::logic_error{zip_strerror(archive)};
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), method, 0);
        zip_file_set_mtime(archive, static_cast<zip_uint64_t>(index), 946'728'000, 0);  // the same bytes every time
    }
    if (zip_close(archive) != 0) throw std::logic_error{zip_strerror(archive)};
    zip_source_open(buffer);
    zip_source_seek(buffer, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(zip_source_tell(buffer)), '\0');
    zip_source_seek(buffer, 0, SEEK_SET);
    zip_source_read(buffer, bytes.data(), bytes.size());
    zip_source_close(buffer);
    zip_source_free(buffer);
    return bytes;
}

inline std::string replaced(std::string text, std::string const& from, std::string const& to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
    return text;
}

}  // namespace archive_bytes
