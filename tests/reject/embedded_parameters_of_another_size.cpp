// The fingerprint is right, but the bias is missing in the bytes.
// expect: PARAMETER_MISMATCH<tiny, .*bytes_of_arrays<24>, .*bytes_of_arrays<16>, cure::write_all_arrays_as_float32_in_the_order_of_the_layers>
#include <constexplain.hpp>
#include <constexplain/parameters/embedded.hpp>

using namespace constexplain;

struct tiny : network<input<2>, dense<2>, relu> {};

template<std::size_t Count>
struct tiny_weights {
    static constexpr std::uint64_t fingerprint = tiny::fingerprint;
    static constexpr std::size_t bytes = Count;
    alignas(4) static constexpr std::byte numbers[Count]{};
    static std::byte const* data() { return numbers; }
};

#ifndef TWIN
auto make() { return embedded<tiny>(tiny_weights<16>{}); }
#else
auto make() { return embedded<tiny>(tiny_weights<24>{}); }
#endif
