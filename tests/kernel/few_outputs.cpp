// Denominators where relevance arrives, if that is at few outputs, against scalars, which compute all of them.

#include "kernel/check.hpp"

using namespace constexplain;

namespace {

struct plus : rules<on<linear_layers, z_plus>> {};

template<class Net, class T>
void check(size_t every) {
    using here = node<Net, 0>;
    constexpr linear_geometry geometry = here::geometry();
    STATIC_REQUIRE(scatter_of(geometry, 16).wins);
    INFO(Net::signature);
    support::numbers source(16);
    auto const net = support::bind_raw<Net, T>(support::random_parameters<Net, T>(source));
    input_tensor<Net, T> x;
    output_tensor<Net, T> s{};
    source.fill(x, 0, 1);
    for (size_t k = 0; k < s.size(); k += every) s[k] = source.next<T>(-1, 1);
    if constexpr (lanes<T> > 1 && scatter_of(geometry, lanes<T>).wins) {
        using scattered = kernels::scattered_vector<T, geometry, true>;
        using product = detail::executable<void, T, 0, term::product<term::value, term::positive_weight>>;
        CHECK(scattered::template pays_where<product>(s.data()) == (every > 1));
    }
    kernel_test::check_rules<plus>(net, x, s);
    CHECK(net.template explain<plus>(x, start_vector(s)).ledger.closes(T(1e-4)));
}

template<size_t In, size_t Out, size_t Height, size_t Width, class... Options>
struct convolution : network<typename input<In, Height, Width>::non_negative, conv2d<Out, Options...>> {};

}  // namespace

TEST_CASE("few outputs: windows inside the image, and over its sides", "[kernel]") {
    for (size_t every : {size_t{7}, size_t{31}, size_t{1}}) {
        check<convolution<10, 25, 12, 12, kernel<5>>, float>(every);
        check<convolution<8, 16, 14, 14, kernel<5>, padding<2>>, float>(every);
        check<convolution<7, 24, 13, 10, kernel<5, 3>, padding<1, 0, 2, 1>, without_bias>, float>(every);
    }
}

TEST_CASE("few outputs: strides", "[kernel]") {
    check<convolution<6, 20, 15, 17, kernel<5>, stride<2>, padding<2>>, float>(11);
    check<convolution<10, 25, 12, 12, kernel<5>>, double>(11);
}
