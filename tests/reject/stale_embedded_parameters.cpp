// The embedded parameters were made for a network with one layer less. The header is generated anew when the network
// is imported again; the numbers are the fingerprints of both.
// expect: STALE_PARAMETERS<tiny, .*parameters_of_fingerprint<\d+>, .*made_for<12345>, cure::import_the_network_again_or_name_the_one_that_they_were_made_for>
#include <constexplain.hpp>
#include <constexplain/parameters/embedded.hpp>

using namespace constexplain;

struct tiny : network<input<2>, dense<2>, relu> {};
alignas(4) inline constexpr std::byte numbers[24]{};

#ifndef TWIN
struct tiny_weights {
    static constexpr std::uint64_t fingerprint = 12345;
    static constexpr std::size_t bytes = 24;
    static std::byte const* data() { return numbers; }
};
auto make() { return embedded<tiny>(tiny_weights{}); }
#else
struct tiny_weights {
    static constexpr std::uint64_t fingerprint = tiny::fingerprint;
    static constexpr std::size_t bytes = 24;
    static std::byte const* data() { return numbers; }
};
auto make() { return embedded<tiny>(tiny_weights{}); }
#endif
