// Which elements of a vector are not 0: bits, and lists.

#include <constexplain/tensor/nonzero.hpp>

#include "support/catch.hpp"

#include <iterator>
#include <limits>
#include <vector>

using namespace constexplain;

namespace {

/// Elements that are 0 (of either sign) where a number has no bit, and in turn all that is not 0 where it has one.
template<class T>
std::array<T, lanes<T>> values_of(std::uint64_t bits) {
    std::array<T, lanes<T>> values{};
    T const others[] = {T(1), std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::denorm_min(), T(-2),
                        -std::numeric_limits<T>::infinity()};
    for (size_t k = 0; k < lanes<T>; ++k)
        values[k] = (bits >> k & 1U) != 0 ? others[(k + bits) % std::size(others)] : k % 2 == 0 ? T(0) : T(-0.0);
    return values;
}

}  // namespace

TEMPLATE_TEST_CASE("nonzero: bits and lists of each pattern", "[tensor]", float, double) {
    using T = TestType;
    if constexpr (lanes<T> > 1) {
        for (std::uint64_t bits = 0; bits < std::uint64_t{1} << lanes<T>; ++bits) {
            auto const values = values_of<T>(bits);
            auto const vector = batch<T>::load_unaligned(values.data());
            INFO("bits " << bits);
            REQUIRE(bits_of_nonzero(vector) == bits);
            if constexpr (lists_nonzero) {
                size_t const first = 65'536 - lanes<T>;  // to the largest number that a list holds
                std::vector<std::uint16_t> list(lanes<T> + 2, 7), expected;
                for (size_t k = 0; k < lanes<T>; ++k)
                    if ((bits >> k & 1U) != 0) expected.push_back(static_cast<std::uint16_t>(first + k));
                size_t const count = list_nonzero(vector, first, list.data());
                bool const is_behind_untouched = list[lanes<T>] == 7 && list[lanes<T> + 1] == 7;
                REQUIRE(is_behind_untouched);
                REQUIRE(count == expected.size());
                list.resize(count);
                REQUIRE(list == expected);
            }
        }
    }
}
