#pragma once
/// The result of an evaluation: numbers by row and column, as a table and as a plot.
#include <constexplain/evaluation/gnuplot.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iomanip>
#include <locale>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace constexplain::evaluation {

/// A report has no row or column of this name, or reports of other rows are set side by side.
struct report_error : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

/// Similarities, from -1 to 1, by row and column.
struct report {
    struct row {
        std::string name;
        std::vector<double> values;  ///< one for each column
        friend bool operator==(row const&, row const&) = default;
    };
    std::string title;
    std::string rows_are;  ///< what the rows' names name
    std::vector<std::string> columns;
    std::vector<row> rows;

    friend bool operator==(report const&, report const&) = default;

    /// A column's values, from the first row to the last. Throws report_error.
    [[nodiscard]] std::vector<double> column(std::string const& name) const {
        auto const found = std::ranges::find(columns, name);
        if (found == columns.end()) throw report_error(title + ": has no column named " + name);
        auto const index = static_cast<std::size_t>(found - columns.begin());
        std::vector<double> values;
        for (row const& r : rows) values.push_back(r.values.at(index));
        return values;
    }

    /// Text of aligned columns, the title on the first line.
    [[nodiscard]] std::string table() const {
        std::size_t first = rows_are.size();
        for (row const& r : rows) first = std::max(first, r.name.size());
        std::ostringstream text;
        text.imbue(std::locale::classic());
        auto const line = [&](std::string const& name, auto const& cells) {
            text << "  " << std::left << std::setw(static_cast<int>(first)) << name << std::right << std::fixed
                 << std::setprecision(4);
            for (std::size_t k = 0; k < cells.size(); ++k)
                text << "  " << std::setw(static_cast<int>(std::max<std::size_t>(columns[k].size(), 7))) << cells[k];
            text << "\n";
        };
        text << title << "\n";
        line(rows_are, columns);
        for (row const& r : rows) line(r.name, r.values);
        return text.str();
    }

    /// One line for each column over the rows, written by gnuplot to a file that ends in .png or .svg. Throws
    /// plot_error.
    void plot(std::filesystem::path const& file) const {
        std::ostringstream script;
        script.imbue(std::locale::classic());  // gnuplot's numbers have points, whatever the user's have
        script << "set title " << quoted_for_gnuplot(title) << " noenhanced\nset xlabel "
               << quoted_for_gnuplot(rows_are) << " noenhanced\nset xtics rotate by -45 noenhanced ()\n"
               << "set colorsequence podo\nset key outside right noenhanced\nset grid\nset xrange [-0.5:"
               << static_cast<double>(rows.size()) - 0.5 << "]\nset yrange [" << (has_negative() ? -1.05 : -0.05)
               << ":1.05]\n$values << END_OF_VALUES\n"
               << std::setprecision(9);
        for (std::size_t k = 0; k < rows.size(); ++k) {
            script << k;
            for (double const v : rows[k].values) script << " " << v;
            script << "\n";
        }
        script << "END_OF_VALUES\n";
        for (std::size_t k = 0; k < rows.size(); ++k)
            script << "set xtics add (" << quoted_for_gnuplot(rows[k].name) << " " << k << ")\n";
        script << "plot ";
        for (std::size_t k = 0; k < columns.size(); ++k)  // each thinner, so that no line hides another
            script << (k == 0 ? "" : ", ") << "$values using 1:" << k + 2 << " with linespoints linewidth "
                   << 2 * (columns.size() - k) << " title " << quoted_for_gnuplot(columns[k]);
        run_gnuplot(script.str() + "\n", file);
    }

private:
    [[nodiscard]] bool has_negative() const {
        return std::ranges::any_of(
            rows, [](row const& r) { return std::ranges::any_of(r.values, [](double v) { return v < 0; }); });
    }
};

/// One column of several reports over the same rows, each under a name of its own. Throws report_error.
inline report side_by_side(std::string const& column, std::vector<std::pair<std::string, report>> const& reports) {
    if (reports.empty()) throw report_error("side_by_side: needs at least one report");
    report const& first = reports.front().second;
    report result{first.title + ": " + column, first.rows_are, {}, {}};
    for (auto const& r : first.rows) result.rows.push_back({r.name, {}});
    for (auto const& [name, part] : reports) {
        auto const values = part.column(column);
        if (!std::ranges::equal(part.rows, first.rows, {}, &report::row::name, &report::row::name))
            throw report_error("side_by_side: " + name + " has other rows than " + reports.front().first);
        result.columns.push_back(name);
        for (std::size_t k = 0; k < values.size(); ++k) result.rows[k].values.push_back(values[k]);
    }
    return result;
}

}  // namespace constexplain::evaluation
