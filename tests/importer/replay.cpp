// The inputs that the fuzzer found, as an ordinary test.
#include "support/catch.hpp"

#include "fuzz_entry.hpp"

#include <fstream>

TEST_CASE("import: what the fuzzer found", "[importer]") {
    std::size_t files = 0;
    for (auto const& file :
         std::filesystem::directory_iterator(CONSTEXPLAIN_SOURCE_DIR "/tests/importer/fuzz/corpus")) {
        INFO(file.path().filename().string());
        std::ifstream stream(file.path(), std::ios::binary);
        std::string const content{std::istreambuf_iterator<char>(stream), {}};
        CHECK_NOTHROW(fuzz::onnx(content));
        ++files;
    }
    CHECK(files >= 30);
}
