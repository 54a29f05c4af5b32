// The bytes alone do not say which network they belong to.
// expect: PARAMETERS_MISUSED<.*span<.*, needs::a_fingerprint_a_number_of_bytes_and_data, cure::pass_the_struct_of_the_generated_header_as_in_lenet_weights>
#include <constexplain.hpp>
#include <constexplain/parameters/embedded.hpp>

using namespace constexplain;

struct tiny : network<input<2>, dense<2>, relu> {};
alignas(4) inline constexpr std::byte numbers[24]{};

#ifndef TWIN
auto make() { return embedded<tiny>(std::span<std::byte const>(numbers)); }
#else
struct tiny_weights {
    static constexpr std::uint64_t fingerprint = tiny::fingerprint;
    static constexpr std::size_t bytes = 24;
    static std::byte const* data() { return numbers; }
};
auto make() { return embedded<tiny>(tiny_weights{}); }
#endif
