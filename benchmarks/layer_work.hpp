#pragma once
/// A network of one linear layer: as users call it, and its kernels alone on channels-last data.
#include "work.hpp"

namespace benchmark {

template<class Net>
class layer_work : public any_work {
    static_assert(Net::depth == 1);
    using here = node<Net, 0>;
    using rule_step = step<Net, epsilon_everywhere, 0>;
    using layout = parameter_layout<Net, float>;
    static constexpr size_t in_count = Net::input.count();
    static constexpr size_t out_count = Net::output.count();

public:
    explicit layer_work(model<Net> net) : net_(std::move(net)) {
        for (size_t k = 0; k < out_count; ++k) start_[k] = start_relevance(k);
    }

    bool run(measured which, float const* input, float* output) override {
        if (which == measured::predict) {
            auto const scores = predict(input);
            std::copy(scores.begin(), scores.end(), output);
            return scores.status == status::ok;
        }
        if (which == measured::epsilon) {
            auto const why = explain(input);
            std::copy(why.relevance.begin(), why.relevance.end(), output);
            return why.status == status::ok;
        }
        prepare(input);
        forward();
        if (which == measured::kernel) {
            kernels::to_users_order<Net::boundaries[1].order>(output_.data(), output);
        } else {
            propagate();
            kernels::to_users_order<Net::boundaries[0].order>(result_.data(), output);
        }
        return true;
    }
    void time(measured which, clockid_t clock, float const* inputs, size_t input_count, size_t calls, size_t samples,
              std::uint64_t* nanoseconds) override {
        auto const run = [&](auto const& f) {
            time_samples(clock, input_count, calls, samples, nanoseconds,
                         [&](size_t which_input) { f(inputs + which_input * in_count); });
        };
        prepare(inputs);
        forward();
        switch (which) {
        case measured::predict: return run([&](float const* input) { use(predict(input)); });
        case measured::epsilon: return run([&](float const* input) { use(explain(input)); });
        case measured::kernel: return run([&](float const*) { forward(); });
        case measured::step: return run([&](float const*) { use(propagate()); });
        default: throw std::invalid_argument("a pass that layers do not have");
        }
    }
    [[nodiscard]] size_t macs() const override { return Net::cost.macs; }

private:
    /// Between 0.5 and 1.5, other for each output; the driver knows the same formula.
    static float start_relevance(size_t k) { return 0.5F + static_cast<float>(k * 7 % 64) / 64; }

    static auto as_input(float const* input) { return std::span<float const, in_count>(input, in_count); }
    auto predict(float const* input) { return net_.predict(as_input(input), *predict_buffers_); }
    auto explain(float const* input) {
        return net_.template explain<epsilon_everywhere>(as_input(input), start_vector(start_), *explain_buffers_);
    }

    /// The kernels' own input: channels-last, and the start relevance.
    void prepare(float const* input) {
        kernels::to_memory_order<Net::boundaries[0].order>(input, input_.data());
        kernels::to_memory_order<Net::boundaries[1].order>(start_.data(), above_.data());
    }
    [[nodiscard]] float const* packed() const { return net_.packed() + layout::offsets[0]; }
    void forward() {
        kernels::layer_forward<vector_engine, here, float>(input_.data(), packed(), output_.data(), scratch_.data());
    }
    /// Quotients and the transposed product, behind `forward`.
    float propagate() {
        return constexplain::detail::propagate<float, rule_step, vector_engine>(
            {input_.data(), output_.data(), packed(), above_.data(), quotients_.data(), result_.data(),
             scratch_.data()});
    }

    static constexpr auto sizes = constexplain::detail::sizes_of_step<rule_step, lanes<float>>();

    model<Net> net_;
    std::array<float, out_count> start_{};
    std::unique_ptr<workspace<Net>> predict_buffers_ = std::make_unique<workspace<Net>>();
    std::unique_ptr<workspace<Net, epsilon_everywhere>> explain_buffers_ =
        std::make_unique<workspace<Net, epsilon_everywhere>>();
    aligned_numbers input_{in_count}, output_{out_count}, above_{out_count}, result_{in_count},
        quotients_{sizes.quotients},
        scratch_{std::max(sizes.scratch, forward_scratch(here::geometry(), lanes<float>, winograd_patches::any))};
};

}  // namespace benchmark
