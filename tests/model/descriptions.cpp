// What a network says of itself: walks over layers, parameters and ledger, its table, its signature.
#include "support/catch.hpp"
#include "support/numbers.hpp"

#include <boost/hana/for_each.hpp>
#include <boost/hana/length.hpp>

using namespace constexplain;
namespace hana = boost::hana;

namespace {

struct net : network<input<2, 6, 6>::within<0, 1>, named<"stem", conv2d<4, kernel<3>, padding<1, 0>, without_bias>>,
                     relu, max_pool<2>, avg_pool<2, padding<1>, stride<1>, count_padding>, flatten, leaky_relu<0.25>,
                     dense<3>, softmax> {};
struct plain : rules<on<linear_layers, epsilon<>>> {};

}  // namespace

TEST_CASE("hana walks over the layers", "[model]") {
    size_t count = 0, linear = 0;
    hana::for_each(net::layers, [&](auto layer_) {
        using L = typename decltype(layer_)::type;
        ++count;
        linear += linear_layer<L> ? 1U : 0U;
    });
    CHECK(count == net::depth);
    CHECK(linear == 2);
    size_t next = 0;
    for_each_node<net>([&](auto here) { CHECK(decltype(here)::index == next++); });
    CHECK(next == net::depth);
}

TEST_CASE("hana walks over the parameters and the ledger", "[model]") {
    support::numbers source(1);
    auto const bound = support::bind_raw(support::random_parameters<net, float>(source));
    std::vector<std::string> names;
    size_t elements_ = 0;
    hana::for_each(decltype(bound)::parameters(), [&](auto p) {
        using P = decltype(p);
        for (size_t k = 0; k < P::arrays.size(); ++k) {
            names.push_back(P::name(k));
            elements_ += P::arrays[k].extents.count();
        }
    });
    CHECK(names == std::vector<std::string>{"stem.weight", "6.weight", "6.bias"});
    CHECK(elements_ == net::cost.parameters);

    input_tensor<net> x;
    source.fill(x, 0, 1);
    auto const e = bound.explain<plain>(x);
    float total = e.ledger.input_factor;
    size_t next = 0;
    hana::for_each(e.ledger.entries(), [&](auto const& entry) {
        using entry_type = std::decay_t<decltype(entry)>;
        CHECK(entry_type::layer == next);
        CHECK(entry.absorbed == e.ledger.absorbed[next++]);
        total += entry.absorbed;
        if (!linear_layer<typename entry_type::node_type::layer_type> &&
            !pooling_layer<typename entry_type::node_type::layer_type>)
            CHECK(entry.absorbed == 0);
    });
    CHECK(next == net::depth);
    CHECK(total == e.ledger.total_absorbed());
    CHECK(e.ledger.closes(1e-5f));
}

TEST_CASE("the signature holds every layer's settings and every size", "[model]") {
    CHECK(net::signature ==
          "input(2,6,6);conv2d(4,k=3x3,s=1x1,p=1,0,1,0,d=1x1,g=1,no_bias);relu;"
          "max_pool(k=2x2,s=2x2,p=0,0,0,0,d=1x1);avg_pool(k=2x2,s=1x1,p=1,1,1,1,d=1x1,count_padding);"
          "flatten;leaky_relu(0.25);dense(3,bias);softmax");
    struct renamed : network<input<2, 6, 6>, named<"trunk", conv2d<4, kernel<3>, padding<1, 0>, without_bias>>> {};
    struct unnamed_net : network<input<2, 6, 6>, conv2d<4, kernel<3>, padding<1, 0>, without_bias>> {};
    struct with_bias : network<input<2, 6, 6>, conv2d<4, kernel<3>, padding<1, 0>>> {};
    CHECK(renamed::signature == unnamed_net::signature);  // names say where parameters are, not what they mean
    CHECK(renamed::fingerprint == unnamed_net::fingerprint);
    CHECK(with_bias::signature != unnamed_net::signature);
    CHECK(with_bias::fingerprint != unnamed_net::fingerprint);
}

TEST_CASE("the table: one line for the input, each layer, and the totals", "[model]") {
    std::string const text = table<net>();
    std::vector<std::string> lines(1);
    for (char c : text)
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back() += c;
    REQUIRE(lines.size() == net::depth + 5);  // header, input, layers, totals, bytes, and nothing after the last line
    auto const words = [](std::string const& line) {
        std::vector<std::string> found;
        for (bool inside = false; char c : line) {
            if (c != ' ' && !inside) found.emplace_back();
            if (c != ' ') found.back() += c;
            inside = c != ' ';
        }
        return found;
    };
    using list = std::vector<std::string>;
    CHECK(words(lines[0]) == list{"layer", "output", "parameters", "MACs", "values"});
    CHECK(words(lines[1]) == list{"input(2,6,6)", "2x6x6", "[0,", "1]"});
    CHECK(words(lines[2]) == list{"0", "stem:", "conv2d(4,k=3x3,s=1x1,p=1,0,1,0,d=1x1,g=1,no_bias)", "4x6x4", "72",
                                  "1728", "[-inf,", "inf]"});
    CHECK(words(lines[3]) == list{"1", "relu", "4x6x4", "0", "0", "[0,", "inf]"});
    CHECK(words(lines[8]) == list{"6", "dense(3,bias)", "3", "147", "144", "[-inf,", "inf]"});
    CHECK(words(lines[9]) == list{"7", "softmax", "3", "0", "0", "[0,", "1]"});
    CHECK(words(lines[10]) == list{"total", "219", "1872"});
    CHECK(words(lines[11]).at(1) == "876");
}
