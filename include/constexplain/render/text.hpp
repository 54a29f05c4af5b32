#pragma once

#include <constexplain/render/image.hpp>

#include <ft2build.h>
#include FT_FREETYPE_H

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace constexplain::render {

/// A font that cannot be opened or a text that cannot be drawn with it.
struct font_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Where Debian's package fonts-dejavu-core puts its fonts.
inline constexpr char const* regular_font_file = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
inline constexpr char const* bold_font_file = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";

namespace detail {

/// The code point at the front of UTF-8 text, which it removes; U+FFFD for a malformed byte.
inline char32_t next_code_point(std::string_view& text) {
    constexpr char32_t replacement = 0xFFFD;
    auto const byte = [&](std::size_t index) { return static_cast<std::uint8_t>(text[index]); };
    std::uint8_t const lead = byte(0);
    std::size_t const length = lead < 0x80   ? 1
                               : lead < 0xC2 ? 0
                               : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3
                               : lead < 0xF5 ? 4
                                             : 0;
    char32_t result = length == 1 ? lead : lead & (0x7Fu >> length);
    std::size_t used = 1;
    while (used < length && used < text.size() && (byte(used) & 0xC0) == 0x80)
        result = result << 6 | (byte(used++) & 0x3Fu);
    text.remove_prefix(used);
    bool const overlong = (length == 3 && result < 0x800) || (length == 4 && result < 0x10000);
    bool const surrogate = result >= 0xD800 && result < 0xE000;
    return used == length && !overlong && !surrogate && result < 0x110000 ? result : replacement;
}

}  // namespace detail

/// A TrueType or OpenType font at one size, drawn by FreeType with smooth edges. Text is UTF-8, one line.
class font {
public:
    /// `size` is the em's height in pixels. Throws font_error.
    font(std::filesystem::path const& file, unsigned size) {
        FT_Library library = nullptr;
        require(FT_Init_FreeType(&library), file);
        library_.reset(library);
        FT_Face face = nullptr;
        require(FT_New_Face(library, file.string().c_str(), 0, &face), file);
        face_.reset(face);
        require(FT_Set_Pixel_Sizes(face, 0, size), file);
    }

    /// DejaVu Sans from Debian's package fonts-dejavu-core.
    static font regular(unsigned size) { return {regular_font_file, size}; }
    static font bold(unsigned size) { return {bold_font_file, size}; }

    /// Pixels from the baseline up to the top of the line, and from one baseline to the next.
    std::size_t ascent() const noexcept { return pixels(face_->size->metrics.ascender); }
    std::size_t line_height() const noexcept { return pixels(face_->size->metrics.height); }

    /// The width of the text in pixels.
    std::size_t width(std::string_view text) const {
        return pixels(lay_out(text, [](FT_GlyphSlot, FT_Pos) {}));
    }

    /// Draws the text with its left upper corner at (x, y); what lies outside the image is cut off.
    void draw(image& target, std::size_t x, std::size_t y, std::string_view text, rgb ink = black) const {
        auto const baseline = static_cast<FT_Pos>(y + ascent());
        lay_out(text, [&](FT_GlyphSlot glyph, FT_Pos pen) {
            FT_Bitmap const& bitmap = glyph->bitmap;
            auto const left = static_cast<FT_Pos>(x) + (pen + 32) / 64 + glyph->bitmap_left;
            auto const top = baseline - glyph->bitmap_top;
            for (unsigned row = 0; row != bitmap.rows; ++row)
                for (unsigned column = 0; column != bitmap.width; ++column)
                    blend(target, left + static_cast<FT_Pos>(column), top + static_cast<FT_Pos>(row), ink,
                          bitmap.buffer[static_cast<std::ptrdiff_t>(row) * bitmap.pitch + column]);
        });
    }

private:
    static void require(FT_Error error, std::filesystem::path const& file) {
        if (error != 0)
            throw font_error(file.string() + ": FreeType error " + std::to_string(error) +
                             "; Debian's fonts come with the package fonts-dejavu-core");
    }

    /// FreeType counts in 64ths of a pixel.
    static std::size_t pixels(FT_Pos length) noexcept {
        return length <= 0 ? 0 : static_cast<std::size_t>((length + 63) / 64);
    }

    static void blend(image& target, FT_Pos x, FT_Pos y, rgb ink, unsigned opacity) {
        if (opacity == 0 || x < 0 || y < 0 || x >= static_cast<FT_Pos>(target.width()) ||
            y >= static_cast<FT_Pos>(target.height()))
            return;
        auto const column = static_cast<std::size_t>(x), row = static_cast<std::size_t>(y);
        rgb const under = target.at(column, row);
        auto const mix = [opacity](std::uint8_t below, std::uint8_t above) {
            return static_cast<std::uint8_t>((below * (255 - opacity) + above * opacity + 127) / 255);
        };
        target.set(column, row, {mix(under.red, ink.red), mix(under.green, ink.green), mix(under.blue, ink.blue)});
    }

    /// Calls visit(glyph, pen position) for each rendered glyph; returns the pen's last position.
    template<class Visit>
    FT_Pos lay_out(std::string_view text, Visit visit) const {
        FT_Pos pen = 0;
        FT_UInt previous = 0;
        while (!text.empty()) {
            char32_t const code = detail::next_code_point(text);
            FT_UInt const index = FT_Get_Char_Index(face_.get(), code);
            FT_Vector kerning{};
            if (previous != 0 && index != 0)
                FT_Get_Kerning(face_.get(), previous, index, FT_KERNING_UNFITTED, &kerning);
            if (FT_Load_Glyph(face_.get(), index, FT_LOAD_RENDER | FT_LOAD_TARGET_LIGHT) != 0)
                throw font_error("font: cannot draw the character with code " +
                                 std::to_string(static_cast<std::uint32_t>(code)));
            pen += kerning.x;
            visit(face_->glyph, pen);
            pen += face_->glyph->linearHoriAdvance / 1024;  // 16.16 to 26.6: widths without rounding
            previous = index;
        }
        return pen;
    }

    struct done_library {
        void operator()(FT_Library library) const noexcept { FT_Done_FreeType(library); }
    };
    struct done_face {
        void operator()(FT_Face face) const noexcept { FT_Done_Face(face); }
    };
    std::unique_ptr<std::remove_pointer_t<FT_Library>, done_library> library_;
    std::unique_ptr<std::remove_pointer_t<FT_Face>, done_face> face_;  // destroyed before its library
};

}  // namespace constexplain::render
