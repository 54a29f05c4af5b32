#pragma once
/// Text in constant expressions: a string as a template argument, a writer, and a hash of text.
#include <constexplain/meta/pack.hpp>

#include <array>
#include <concepts>
#include <cstdint>
#include <string_view>

namespace constexplain {

/// A string literal as a template argument: `named<"stem", relu>`.
template<size_t N>
struct fixed_string {
    char characters[N]{};
    constexpr fixed_string(char const (&text)[N]) {
        for (size_t k = 0; k < N; ++k) characters[k] = text[k];
    }
    [[nodiscard]] constexpr std::string_view view() const { return {characters, N - 1}; }
};

namespace meta {

/// Appends to a buffer, or only counts when there is none.
class text_writer {
public:
    constexpr text_writer() = default;
    constexpr explicit text_writer(char* buffer) : buffer_(buffer) {}

    constexpr text_writer& operator<<(std::string_view text) {
        for (char c : text) put(c);
        return *this;
    }
    constexpr text_writer& operator<<(size_t number) {
        size_t scale = 1;
        while (number / scale >= 10) scale *= 10;
        for (; scale > 0; scale /= 10) put(static_cast<char>('0' + number / scale % 10));
        return *this;
    }
    /// Writes a real number of at most nine decimals, by value: 0.25 and 1/4. are one text, as are 0 and -0.
    constexpr text_writer& operator<<(double number) {
        if (number > 1e15) return *this << "inf";
        if (number < -1e15) return *this << "-inf";
        if (number < 0) {
            put('-');
            number = -number;
        }
        auto const whole = static_cast<std::uint64_t>(number);
        auto decimals = static_cast<std::uint64_t>((number - static_cast<double>(whole)) * 1e9 + 0.5);
        *this << static_cast<size_t>(whole + decimals / 1'000'000'000);
        decimals %= 1'000'000'000;
        if (decimals == 0) return *this;
        put('.');
        for (std::uint64_t scale = 100'000'000; decimals > 0; decimals %= scale, scale /= 10)
            put(static_cast<char>('0' + decimals / scale));
        return *this;
    }
    [[nodiscard]] constexpr size_t size() const { return size_; }

private:
    constexpr void put(char c) {
        if (buffer_ != nullptr) buffer_[size_] = c;
        ++size_;
    }
    char* buffer_ = nullptr;
    size_t size_ = 0;
};

/// The text that `Source::write` produces, as an array that lives as long as the program.
template<class Source>
struct static_text {
    static constexpr size_t size = [] {
        text_writer counter;
        Source::write(counter);
        return counter.size();
    }();
    static constexpr auto characters = [] {
        std::array<char, size + 1> text{};
        text_writer writer(text.data());
        Source::write(writer);
        return text;
    }();
    static constexpr std::string_view value{characters.data(), size};
};

/// FNV-1a, 64 bits (Fowler, Noll, Vo).
constexpr std::uint64_t hash(std::string_view text) {
    std::uint64_t value = 0xcbf29ce484222325U;
    for (char c : text) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return value;
}

}  // namespace meta
}  // namespace constexplain
