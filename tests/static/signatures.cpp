// Signatures and fingerprints: the same for what is the same, different for all that a parameter file depends on.
#include <constexplain/layer/layers.hpp>
#include <constexplain/network/network.hpp>

using namespace constexplain;

namespace {

struct small : network<input<1, 8, 8>::within<0, 1>, conv2d<4, kernel<3>, stride<2>, same>, leaky_relu<0.1>,  //
                       max_pool<2>, flatten, dense<10, without_bias>, softmax> {};
static_assert(small::signature == "input(1,8,8);conv2d(4,k=3x3,s=2x2,p=0,0,1,1,d=1x1,g=1,bias);leaky_relu(0.1);"
                                  "max_pool(k=2x2,s=2x2,p=0,0,0,0,d=1x1);flatten;dense(10,no_bias);softmax");
static_assert(small::fingerprint == meta::hash(small::signature));

// FNV-1a's published values.
static_assert(meta::hash("") == 0xcbf29ce484222325U && meta::hash("a") == 0xaf63dc4c8601ec8cU);
static_assert(meta::hash("foobar") == 0x85944171f73967e8U);

template<class... Layers>
constexpr auto print = network<input<8, 12, 12>, Layers...>::fingerprint;

constexpr bool all_differ(auto... values) {
    std::array const all{values...};
    for (size_t i = 0; i < all.size(); ++i)
        for (size_t k = i + 1; k < all.size(); ++k)
            if (all[i] == all[k]) return false;
    return true;
}

// Every option, every layer, their order and their number.
static_assert(all_differ(
    print<>, print<conv2d<8, kernel<3>>>, print<conv2d<4, kernel<3>>>, print<conv2d<8, kernel<5>>>,
    print<conv2d<8, kernel<3, 5>>>, print<conv2d<8, kernel<5, 3>>>, print<conv2d<8, kernel<3>, stride<2>>>,
    print<conv2d<8, kernel<3>, stride<2, 1>>>, print<conv2d<8, kernel<3>, stride<1, 2>>>,
    print<conv2d<8, kernel<3>, padding<1>>>, print<conv2d<8, kernel<3>, padding<1, 0>>>,
    print<conv2d<8, kernel<3>, padding<0, 1>>>, print<conv2d<8, kernel<3>, padding<1, 0, 0, 0>>>,
    print<conv2d<8, kernel<3>, padding<0, 0, 1, 0>>>, print<conv2d<8, kernel<3>, dilation<2>>>,
    print<conv2d<8, kernel<3>, dilation<2, 1>>>, print<conv2d<8, kernel<3>, groups<2>>>,
    print<conv2d<8, kernel<3>, groups<8>>>, print<conv2d<8, kernel<3>, without_bias>>,
    print<conv2d<8, kernel<3>, stride<2>, same>>, print<conv2d<8, kernel<3>, stride<2>, same_lower>>, print<relu>,
    print<sigmoid>, print<constexplain::tanh>, print<softmax>, print<leaky_relu<0.1>>, print<leaky_relu<0.2>>,
    print<relu, relu>, print<flatten>, print<flatten, relu>, print<relu, flatten>, print<flatten, dense<3>>,
    print<flatten, dense<4>>, print<flatten, dense<3, without_bias>>, print<max_pool<2>>, print<avg_pool<2>>,
    print<sum_pool<2>>, print<global_avg_pool>, print<max_pool<3>>, print<max_pool<2, stride<1>>>,
    print<max_pool<2, padding<1>>>, print<max_pool<2, dilation<2>>>, print<max_pool<5, round_up>>, print<max_pool<5>>,
    print<avg_pool<2, padding<1>>>, print<avg_pool<2, padding<1>, count_padding>>));
static_assert(network<input<8, 12, 12>>::fingerprint != network<input<12, 8, 12>>::fingerprint);
static_assert(network<input<1152>>::fingerprint != network<input<8, 12, 12>>::fingerprint);

// What a parameter file does not depend on: names, domains, how a number or an option is written.
static_assert(print<named<"stem", relu>> == print<relu>);
static_assert(network<input<4>::within<0, 1>, relu>::fingerprint == network<input<4>, relu>::fingerprint);
static_assert(print<conv2d<8, padding<1>, kernel<3>>> == print<conv2d<8, kernel<3>, same>>);
static_assert(print<conv2d<8, kernel<3>, groups<1>, stride<1>>> == print<conv2d<8, kernel<3, 3>>>);
static_assert(print<leaky_relu<0.25>> == print<leaky_relu<0.25F>> &&
              print<max_pool<2>> == print<max_pool<2, stride<2>>>);

}  // namespace
