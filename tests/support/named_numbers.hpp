// Random parameters by name.
#pragma once

#include "numbers.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace support {

/// A parameter source of random numbers from Low to High: the same for a name whenever they are asked for.
template<std::uint64_t Seed, auto Low, auto High>
struct named_numbers {
    template<class T>
    void read(std::string const& name, std::span<std::size_t const>, std::span<T> to) const {
        std::uint64_t seed = Seed;
        for (char c : name) seed = seed * 31 + static_cast<unsigned char>(c);
        numbers source(seed);
        source.fill(to, Low, High);
    }
    static std::vector<double> array(std::string const& name, std::size_t count) {
        std::vector<double> all(count);
        named_numbers{}.read<double>(name, {}, all);
        return all;
    }
};

}  // namespace support
