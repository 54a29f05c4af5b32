// clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude tests/fuzz/fuzz_npy.cpp
// ./a.out -max_len=4096 -dict=tests/fuzz/npy.dict new_inputs tests/fuzz/corpus/npy

#include "entry.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::npy(std::as_bytes(std::span{data, size}));
    return 0;
}
