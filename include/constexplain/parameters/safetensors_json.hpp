#pragma once
/// The JSON of a safetensors header, read as it comes: nothing is kept of text that does not belong there.
#include <constexplain/parameters/error.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace constexplain {

/// One array of a safetensors file.
struct safetensors_array {
    std::string name;
    std::string type;                ///< "F32", "BF16", ...
    std::vector<std::size_t> shape;  ///< none for a single number
    std::size_t begin = 0, end = 0;  ///< its bytes in the data
};

namespace detail {

struct safetensors_contents {
    std::vector<safetensors_array> arrays;
    std::map<std::string, std::string, std::less<>> metadata;
    std::span<std::byte const> data{};
};

/// Takes the parser's events. What may come next is known at every place, so depth is bounded and anything else is
/// refused at once.
class safetensors_events {
public:
    safetensors_events(safetensors_contents& contents, std::string const& file) : contents_{contents}, file_{file} {}

    bool start_object(std::size_t) {
        if (at_ == place::before) return go(place::header);
        if (at_ != place::header) refuse("an object");
        return go(key_ == "__metadata__" ? place::metadata : place::array);
    }
    bool end_object() {
        if (at_ == place::array) {
            if (seen_.size() != 3) refuse("an incomplete description");
            seen_.clear();
        }
        return go(at_ == place::header ? place::after : place::header);
    }
    bool key(std::string& name) {
        key_ = std::move(name);
        if (at_ == place::header) {
            if (!names_.insert(key_).second) refuse("a second entry of this name", "one");
            if (key_ != "__metadata__") contents_.arrays.emplace_back().name = key_;
        } else if (at_ == place::metadata) {
            if (contents_.metadata.contains(key_)) refuse("the key '" + printable(key_) + "' twice", "each key once");
        } else if ((key_ != "dtype" && key_ != "shape" && key_ != "data_offsets") || !seen_.insert(key_).second) {
            refuse("the key '" + printable(key_) + "'", "'dtype', 'shape' and 'data_offsets', each once");
        }
        return true;
    }
    bool start_array(std::size_t) {
        if (at_ != place::array || key_ == "dtype") refuse("a list");
        offsets_ = 0;
        return go(key_ == "shape" ? place::shape : place::offsets);
    }
    bool end_array() {
        if (at_ == place::offsets && offsets_ != 2) refuse("another number of offsets");
        return go(place::array);
    }
    bool number_unsigned(std::uint64_t number) {
        if (!std::in_range<std::size_t>(number)) refuse(std::to_string(number));
        auto const value = static_cast<std::size_t>(number);
        if (at_ == place::shape) {
            contents_.arrays.back().shape.push_back(value);
        } else if (at_ == place::offsets && offsets_ < 2) {
            (offsets_++ == 0 ? contents_.arrays.back().begin : contents_.arrays.back().end) = value;
        } else {
            refuse(at_ == place::offsets ? "another number of offsets" : std::to_string(number));
        }
        return true;
    }
    bool string(std::string& text) {
        if (at_ == place::metadata) {
            contents_.metadata.emplace(key_, std::move(text));
        } else if (at_ == place::array && key_ == "dtype") {
            contents_.arrays.back().type = std::move(text);
        } else {
            refuse("the text '" + printable(text) + "'");
        }
        return true;
    }
    bool null() { refuse("null"); }
    bool boolean(bool) { refuse("a truth value"); }
    bool number_integer(std::int64_t) { refuse("a negative number"); }
    bool number_float(double, std::string const& text) { refuse("the number " + printable(text)); }
    bool binary(std::vector<std::uint8_t> const&) { refuse("bytes"); }
    bool parse_error(std::size_t position, std::string const& token, nlohmann::json::exception const&) {
        throw malformed_file{{file_},
                             "no JSON at byte " + std::to_string(position) + " of the header, after '" +
                                 printable(token) + "'",
                             "a header in JSON"};
    }

private:
    enum class place : unsigned char { before, header, metadata, array, shape, offsets, after };

    bool go(place next) {
        at_ = next;
        return true;
    }
    [[nodiscard]] std::string_view needed() const {
        if (at_ == place::before) return "an object of arrays";
        if (at_ == place::header) return key_ == "__metadata__" ? "an object of texts" : "an object for each array";
        if (at_ == place::metadata) return "a text for each key of __metadata__";
        if (at_ == place::shape) return "a shape of whole numbers";
        if (at_ == place::offsets) return "two offsets, whole numbers";
        return "'dtype' as text, 'shape' and 'data_offsets' as lists of whole numbers";
    }
    [[noreturn]] void refuse(std::string_view found) const { refuse(found, needed()); }
    [[noreturn]] void refuse(std::string_view found, std::string_view wanted) const {
        bool const in_array = at_ == place::array || at_ == place::shape || at_ == place::offsets;
        auto const& name = in_array ? contents_.arrays.back().name : key_;
        throw malformed_file{{file_, at_ == place::metadata ? "__metadata__" : printable(name)}, found, wanted};
    }

    safetensors_contents& contents_;
    std::string const& file_;
    place at_ = place::before;
    std::string key_;
    std::set<std::string> names_, seen_;
    int offsets_ = 0;
};

inline safetensors_contents parse_safetensors_json(std::string_view text, std::string const& file) {
    // The parser would skip a byte order mark, and takes a zero for the end.
    if (!text.starts_with('{'))
        throw malformed_file{{file}, "a header that begins with '" + printable(text.substr(0, 1)) + "'", "'{'"};
    if (auto const zero = text.find('\0'); zero != text.npos)
        throw malformed_file{{file}, "a zero at byte " + std::to_string(zero) + " of the header", "text"};
    safetensors_contents contents;
    safetensors_events events{contents, file};
    nlohmann::json::sax_parse(text.begin(), text.end(), &events);
    return contents;
}

}  // namespace detail
}  // namespace constexplain
