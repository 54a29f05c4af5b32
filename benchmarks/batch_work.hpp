#pragma once
/// A network whose samples also go by batches, and by data sets on one thread and on two.
#include "work.hpp"

#include <constexplain/interop/parallel.hpp>

#include <vector>

namespace benchmark {

template<class Net>
class batch_work : public network_work<Net> {
    using base = network_work<Net>;
    static constexpr size_t width = default_batch_width, in_count = Net::input.count();
    /// A few milliseconds of multiply-adds.
    static constexpr size_t set_size = round_up_to((size_t{1} << 27U) / Net::cost.macs, 2 * width);

public:
    using base::base;

    bool run(measured which, float const* input, float* output) override {
        if (which <= measured::step) return base::run(which, input, output);
        if (samples_of(which) == width) {
            std::array<float, width * in_count> copies;
            for (size_t k = 0; k < copies.size(); ++k) copies[k] = input[k % in_count];
            run_batch(which, copies.data());
        } else {
            fill_set(input, 1);
            run_set(which);
        }
        return explains(which) ? write(maps_.back(), maps_.back().relevance, output)
                               : write(scores_.back(), scores_.back(), output);
    }
    void time(measured which, clockid_t clock, float const* inputs, size_t input_count, size_t calls, size_t samples,
              std::uint64_t* nanoseconds) override {
        if (which <= measured::step)
            return base::time(which, clock, inputs, input_count, calls, samples, nanoseconds);
        fill_set(inputs, input_count);
        if (samples_of(which) == width)
            time_samples(clock, std::max(input_count / width, size_t{1}), calls, samples, nanoseconds,
                         [&](size_t batch) { run_batch(which, set_.data() + batch * width * in_count); });
        else
            time_samples(clock, 1, calls, samples, nanoseconds, [&](size_t) { run_set(which); });
    }
    [[nodiscard]] size_t samples_of(measured which) const override {
        if (which <= measured::step) return 1;
        return which == measured::predict_batch || which == measured::epsilon_batch ? width : set_size;
    }

private:
    static bool explains(measured which) {
        return which == measured::epsilon_batch || which == measured::epsilon_one_thread ||
               which == measured::epsilon_two_threads;
    }
    template<class Answer, class Numbers>
    static bool write(Answer const& answer, Numbers const& numbers, float* output) {
        std::copy(numbers.begin(), numbers.end(), output);
        return answer.status == status::ok;
    }

    void run_batch(measured which, float const* inputs) {
        std::span<float const, width * in_count> const samples(inputs, width * in_count);
        if (explains(which)) {
            maps_.resize(width);
            this->net_.template explain_batch<epsilon_everywhere>(
                samples, *explain_buffers_, std::span<explanation<Net>, width>(maps_.data(), width));
        } else {
            scores_.resize(width);
            this->net_.predict_batch(samples, *predict_buffers_,
                                     std::span<prediction<Net>, width>(scores_.data(), width));
        }
    }
    void run_set(measured which) {
        bool const is_one = which == measured::predict_one_thread || which == measured::epsilon_one_thread;
        at_most_threads const threads{is_one ? size_t{1} : size_t{2}};
        if (explains(which)) {
            maps_.resize(set_size);
            explain_all<epsilon_everywhere>(this->net_, set_, maps_, threads);
        } else {
            scores_.resize(set_size);
            predict_all(this->net_, set_, scores_, threads);
        }
    }
    /// The inputs again and again.
    void fill_set(float const* inputs, size_t count) {
        set_.resize(set_size * in_count);
        for (size_t k = 0; k < set_.size(); ++k) set_[k] = inputs[k % (count * in_count)];
    }

    std::unique_ptr<batch_workspace<Net, width>> predict_buffers_ = std::make_unique<batch_workspace<Net, width>>();
    std::unique_ptr<batch_workspace<Net, width, epsilon_everywhere>> explain_buffers_ =
        std::make_unique<batch_workspace<Net, width, epsilon_everywhere>>();
    std::vector<prediction<Net>> scores_;
    std::vector<explanation<Net>> maps_;
    std::vector<float> set_;
};

}  // namespace benchmark
