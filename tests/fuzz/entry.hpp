#pragma once

#include <constexplain/parameters/npy.hpp>
#ifdef CONSTEXPLAIN_HAS_NPZ
#include <constexplain/parameters/npz.hpp>
#endif

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

/// What the fuzzers, and the replay of their findings, do with some bytes. A `parameter_error` is a right answer; any
/// other exception, a sanitizer's report, or an answer that contradicts another one, is a finding.
namespace fuzz {

namespace ce = constexplain;

inline void require(bool holds) {
    if (!holds) std::abort();  // also where assert() says nothing
}

inline constexpr std::size_t limit = std::size_t{1} << 22;

/// The two ways to read one array, through `load(type)` and `read(shape, out)`, agree.
template<class T>
void load_and_read(auto const& load, auto const& read) {
    try {
        ce::npy_array<T> const array = load(T{});
        std::size_t count = 1;
        for (auto const extent : array.shape) count *= extent;
        require(count == array.values.size() && count * sizeof(T) <= limit);
        std::vector<T> out(count);
        std::vector<double> wide(count);
        read(std::span<std::size_t const>{array.shape}, std::span<T>{out});  // may not throw
        read(std::span<std::size_t const>{array.shape}, std::span<double>{wide});
        require(out == array.values);
        for (std::size_t i = 0; i < count; ++i) require(wide[i] - static_cast<double>(out[i]) == 0);
    } catch (ce::parameter_error const&) {}
}

/// A named error is an answer; was there one?
bool refused(auto const& call) {
    try {
        call();
        return false;
    } catch (ce::parameter_error const& error) {
        require(error.what()[0] != '\0');
        return true;
    }
}

inline void npy(std::span<std::byte const> bytes) {
    auto const load = [&]<class T>(T) { return ce::load_npy<T>(bytes, "fuzz", limit); };
    auto const read = [&](std::span<std::size_t const> shape, auto out) {
        require(!refused([&] { ce::read_npy(bytes, "fuzz", shape, out); }));
    };
    load_and_read<float>(load, read);
    load_and_read<double>(load, read);
    bool const no_bytes = refused([&] { ce::load_npy<std::uint8_t>(bytes, "fuzz", limit); });
    bool const no_text = refused([&] { ce::load_npy_text(bytes, "fuzz", limit); });
    bool const no_numbers = refused([&] { ce::load_npy<double>(bytes, "fuzz", limit, ce::non_finite::allowed); });
    require(no_bytes + no_text + no_numbers >= 2);  // no file is of two types

    // A shape from nowhere: the reader writes inside `out` and nowhere else.
    std::vector<float> out(6);
    std::size_t const shape[]{2, 3};
    refused([&] { ce::read_npy(bytes, "fuzz", shape, out); });
}

#ifdef CONSTEXPLAIN_HAS_NPZ
inline void npz(std::span<std::byte const> bytes) {
    refused([&] {
        ce::npz_file const file{bytes, "fuzz"};
        std::size_t arrays = 0;
        for (auto const& name : file.names()) {
            if (++arrays > 16) break;  // many empty members only cost time
            require(file.contains(name));
            auto const load = [&]<class T>(T) { return file.load<T>(name, limit); };
            auto const read = [&](std::span<std::size_t const> shape, auto out) {
                require(!refused([&] { file.read(name, shape, out); }));
            };
            load_and_read<float>(load, read);
            load_and_read<double>(load, read);
            refused([&] { file.load<std::uint8_t>(name, limit); });
            refused([&] { file.text(name, limit); });
            refused([&] { file.header(name); });
        }
        refused([&] { file.text("absent"); });
    });
}
#endif

}  // namespace fuzz
