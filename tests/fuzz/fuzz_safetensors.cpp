// clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude tests/fuzz/fuzz_safetensors.cpp
// ./a.out -max_len=4096 -dict=tests/fuzz/safetensors.dict new_inputs tests/fuzz/corpus/safetensors

#include "entry_safetensors.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::safetensors(std::as_bytes(std::span{data, size}));
    return 0;
}
