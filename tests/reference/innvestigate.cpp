// Networks of one layer under iNNvestigate's analysers: its own results for eight images.

#include "support/arrays.hpp"
#include "support/deviation.hpp"
#include "support/skip.hpp"

#include <constexplain.hpp>

#include <set>

namespace {

using namespace constexplain;

// iNNvestigate's dense layer acts on each pixel's channels: a convolution with a 1x1 window.
using image = input<3, 10, 10>::within<0, 1>;
struct dense_net : network<image, conv2d<5, kernel<1>>> {};
struct dense_relu_net : network<image, conv2d<5, kernel<1>>, relu> {};
struct conv_net : network<image, conv2d<5, kernel<3>>> {};
struct conv_relu_net : network<image, conv2d<5, kernel<3>>, relu> {};
struct average_net : network<image, avg_pool<2>> {};
struct max_net : network<image, max_pool<2>> {};

template<class... Entries>
struct analyser : rules<convention::innvestigate, Entries...> {};
struct lrp_z : analyser<on<linear_layers, epsilon<0>>> {};
struct lrp_epsilon : analyser<on<linear_layers, epsilon<>>> {};
struct lrp_flat : analyser<on<linear_layers, flat>> {};
struct lrp_alpha1_beta0 : analyser<on<linear_layers, alpha_beta<1, 0>>> {};
struct lrp_alpha2_beta1 : analyser<on<linear_layers, alpha_beta<2, 1>>> {};
struct innvestigate_deep_taylor : analyser<on<linear_layers, z_plus>, on<average_pools, flat>> {};

constexpr double in_double = 1e-6;
constexpr double in_float = 1e-5;  // of the largest value

/// Channels first from channels last, and back.
template<class T>
std::vector<T> swapped(std::span<T const> values, std::size_t rows, std::size_t columns) {
    std::vector<T> result(values.size());
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) result[c * rows + r] = values[r * columns + c];
    return result;
}

class analysis {
public:
    explicit analysis(std::string const& name)
        : folder_(support::shared_data("zoo/vectors/innvestigate") / name)
        , close_("iNNvestigate, " + name) {}

    template<class Rules>
    void check_every_layer() {
        check<dense_net, Rules>("Dense");
        check<dense_relu_net, Rules>("Dense_relu");
        check<conv_net, Rules>("Conv2D");
        check<conv_relu_net, Rules>("Conv2D_relu");
        check<average_net, Rules>("AveragePooling2D");
        check<max_net, Rules>("MaxPooling2D");
        for (auto const& file : std::filesystem::directory_iterator(folder_)) {
            auto const name = file.path().filename().string();
            if (name.find(".attribution") == std::string::npos) continue;
            INFO(name);
            CHECK(seen_.count(name) == 1);
        }
    }

private:
    template<class Net, class Rules>
    void check(std::string const& layer) {
        INFO(layer);
        seen_.insert(layer + ".attribution.npy");
        run<Net, Rules, double>(layer);
        run<Net, Rules, float>(layer);
    }

    template<class T>
    [[nodiscard]] std::vector<T> load(std::string const& name) const {
        return load_npy<T>(folder_ / (name + ".npy")).values;
    }

    /// Weights are stored [h][w][in][out].
    template<class Net>
    [[nodiscard]] support::array_map parameters(std::string const& layer) const {
        if constexpr (linear_nodes<Net>::size == 0) {
            return {};
        } else {
            auto const weight = load<double>(layer + ".w0");
            std::size_t const outputs = Net::output.channels(), taps = weight.size() / 3 / outputs;
            auto const by_output = swapped(std::span(weight), taps * 3, outputs);  // [out][h][w][in]
            std::vector<double> ordered;
            for (std::size_t o = 0; o < outputs; ++o) {
                auto const filter = swapped(std::span(by_output).subspan(o * taps * 3, taps * 3), taps, 3);
                ordered.insert(ordered.end(), filter.begin(), filter.end());
            }
            return support::array_map{{{"0.weight", ordered}, {"0.bias", load<double>(layer + ".w1")}}};
        }
    }

    template<class Net, class Rules, class T>
    void run(std::string const& layer) {
        auto const arrays = parameters<Net>(layer);
        auto const net = load_from<Net, T>(arrays);
        auto const images = load<T>("input");
        auto const outputs = load<double>(layer + ".output"), maps = load<double>(layer + ".attribution");
        constexpr std::size_t in = Net::input.count(), out = Net::output.count();
        constexpr std::size_t channels = Net::output.channels();
        REQUIRE(images.size() == 8 * in);
        REQUIRE(outputs.size() == 8 * out);
        REQUIRE(maps.size() == 8 * in);
        for (std::size_t k = 0; k < 8; ++k) {
            auto const values = swapped(std::span(images).subspan(k * in, in), in / 3, 3);
            auto const found = net.template explain<Rules>(view_as<Net>(values));
            auto const scores = swapped(std::span(outputs).subspan(k * out, out), out / channels, channels);
            auto const map = swapped(std::span(maps).subspan(k * in, in), in / 3, 3);
            CHECK(found.status == status::ok);
            bool const exact = std::is_same_v<T, double>;
            auto& close = close_.template of<T>();
            close.check(found.scores, scores, in_double);
            close.check(found.relevance, map, exact ? in_double : in_float,
                        exact ? 1 : support::largest_magnitude(map));
        }
    }

    std::filesystem::path folder_;
    support::deviations close_;
    std::set<std::string> seen_;
};

}  // namespace

TEST_CASE("iNNvestigate: six analysers on six layers", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/innvestigate");
    analysis("LRPZ").check_every_layer<lrp_z>();
    analysis("LRPEpsilon").check_every_layer<lrp_epsilon>();
    analysis("LRPFlat").check_every_layer<lrp_flat>();
    analysis("LRPAlpha1Beta0").check_every_layer<lrp_alpha1_beta0>();
    analysis("LRPAlpha2Beta1").check_every_layer<lrp_alpha2_beta1>();
    analysis("DeepTaylor").check_every_layer<innvestigate_deep_taylor>();
    std::size_t analysers = 0;
    for (auto const& entry : std::filesystem::directory_iterator(support::shared_data("zoo/vectors/innvestigate")))
        analysers += entry.is_directory() ? 1 : 0;
    CHECK(analysers == 6);
}
