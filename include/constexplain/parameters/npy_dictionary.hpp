#pragma once

#include <constexplain/parameters/error.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace constexplain {

/// An array's element as NumPy writes it: `<f4` is {'<', 'f', 4}; `<U5` is {'<', 'U', 20}, as a character takes 4 bytes.
struct element_type {
    char order;        ///< '<' little-endian, '>' big-endian, '|' not applicable
    char kind;         ///< 'f' floating, 'i' 'u' integers, 'b' bool, 'c' complex, 'S' bytes, 'U' text, 'V' raw
    std::size_t size;  ///< bytes per element
};

/// The first part of an .npy file (NumPy Enhancement Proposal 1; `numpy.lib.format`).
struct npy_header {
    element_type element;
    bool fortran_order;
    std::vector<std::size_t> shape;
    std::size_t data_offset;
    std::size_t count;  ///< elements: the product of the extents

    std::size_t data_bytes() const noexcept { return count * element.size; }
};

namespace detail {

inline std::string describe(element_type type) {
    auto const digits = std::to_string(type.kind == 'U' ? type.size / 4 : type.size);
    return "element type '" + std::string{type.order, type.kind} + digits + "'";
}

inline std::string describe(std::span<std::size_t const> shape) {
    std::string text = "shape (";
    for (std::size_t i = 0; i < shape.size(); ++i) text.append(i == 0 ? "" : ", ").append(std::to_string(shape[i]));
    return text + (shape.size() == 1 ? ",)" : ")");
}

/// a * b, or nothing where that passes what a pointer difference can say.
inline std::optional<std::size_t> product(std::size_t a, std::size_t b) noexcept {
    constexpr std::size_t most = std::numeric_limits<std::size_t>::max() / 2;
    if (b != 0 && a > most / b) return {};
    return a * b;
}

/// Reads the Python dictionary in the header: exactly `descr`, `fortran_order` and `shape`, each once. Nothing in it
/// nests but the shape's own tuple, so there is no recursion for a hostile file to exhaust.
class npy_dictionary {
public:
    npy_dictionary(std::string_view text, origin const& where) : text_{text}, where_{where} {}

    npy_header parse() {
        expect('{');
        std::optional<element_type> element;
        std::optional<bool> fortran_order;
        std::optional<std::vector<std::size_t>> shape;
        while (!accept('}')) {
            auto const key = quoted();
            expect(':');
            if (key == "descr" && !element) {
                element = element_();
            } else if (key == "fortran_order" && !fortran_order) {
                fortran_order = boolean();
            } else if (key == "shape" && !shape) {
                shape = tuple();
            } else {
                refuse("the key '" + printable(key) + "'", "'descr', 'fortran_order' and 'shape', each once");
            }
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skip_blanks();
        if (at_ != text_.size()) refuse("text after the dictionary", "blanks");
        if (!element || !fortran_order || !shape)
            refuse("an incomplete dictionary", "'descr', 'fortran_order' and 'shape'");
        auto const elements = count(*shape, element->size);
        return {*element, *fortran_order, std::move(*shape), 0, elements};
    }

private:
    [[noreturn]] void refuse(std::string_view found, std::string_view needed) const {
        throw malformed_file{where_, std::string{found} + " at byte " + std::to_string(at_) + " of the .npy header",
                             needed};
    }

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
    }
    char next() {
        skip_blanks();
        return at_ < text_.size() ? text_[at_] : '\0';
    }
    bool accept(char c) {
        if (next() != c || at_ == text_.size()) return false;
        ++at_;
        return true;
    }
    // Appends only: g++ 12 warns falsely about `"..." + string` (GCC bug 105651).
    static std::string between_quotes(std::string_view text) {
        std::string result{'\''};
        result.append(text);
        result += '\'';
        return result;
    }
    void expect(char c) {
        if (accept(c)) return;
        auto const found = at_ == text_.size() ? "the end" : between_quotes(printable(text_.substr(at_, 1)));
        refuse(found, between_quotes(std::string{c}));
    }

    std::string_view quoted() {
        char const quote = next();
        if (quote != '\'' && quote != '"') refuse("no quotation mark", "a quoted string");
        auto const end = text_.find(quote, ++at_);
        if (end == text_.npos) refuse("a string without end", "a closing quotation mark");
        auto const content = text_.substr(at_, end - at_);
        if (content.find('\\') != content.npos) refuse("a backslash", "a plain string");
        at_ = end + 1;
        return content;
    }

    bool boolean() {
        skip_blanks();
        for (auto const& [word, value] : {std::pair{std::string_view{"True"}, true}, {"False", false}}) {
            if (text_.substr(at_, word.size()) != word) continue;
            at_ += word.size();
            return value;
        }
        refuse("another value of 'fortran_order'", "True or False");
    }

    std::size_t number() {
        if (next() == '-') refuse("a negative number", "extents of at least 0");
        auto const digits = text_.substr(at_, text_.find_first_not_of("0123456789", at_) - at_);
        if (digits.empty()) refuse("no digits", "a decimal number");
        if (digits.size() > 1 && digits.front() == '0') refuse("a leading zero", "a decimal number");
        at_ += digits.size();
        return value(digits);
    }

    std::size_t value(std::string_view digits) const {
        std::size_t result = 0;
        for (char const digit : digits) {
            auto const shifted = product(result, 10);
            if (!shifted)
                refuse("a number of " + std::to_string(digits.size()) + " digits", "one that memory can hold");
            result = *shifted + static_cast<std::size_t>(digit - '0');
        }
        return result;
    }

    std::vector<std::size_t> tuple() {
        constexpr std::size_t most_dimensions = 64;  // as NumPy 2; earlier releases stop at 32
        expect('(');
        std::vector<std::size_t> extents;
        while (!accept(')')) {
            if (extents.size() == most_dimensions) refuse("more than 64 dimensions", "at most 64");
            extents.push_back(number());
            if (accept(',')) continue;
            if (extents.size() == 1) refuse("a number in parentheses", "a tuple, as in '(3,)'");
            expect(')');
            break;
        }
        return extents;
    }

    element_type element_() {
        if (next() != '\'' && next() != '"')
            throw element_type_mismatch{where_, "a structured element type", "plain numbers",
                                        "save each field as an array of its own"};
        auto const descr = quoted();
        auto const unknown = [&](std::string_view cure) {
            return element_type_mismatch{where_, "element type '" + printable(descr) + "'", "plain numbers", cure};
        };
        if (descr.size() < 2) throw unknown("array.astype('float32')");
        char const order = descr[0];
        char const kind = descr[1];
        if (kind == 'O') throw unknown("these are pickled Python objects, which are never read: save plain arrays");
        if (std::string_view{"<>|"}.find(order) == std::string_view::npos ||
            std::string_view{"fiubcSUV"}.find(kind) == std::string_view::npos)
            throw unknown("array.astype('float32')");
        auto const digits = descr.substr(2);
        if (digits.empty() || digits.find_first_not_of("0123456789") != digits.npos)
            throw unknown("array.astype('float32')");
        auto const size = product(value(digits), kind == 'U' ? 4 : 1);
        if (!size) refuse("an element of absurd size", "one that memory can hold");
        return {order, kind, *size};
    }

    /// Zero extents are left out of the check, so that they cannot hide absurd ones.
    std::size_t count(std::span<std::size_t const> shape, std::size_t element_size) const {
        bool empty = false;
        std::size_t elements = 1;
        std::optional<std::size_t> bytes = element_size == 0 ? 1 : element_size;
        for (auto const extent : shape) {
            empty = empty || extent == 0;
            if (extent == 0) continue;
            bytes = product(*bytes, extent);
            if (!bytes) refuse(describe(shape), "a product that memory can hold");
            elements *= extent;
        }
        return empty ? 0 : elements;
    }

    std::string_view text_;
    origin const& where_;
    std::size_t at_ = 0;
};

}  // namespace detail
}  // namespace constexplain
