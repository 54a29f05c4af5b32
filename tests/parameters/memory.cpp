// Loading a large file takes the memory of the packed parameters and little else.
#include "support/catch.hpp"
#include "support/sanitized.hpp"
#include "support/skip.hpp"

#include "safetensors_bytes.hpp"

#include <constexplain.hpp>
#include <constexplain/parameters/load_safetensors.hpp>

using namespace constexplain;
using array_bytes::temporary_path;

namespace {

struct wide : network<input<4096>, dense<4096>> {};  // 64 MiB, nearly all of them in one array

/// The most memory that was resident, in bytes; zero where the system does not say.
size_t peak() {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) * 1024;
    return 0;
}
/// From here on; where that is impossible, the peak was reached before and the test is weaker.
void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace

TEST_CASE("load_safetensors: memory of the packed parameters and little else", "[parameters]") {
    if (support::sanitized || peak() == 0) return support::report_skipped("memory is not measured here");
    std::string const header = R"({"__metadata__":{"network":")" + std::string(wide::signature) +
                               R"("},"0.weight":{"dtype":"F32","shape":[4096,4096],"data_offsets":[0,67108864]},)"
                               R"("0.bias":{"dtype":"F32","shape":[4096],"data_offsets":[67108864,67125248]}})";
    auto padded = header + std::string((8 - header.size() % 8) % 8, ' ');
    temporary_path const path{".safetensors", safetensors_bytes::file(padded)};
    std::filesystem::resize_file(path.path(), 8 + padded.size() + 67'125'248);  // zeros, which take no room on disk

    forget_peak();
    auto const before = peak();
    auto const net = load_safetensors<wide>(path);
    auto const taken = peak() - before;
    INFO(taken << " bytes, of which the model's are " << model<wide>::parameter_bytes);
    CHECK(net.packed()[123] == 0);
    CHECK(taken >= model<wide>::parameter_bytes - 4'000'000);
    CHECK(taken < model<wide>::parameter_bytes + 12'000'000);
}
