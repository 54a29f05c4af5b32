#include "support/catch.hpp"

#include "entry.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// The folder tests/fuzz/corpus: seeds, mutated inputs that reach other code, and whatever a fuzzer finds.
#ifndef CONSTEXPLAIN_FUZZ_CORPUS
#error "define CONSTEXPLAIN_FUZZ_CORPUS as the path of tests/fuzz/corpus"
#endif

namespace {

void replay(std::string const& kind, auto const& entry) {
    std::size_t files = 0;
    for (auto const& file :
         std::filesystem::directory_iterator{std::filesystem::path{CONSTEXPLAIN_FUZZ_CORPUS} / kind}) {
        INFO(file.path().filename().string());
        std::ifstream stream{file.path(), std::ios::binary};
        std::string const content{std::istreambuf_iterator<char>{stream}, {}};
        CHECK_NOTHROW(entry(std::as_bytes(std::span{content})));
        ++files;
    }
    CHECK(files >= 10);
}

}  // namespace

TEST_CASE("fuzz: .npy corpus", "[fuzz]") {
    replay("npy", [](auto bytes) { fuzz::npy(bytes); });
}

#ifdef CONSTEXPLAIN_HAS_NPZ
TEST_CASE("fuzz: .npz corpus", "[fuzz]") {
    replay("npz", [](auto bytes) { fuzz::npz(bytes); });
}
#endif
