// Between planes and pixels: images of few channels take vectors.

#include "kernel/check.hpp"

using namespace constexplain;

namespace {

template<class T, size_t Channels, size_t Planes>
void check() {
    constexpr memory_order order{Channels, Planes};
    std::vector<T> users(Channels * Planes), memory(users.size(), T(-1)), again(users.size(), T(-1));
    for (size_t k = 0; k < users.size(); ++k) users[k] = static_cast<T>(k);
    kernels::to_memory_order<order>(users.data(), memory.data());
    for (size_t k = 0; k < users.size(); ++k) CHECK(memory[order.place_of(k)] == users[k]);
    kernels::to_users_order<order>(memory.data(), again.data());
    CHECK(again == users);
}

}  // namespace

TEST_CASE("orders: planes become pixels and planes again", "[kernel]") {
    check<float, 1, 20>();
    check<float, 2, 37>();
    check<float, 3, 100>();
    check<float, 3, 9>();
    check<float, 4, 64>();
    check<float, 5, 33>();
    check<double, 2, 9>();
    check<double, 3, 50>();
    check<double, 4, 33>();
}
