#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>

namespace constexplain::examples {

/// Shows on stderr how far a loop has come: a bar on a terminal, else one plain line per tenth.
class progress_bar {
public:
    progress_bar(std::string label, std::size_t total)
        : label_{std::move(label)}
        , total_{total}
        , terminal_{isatty(STDERR_FILENO) == 1} {
        show();
    }
    progress_bar(progress_bar const&) = delete;
    progress_bar& operator=(progress_bar const&) = delete;
    ~progress_bar() {
        if (terminal_) std::fputc('\n', stderr);
    }

    void advance(std::size_t steps = 1) {
        done_ += std::min(steps, total_ - done_);
        show();
    }

private:
    static constexpr int cells = 40;

    void show() {
        int const percent =
            total_ == 0 ? 100 : static_cast<int>(100.0 * static_cast<double>(done_) / static_cast<double>(total_));
        int const step = terminal_ ? percent : percent / 10;
        if (step == shown_) return;
        shown_ = step;
        if (terminal_) {
            auto const full = static_cast<std::size_t>(percent * cells / 100);
            auto const bar = std::string(full, '#') + std::string(cells - full, '.');
            std::fprintf(stderr, "\r%s [%s] %3d %%", label_.c_str(), bar.c_str(), percent);
        } else {
            std::fprintf(stderr, "%s: %d %%\n", label_.c_str(), percent);
        }
        std::fflush(stderr);
    }

    std::string label_;
    std::size_t total_, done_ = 0;
    bool terminal_;
    int shown_ = -1;
};

}  // namespace constexplain::examples
