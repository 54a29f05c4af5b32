#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace constexplain {

/// Where a value came from: a file, and an array in it (empty when the whole file is meant).
struct origin {
    std::string file;
    std::string array = {};
};

/// Everything that can be wrong with a parameter file. The message reads
/// `lenet.npz: array 'conv1.weight': found ..., needed ... (cure)`.
class parameter_error : public std::runtime_error {
public:
    parameter_error(origin where, std::string_view found, std::string_view needed, std::string_view cure = {})
        : std::runtime_error{message(where, found, needed, cure)}
        , where_{std::move(where)} {}

    /// The file and the array that the message names.
    origin const& where() const noexcept { return where_; }

private:
    static std::string message(origin const& where, std::string_view found, std::string_view needed,
                               std::string_view cure) {
        std::string text = where.file;
        if (!where.array.empty()) text.append(": array '").append(where.array).append("'");
        text.append(": found ").append(found).append(", needed ").append(needed);
        if (!cure.empty()) text.append(" (").append(cure).append(")");
        return text;
    }

    origin where_;
};

/// The file is absent, is a directory or a device, or reading it fails.
class file_unreadable : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// Truncated, prolonged, contradictory, or not of the format at all.
class malformed_file : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// More bytes than the caller allows.
class size_limit_exceeded : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// The numbers are stored in a type or a byte order that the reader does not take.
class element_type_mismatch : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// The array's extents are not those that the network needs.
class shape_mismatch : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// The network needs an array that the file lacks.
class missing_array : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// The file holds something that the network does not use.
class surplus_array : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// The file was made for another network.
class fingerprint_mismatch : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// An infinity or a NaN among the parameters.
class value_not_finite : public parameter_error {
public:
    using parameter_error::parameter_error;
};

/// A number that its array cannot hold, as a negative variance.
class value_out_of_range : public parameter_error {
public:
    using parameter_error::parameter_error;
};

namespace detail {

/// Text from an untrusted file, safe to print: what is not printable ASCII becomes `\xNN`, and long text is cut.
inline std::string printable(std::string_view text, std::size_t longest = 80) {
    constexpr char digits[] = "0123456789abcdef";
    std::string safe;
    for (char const c : text.substr(0, longest)) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x7f) {
            safe += c;
        } else {
            safe.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
        }
    }
    return text.size() > longest ? safe + "..." : safe;
}

}  // namespace detail
}  // namespace constexplain
