// What an input holds is told while it is brought into its order in memory: the same as by a sweep of its own, wherever one of
// its numbers is wrong, and every number arrives.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <constexplain.hpp>

#include <limits>
#include <vector>

using namespace constexplain;

namespace {

// One number for each channel and pixel must do: pixels that are less than a vector, whole vectors, and some more.
template<size_t Height, size_t Width>
struct in_boxes
    : network<typename input<3, Height, Width>::template within_per_channel<box<-1, 1>, box<0, 4>, box<2, 3>>,
              conv2d<1, kernel<1>>> {};
template<size_t Channels, size_t Width>
struct in_box : network<typename input<Channels, 2, Width>::template within<0, 4>, conv2d<1, kernel<1>>> {};
template<size_t Width>
struct unbounded : network<input<2, 3, Width>, conv2d<1, kernel<1>>> {};

template<class Net, class T, bool HasDomain>
void check_state(bool has_bounds) {
    using state = constexplain::detail::input_state<Net, T, HasDomain>;
    INFO(Net::signature);
    constexpr memory_order order = Net::boundaries[0].order;
    constexpr size_t count = Net::input.count();
    std::vector<T> x(count), memory(count + 64, T(7));
    support::numbers source(5);
    for (size_t k = 0; k < count; ++k) x[k] = T(k / order.planes == 2 ? 2.5 : 0.5) + T(k % 7) / 16;
    auto const brought = [&] {
        std::fill(memory.begin(), memory.end(), T(7));
        status const found = state::bring(x.data(), memory.data());
        CHECK(std::all_of(memory.begin() + count, memory.end(), [](T v) { return v == T(7); }));
        CHECK(found == state::of(x.data()));
        return found;
    };
    CHECK(brought() == status::ok);
    for (size_t k = 0; k < count; ++k) CHECK(memory[order.place_of(k)] == x[k]);
    for (size_t k = 0; k < count; ++k) {
        T const right = x[k];
        for (T const wrong : {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::infinity(),
                              -std::numeric_limits<T>::infinity()}) {
            x[k] = wrong;
            CHECK(brought() == status::input_not_finite);
            CHECK(std::all_of(memory.begin(), memory.begin() + count, [](T v) { return v == T(0); }));
        }
        for (T const outside : {T(-2), T(5)}) {
            x[k] = outside;
            CHECK(brought() == (has_bounds ? status::input_outside_domain : status::ok));
            CHECK(memory[order.place_of(k)] == outside);
        }
        x[k] = right;
    }
}
template<class Net, class T>
void check(bool has_bounds) {
    check_state<Net, T, true>(has_bounds);
    check_state<Net, T, false>(false);  // predict takes what is outside
}

}  // namespace

TEMPLATE_TEST_CASE("an input's state, told while it is brought", "[model]", float, double) {
    check<in_boxes<2, 3>, TestType>(true);
    check<in_boxes<4, 4>, TestType>(true);
    check<in_boxes<5, 7>, TestType>(true);
    check<in_boxes<8, 8>, TestType>(true);
    check<in_box<2, 9>, TestType>(true);
    check<in_box<3, 16>, TestType>(true);
    check<in_box<4, 17>, TestType>(true);
    check<in_box<5, 8>, TestType>(true);  // more channels than are put together from vectors
    check<unbounded<3>, TestType>(false);
    check<unbounded<11>, TestType>(false);
}
