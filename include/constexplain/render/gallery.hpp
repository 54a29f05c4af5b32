#pragma once

#include <constexplain/render/colour_map.hpp>
#include <constexplain/render/image.hpp>
#include <constexplain/render/text.hpp>

#include <algorithm>
#include <cstddef>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace constexplain::render {

/// One sample: its picture, one heatmap per rule set, and what the network said.
struct gallery_row {
    image input;
    std::vector<image> heatmaps;
    std::string true_class, predicted_class;
    double score;
};

/// A sheet that compares rule sets (the columns) on samples (the rows).
struct gallery {
    std::string title;
    std::vector<std::string> rule_sets;
    std::vector<gallery_row> rows;
    std::string legend = "relevance, each map scaled by its largest magnitude";
    std::size_t cell_size = 168;  ///< the least side of a drawn picture, in pixels
};

/// The sheet has no rows, or a row has not one heatmap per rule set.
struct gallery_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

namespace detail {

/// Breaks a text at spaces so that no line is wider than `width`, save single words that are.
inline std::vector<std::string> wrapped(font const& face, std::string const& text, std::size_t width) {
    std::vector<std::string> lines;
    std::istringstream words{text};
    for (std::string word; words >> word;)
        if (!lines.empty() && face.width(lines.back() + " " + word) <= width)
            lines.back() += " " + word;
        else
            lines.push_back(word);
    return lines;
}

inline std::string with_two_decimals(double value) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << value;
    return text.str();
}

/// The factor that makes the image's longer side at least `least` pixels long.
inline std::size_t upscaling(image const& source, std::size_t least) {
    auto const side = std::max(source.width(), source.height());
    return std::max<std::size_t>((least + side - 1) / side, 1);
}

/// Draws a gallery; the measurements are taken first, then the sheet is made and filled.
class gallery_painter {
public:
    explicit gallery_painter(gallery const& what) : what_{what} {
        require_complete();
        for (auto const& row : what.rows) {
            cell_ = std::max(cell_, longest_side(row.input));
            for (auto const& map : row.heatmaps) cell_ = std::max(cell_, longest_side(map));
            auto const lines = caption(row);
            cell_ = std::max(cell_, height_of(lines));
            for (auto const& line : lines) caption_width_ = std::max(caption_width_, line.face->width(line.text));
        }
        titles_.push_back(wrapped(heading_, "input", cell_));
        for (auto const& name : what.rule_sets) titles_.push_back(wrapped(heading_, name, cell_));
        for (auto const& title : titles_) {
            title_lines_ = std::max(title_lines_, title.size());
            for (auto const& line : title) column_width_ = std::max(column_width_, heading_.width(line));
        }
        column_width_ = std::max(column_width_, cell_);
    }

    image paint() const {
        auto const title_height = what_.title.empty() ? 0 : large_.line_height() + gap;
        auto const heading_height = title_lines_ * heading_.line_height() + gap / 2;
        auto const grid_top = margin + title_height + heading_height;
        auto const legend_top = grid_top + what_.rows.size() * (cell_ + gap) + gap / 2;
        auto const grid_left = margin + caption_width_ + gap;
        auto const grid_width = titles_.size() * (column_width_ + gap) - gap;
        auto const legend_width = std::max(bar_width, small_.width(what_.legend));
        auto const inner_width =
            std::max({caption_width_ + gap + grid_width, large_.width(what_.title), legend_width});
        image sheet{inner_width + 2 * margin, legend_top + bar_height + 2 * small_.line_height() + gap + margin};

        large_.draw(sheet, margin, margin, what_.title, dark);
        for (std::size_t column = 0; column != titles_.size(); ++column) {
            auto const& lines = titles_[column];
            for (std::size_t i = 0; i != lines.size(); ++i)  // lines stand on the grid
                draw_centred(sheet, heading_, column_left(grid_left, column) + column_width_ / 2,
                             grid_top - gap / 2 - (lines.size() - i) * heading_.line_height(), lines[i], dark);
        }
        for (std::size_t i = 0; i != what_.rows.size(); ++i)
            paint_row(sheet, what_.rows[i], grid_left, grid_top + i * (cell_ + gap));
        paint_legend(sheet, sheet.width() - margin - legend_width / 2, legend_top);
        return sheet;
    }

private:
    static constexpr std::size_t margin = 28, gap = 16, leading = 3, bar_width = 361, bar_height = 16;
    static constexpr rgb dark{32, 33, 36}, faint{95, 99, 104}, frame{196, 199, 203};
    static constexpr rgb right{24, 110, 60}, wrong{170, 30, 30};

    struct caption_line {
        font const* face;
        std::string text;
        rgb ink;
    };

    void require_complete() const {
        if (what_.rows.empty()) throw gallery_error("gallery: needs at least one row");
        for (std::size_t i = 0; i != what_.rows.size(); ++i)
            if (what_.rows[i].heatmaps.size() != what_.rule_sets.size())
                throw gallery_error("gallery: row " + std::to_string(i) + " has " +
                                    std::to_string(what_.rows[i].heatmaps.size()) + " heatmaps, needs " +
                                    std::to_string(what_.rule_sets.size()) + ", one per rule set");
    }

    std::size_t longest_side(image const& source) const {
        return std::max(source.width(), source.height()) * upscaling(source, what_.cell_size);
    }

    std::size_t column_left(std::size_t grid_left, std::size_t column) const {
        return grid_left + column * (column_width_ + gap);
    }

    std::vector<caption_line> caption(gallery_row const& row) const {
        bool const correct = row.predicted_class == row.true_class;
        return {{&heading_, row.true_class, dark},
                {&small_, "predicted:", faint},
                {&small_, row.predicted_class, correct ? right : wrong},
                {&small_, "score " + with_two_decimals(row.score), faint}};
    }

    static std::size_t height_of(std::vector<caption_line> const& lines) {
        std::size_t height = 0;
        for (auto const& line : lines) height += line.face->line_height() + leading;
        return height;
    }

    static void draw_centred(image& sheet, font const& face, std::size_t centre, std::size_t y, std::string_view text,
                             rgb ink) {
        auto const half = face.width(text) / 2;
        face.draw(sheet, centre > half ? centre - half : 0, y, text, ink);
    }

    void paint_row(image& sheet, gallery_row const& row, std::size_t left, std::size_t top) const {
        auto const lines = caption(row);
        auto const height = height_of(lines);
        auto y = top + (cell_ > height ? (cell_ - height) / 2 : 0);
        for (auto const& line : lines) {
            line.face->draw(sheet, margin, y, line.text, line.ink);
            y += line.face->line_height() + leading;
        }
        paint_cell(sheet, row.input, column_left(left, 0), top);
        for (std::size_t i = 0; i != row.heatmaps.size(); ++i)
            paint_cell(sheet, row.heatmaps[i], column_left(left, i + 1), top);
    }

    void paint_cell(image& sheet, image const& source, std::size_t left, std::size_t top) const {
        auto const enlarged = upscaled(source, upscaling(source, what_.cell_size));
        auto const x = left + (column_width_ - enlarged.width()) / 2;
        auto const y = top + (cell_ - enlarged.height()) / 2;
        sheet.blit(enlarged, x, y);
        sheet.border({x - 1, y - 1, enlarged.width() + 2, enlarged.height() + 2}, frame);
    }

    void paint_legend(image& sheet, std::size_t centre, std::size_t top) const {
        auto const left = centre - bar_width / 2;
        constexpr double middle = (bar_width - 1) / 2.0;
        for (std::size_t i = 0; i != bar_width; ++i)
            sheet.fill({left + i, top, 1, bar_height}, colour((static_cast<double>(i) - middle) / middle));
        sheet.border({left - 1, top - 1, bar_width + 2, bar_height + 2}, frame);
        auto const y = top + bar_height + gap / 4;
        small_.draw(sheet, left, y, "against the class", negative_anchors.back());
        draw_centred(sheet, small_, centre, y, "0", faint);
        std::string_view const for_class = "for the class";
        small_.draw(sheet, left + bar_width - small_.width(for_class), y, for_class, positive_anchors.back());
        draw_centred(sheet, small_, centre, y + small_.line_height() + gap / 4, what_.legend, faint);
    }

    gallery const& what_;
    font large_ = font::bold(22), heading_ = font::bold(16), small_ = font::regular(15);
    std::vector<std::vector<std::string>> titles_;
    std::size_t cell_ = 0, column_width_ = 0, caption_width_ = 0, title_lines_ = 1;
};

}  // namespace detail

/// Draws the sheet: column titles, one row per sample with its caption, and a colour bar.
/// Throws gallery_error, font_error and image_error.
inline image draw(gallery const& what) { return detail::gallery_painter{what}.paint(); }

}  // namespace constexplain::render
