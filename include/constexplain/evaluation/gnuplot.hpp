#pragma once
/// Plots by gnuplot, which runs as a child process without a shell.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace constexplain::evaluation {

/// A plot that could not be made: names the file and what is missing or wrong.
struct plot_error : std::runtime_error {
    plot_error(std::filesystem::path const& file, std::string const& reason)
        : std::runtime_error(file.string() + ": " + reason) {}
};

/// A text as a string of gnuplot's language, in which nothing is a command; line breaks become spaces.
inline std::string quoted_for_gnuplot(std::string_view text) {
    std::string result = "'";
    for (char const c : text) {
        if (c == '\'')
            result += "''";
        else
            result += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
    return result + "'";
}

namespace detail {

struct close_file {
    void operator()(std::FILE* file) const noexcept { std::fclose(file); }  // NOLINT: nothing is left to be done
};
using open_file = std::unique_ptr<std::FILE, close_file>;

inline std::string reason_of(int number) { return std::generic_category().message(number); }

inline std::string rest_of(std::FILE* file) {
    std::rewind(file);
    std::array<char, 1000> text{};
    return {text.data(), std::fread(text.data(), 1, text.size(), file)};
}

/// Runs gnuplot on open files as its standard input, output and error; says what went wrong, nothing if all is well.
inline std::string fault_of_gnuplot(std::FILE* input, std::FILE* output, std::FILE* error) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fileno(input), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, fileno(output), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, fileno(error), STDERR_FILENO);
    // Without the user's start files, so that a plot depends on its script alone.
    std::string name = "gnuplot", defaults = "--default-settings";
    std::array<char*, 3> arguments{name.data(), defaults.data(), nullptr};
    pid_t child = 0;
    int const failure = posix_spawnp(&child, "gnuplot", &files, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    if (failure == ENOENT) return "there is no program gnuplot; it is in Debian's package gnuplot-nox";
    if (failure != 0) return "gnuplot does not start: " + reason_of(failure);
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return "gnuplot got lost: " + reason_of(errno);
    bool const drew = std::fseek(output, 0, SEEK_END) == 0 && std::ftell(output) > 0;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 && drew ? "" : "gnuplot failed: " + rest_of(error);
}

}  // namespace detail

/// Runs a script of gnuplot commands that draws one plot, and writes it to a file that ends in .png or .svg. The
/// file is gnuplot's standard output: its name is in no script and meets no shell. It holds all of the plot or what
/// it held before. Throws plot_error.
inline void run_gnuplot(std::string const& script, std::filesystem::path const& file) {
    auto const extension = file.extension();
    if (extension != ".png" && extension != ".svg")
        throw plot_error(file, "found the extension \"" + extension.string() + "\", needs .png or .svg");
    std::string const commands = std::string("set terminal ") +
                                 (extension == ".png" ? "pngcairo" : "svg background 'white'") + " size 1000,560\n" +
                                 script;
    detail::open_file const input{std::tmpfile()}, messages{std::tmpfile()};
    if (!input || !messages) throw plot_error(file, "no temporary file: " + detail::reason_of(errno));
    if (std::fwrite(commands.data(), 1, commands.size(), input.get()) != commands.size() ||
        std::fflush(input.get()) != 0)
        throw plot_error(file, "cannot write the script: " + detail::reason_of(errno));
    std::rewind(input.get());

    auto temporary = file;
    temporary += "." + std::to_string(getpid()) + ".part";
    detail::open_file const output{std::fopen(temporary.c_str(), "wbx")};
    if (!output) throw plot_error(file, "cannot create a file beside it: " + detail::reason_of(errno));
    std::string fault = detail::fault_of_gnuplot(input.get(), output.get(), messages.get());
    std::error_code failure;
    if (fault.empty()) {
        std::filesystem::rename(temporary, file, failure);
        if (!failure) return;
        fault = "cannot write: " + failure.message();
    }
    std::filesystem::remove(temporary, failure);
    throw plot_error(file, fault);
}

}  // namespace constexplain::evaluation
