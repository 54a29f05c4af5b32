// clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Iinclude -DCONSTEXPLAIN_HAS_NPZ tests/fuzz/fuzz_npz.cpp -lzip
// ./a.out -max_len=4096 -dict=tests/fuzz/npz.dict new_inputs tests/fuzz/corpus/npz

#include "entry.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::npz(std::as_bytes(std::span{data, size}));
    return 0;
}
