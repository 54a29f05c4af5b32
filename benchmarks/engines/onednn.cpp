// One layer by oneDNN, its input and output in whatever order it likes best: a rival for kernels alone.
#include "timer.hpp"

#include <dnnl.hpp>

#include <memory>
#include <string>

namespace {

using dims = dnnl::memory::dims;
using dnnl::memory;

dnnl::engine const& engine() {
    static dnnl::engine const one(dnnl::engine::kind::cpu, 0);
    return one;
}

/// A convolution, or a dense layer where the image has no extent.
struct layer_shape {
    std::int64_t in_channels, in_height, in_width, out_channels, out_height, out_width, kernel_height, kernel_width,
        stride_height, stride_width, top, left, bottom, right, groups;
    [[nodiscard]] bool is_dense() const { return in_height == 0; }
};

memory::desc described(dims const& extents, memory::format_tag order) {
    return {extents, memory::data_type::f32, order};
}

class layer {
public:
    layer(layer_shape const& s, float* weight, float* bias, float* input) {
        using tag = memory::format_tag;
        if (s.is_dense()) {
            dims const in{1, s.in_channels}, out{1, s.out_channels}, weights{s.out_channels, s.in_channels};
            dnnl::inner_product_forward::desc const wish(
                dnnl::prop_kind::forward_inference, described(in, tag::any), described(weights, tag::any),
                described({s.out_channels}, tag::a), described(out, tag::any));
            dnnl::inner_product_forward::primitive_desc const chosen(wish, engine());
            bind(chosen, dnnl::inner_product_forward(chosen), described(in, tag::ab), described(weights, tag::ab),
                 described(out, tag::ab), weight, bias, input);
        } else {
            dims const in{1, s.in_channels, s.in_height, s.in_width},
                out{1, s.out_channels, s.out_height, s.out_width};
            dims const plain{s.out_channels, s.in_channels, s.kernel_height, s.kernel_width};
            dims const grouped{s.groups, s.out_channels / s.groups, s.in_channels / s.groups, s.kernel_height,
                               s.kernel_width};
            dims const& weights = s.groups == 1 ? plain : grouped;
            dnnl::convolution_forward::desc const wish(
                dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_auto, described(in, tag::any),
                described(weights, tag::any), described({s.out_channels}, tag::a), described(out, tag::any),
                {s.stride_height, s.stride_width}, {s.top, s.left}, {s.bottom, s.right});
            dnnl::convolution_forward::primitive_desc const chosen(wish, engine());
            bind(chosen, dnnl::convolution_forward(chosen), described(in, tag::nchw),
                 described(weights, s.groups == 1 ? tag::oihw : tag::goihw), described(out, tag::nchw), weight, bias,
                 input);
        }
    }

    void run() { primitive_.execute(stream_, arguments_); }

    /// Runs, and writes the output channels-first.
    void run_to(float* output) {
        run();
        memory plain(plain_output_, engine(), output);
        reorder(arguments_.at(DNNL_ARG_DST), plain);
    }

private:
    template<class Chosen>
    void bind(Chosen const& chosen, dnnl::primitive primitive, memory::desc const& in, memory::desc const& weights,
              memory::desc const& out, float* weight, float* bias, float* input) {
        primitive_ = std::move(primitive);
        plain_output_ = out;
        arguments_ = {{DNNL_ARG_SRC, in_order_of(chosen.src_desc(), in, input)},
                      {DNNL_ARG_WEIGHTS, in_order_of(chosen.weights_desc(), weights, weight)},
                      {DNNL_ARG_BIAS, in_order_of(chosen.bias_desc(), chosen.bias_desc(), bias)},
                      {DNNL_ARG_DST, memory(chosen.dst_desc(), engine())}};
    }
    memory in_order_of(memory::desc const& wanted, memory::desc const& given, float* numbers) {
        memory result(wanted, engine());
        memory plain(given, engine(), numbers);
        reorder(plain, result);
        return result;
    }
    void reorder(memory from, memory to) {
        dnnl::reorder(from, to).execute(stream_, from, to);
        stream_.wait();
    }

    dnnl::stream stream_{engine()};
    dnnl::primitive primitive_;
    memory::desc plain_output_;
    std::unordered_map<int, memory> arguments_;
};

}  // namespace

BENCHMARK_EXPORT char const* bench_error() { return benchmark::last_error.c_str(); }
BENCHMARK_EXPORT char const* bench_version() {
    static std::string const text = std::to_string(dnnl::version()->major) + "." +
                                    std::to_string(dnnl::version()->minor) + "." +
                                    std::to_string(dnnl::version()->patch);
    return text.c_str();
}
/// `shape` as the numbers of `layer_shape`, in their order; of a dense layer both images are 0 x 0.
BENCHMARK_EXPORT void* bench_create(std::int64_t const* shape, float* weight, float* bias, float* input) {
    return benchmark::guarded<void*>(nullptr, [&]() -> void* {
        layer_shape const s{shape[0], shape[1], shape[2],  shape[3],  shape[4],  shape[5],  shape[6], shape[7],
                            shape[8], shape[9], shape[10], shape[11], shape[12], shape[13], shape[14]};
        return std::make_unique<layer>(s, weight, bias, input).release();
    });
}
BENCHMARK_EXPORT void bench_destroy(void* made) { delete static_cast<layer*>(made); }
BENCHMARK_EXPORT int bench_run(void* made, float* output) {
    return benchmark::guarded(1, [&] {
        static_cast<layer*>(made)->run_to(output);
        return 0;
    });
}
BENCHMARK_EXPORT int bench_time(void* made, clockid_t clock, std::size_t calls, std::size_t samples,
                                std::uint64_t* nanoseconds) {
    return benchmark::guarded(1, [&] {
        benchmark::time_samples(clock, 1, calls, samples, nanoseconds,
                                [&](std::size_t) { static_cast<layer*>(made)->run(); });
        return 0;
    });
}
