#include "importer/external_data.hpp"

#include <algorithm>
#include <fstream>

namespace constexplain::importer {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(std::string const& where, std::string const& found) {
    throw import_error(failure::external_data_refused, where, found, "a file inside the model's folder",
                       "keep the arrays' files beside the model, or save the model with its arrays inside");
}

/// The real path, if it is inside the folder.
fs::path resolved(fs::path const& folder, std::string const& location, std::string const& where) {
    fs::path const path(location);
    std::string const found = "the location " + in_quotes(location);
    if (location.empty() || location.find('\0') != std::string::npos) refuse(where, found);
    if (path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end()) refuse(where, found);
    std::error_code failed;
    fs::path const root = fs::canonical(folder, failed);
    if (failed) refuse(where, "no folder of the model");
    fs::path const real = fs::canonical(root / path, failed);
    if (failed) refuse(where, found + ", which does not exist");
    if (std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first != root.end())
        refuse(where, found + ", a link to a place outside");
    if (!fs::is_regular_file(real, failed)) refuse(where, found + ", which is no regular file");
    return real;
}

}  // namespace

std::string read_external(fs::path const& folder, external_location const& from, std::uint64_t bytes,
                          std::string const& where) {
    fs::path const path = resolved(folder, from.path, where);
    std::error_code failed;
    std::uint64_t const size = fs::file_size(path, failed);
    if (from.length && *from.length != bytes)
        throw import_error(failure::malformed_model, where, std::to_string(*from.length) + " bytes in another file",
                           std::to_string(bytes) + " bytes, by the array's shape and type");
    if (failed || from.offset > size || bytes > size - from.offset)
        throw import_error(failure::malformed_model, where,
                           std::to_string(size) + " bytes in " + in_quotes(from.path),
                           std::to_string(bytes) + " bytes from byte " + std::to_string(from.offset) + " on",
                           "the file is truncated, or belongs to another model");
    std::ifstream stream(path, std::ios::binary);
    std::string content(bytes, '\0');
    stream.seekg(static_cast<std::streamoff>(from.offset));
    stream.read(content.data(), static_cast<std::streamsize>(bytes));
    if (!stream)
        throw import_error(failure::file_unreadable, where, "an error in reading " + in_quotes(from.path),
                           "its bytes");
    return content;
}

}  // namespace constexplain::importer
