#include "support/catch.hpp"

#include "entry_safetensors.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

TEST_CASE("fuzz: safetensors corpus", "[fuzz]") {
    std::size_t files = 0;
    for (auto const& file :
         std::filesystem::directory_iterator{std::filesystem::path{CONSTEXPLAIN_FUZZ_CORPUS} / "safetensors"}) {
        INFO(file.path().filename().string());
        std::ifstream stream{file.path(), std::ios::binary};
        std::string const content{std::istreambuf_iterator<char>{stream}, {}};
        CHECK_NOTHROW(fuzz::safetensors(std::as_bytes(std::span{content})));
        ++files;
    }
    CHECK(files >= 10);
}
