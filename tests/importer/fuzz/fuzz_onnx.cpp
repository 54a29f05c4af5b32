// clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -I. tests/importer/fuzz/fuzz_onnx.cpp
//     $(ls importer/*.cpp | grep -v main.cpp) -lonnx_proto -lprotobuf -lcrypto
// ./a.out -max_len=4096 -rss_limit_mb=2000 new_inputs tests/importer/fuzz/corpus

#include "tests/importer/fuzz_entry.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::onnx({reinterpret_cast<char const*>(data), size});
    return 0;
}
