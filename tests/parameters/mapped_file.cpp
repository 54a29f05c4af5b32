// Files in memory: given back, replaced, written to, and cut while they are mapped.
#include "support/catch.hpp"

#include "array_bytes.hpp"

#include <constexplain/parameters/mapped_file.hpp>

#include <thread>

#if CONSTEXPLAIN_MAPS_FILES
#include <csignal>
#include <sys/wait.h>
#endif

using namespace array_bytes;
namespace ce = constexplain;

namespace {

std::string text_of(std::span<std::byte const> bytes) {
    return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}
/// Clocks of file systems are coarse.
void wait_for_the_clock() { std::this_thread::sleep_for(std::chrono::milliseconds(30)); }

std::string const content = [] {
    std::string text;
    while (text.size() < 100'000) text += std::to_string(text.size()) + ' ';
    return text;
}();

}  // namespace

TEST_CASE("mapped_file: bytes, also after they were given back", "[parameters]") {
    temporary_path const path{".bin", content};
    ce::mapped_file file{path};
    CHECK(text_of(file.bytes()) == content);
    for (std::size_t const begin : {0U, 1U, 4096U, 5000U, 90'000U})
        for (std::size_t const count : {0U, 1U, 4096U, 10'000U}) {
            file.release(file.bytes().subspan(begin, count));
            CHECK(text_of(file.bytes()) == content);
        }
    CHECK_NOTHROW(file.require_unchanged());
    ce::mapped_file const moved{std::move(file)};
    CHECK(text_of(moved.bytes()) == content);
    CHECK_NOTHROW(moved.require_unchanged());
}

TEST_CASE("mapped_file: what is no file", "[parameters]") {
    CHECK(message<ce::file_unreadable>([] { ce::mapped_file{"no_such_file"}; }) ==
          "no_such_file: found no such file, needed a regular file");
    CHECK(has(message<ce::file_unreadable>([] { ce::mapped_file{std::filesystem::temp_directory_path()}; }),
              "found a directory"));
    temporary_path const empty{".bin", ""};
    CHECK(ce::mapped_file{empty}.bytes().empty());
}

#if CONSTEXPLAIN_MAPS_FILES
TEST_CASE("mapped_file: a file that is replaced stays what it was", "[parameters]") {
    temporary_path const path{".bin", content}, other{".bin", std::string(10, 'x')};
    ce::mapped_file const file{path};
    std::filesystem::rename(other.path(), path.path());
    CHECK(text_of(file.bytes()) == content);
}

TEST_CASE("mapped_file: a file that is written to is told", "[parameters]") {
    temporary_path const path{".bin", content};
    ce::mapped_file const file{path};
    wait_for_the_clock();
    std::fstream{path.path(), std::ios::in | std::ios::out | std::ios::binary}.seekp(50'000) << "other";
    auto const text = message<ce::file_unreadable>([&] { file.require_unchanged(); });
    CHECK(has(text, path.path().string() + ": found a file that was changed while it was read"));
    CHECK(has(text, "rename"));
}

TEST_CASE("mapped_file: a time that was set back does not hide a change", "[parameters]") {
    temporary_path const path{".bin", content};
    ce::mapped_file const file{path};
    auto const time = std::filesystem::last_write_time(path.path());
    wait_for_the_clock();
    std::fstream{path.path(), std::ios::in | std::ios::out | std::ios::binary}.seekp(50'000) << "other";
    std::filesystem::last_write_time(path.path(), time);
    CHECK_THROWS_AS(file.require_unchanged(), ce::file_unreadable);
}

TEST_CASE("mapped_file: a file that is cut gives no bytes of its own making", "[parameters]") {
    temporary_path const path{".bin", content};
    auto const child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        std::signal(SIGBUS, SIG_DFL);
        ce::mapped_file const file{path};
        std::filesystem::resize_file(path.path(), 10);
        // 0: bytes were read behind the end and nothing said so.
        int result = 0;
        if (file.bytes()[50'000] == std::byte{1}) result = 2;
        try {
            file.require_unchanged();
        } catch (ce::file_unreadable const&) {
            result = 1;
        }
        ::_exit(result);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(((WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS) || (WIFEXITED(status) && WEXITSTATUS(status) == 1)));
}
#endif
