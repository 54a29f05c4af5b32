#pragma once
/// One network as a library that the benchmark's driver loads: parameters in, results and times out.
#include "timer.hpp"

#include <constexplain.hpp>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

namespace benchmark {

using namespace constexplain;

/// The passes; the driver knows the numbers.
enum class measured : int {
    predict = 0,
    epsilon_plus = 1,
    epsilon = 2,
    kernel = 3,
    step = 4,
    // a call is a batch, or a data set on so many threads
    predict_batch = 5,
    epsilon_batch = 6,
    predict_one_thread = 7,
    predict_two_threads = 8,
    epsilon_one_thread = 9,
    epsilon_two_threads = 10
};

/// Epsilon in every linear layer.
struct epsilon_everywhere : rules<on<linear_layers, epsilon<>>> {};

/// The driver's arrays, each layer's weight before its bias.
struct arrays_in_order {
    float const* const* arrays;
    size_t const* counts;
    size_t left;

    /// Throws where there is no array left, or one of another size.
    void read(std::string const& name, std::span<size_t const>, std::span<float> elements) {
        if (left == 0 || *counts != elements.size())
            throw std::runtime_error(name + ": found " + (left == 0 ? "no array" : std::to_string(*counts)) +
                                     ", needed " + std::to_string(elements.size()) + " numbers");
        std::memcpy(elements.data(), *arrays, elements.size_bytes());
        ++arrays, ++counts, --left;
    }
};

/// Zeroed numbers on a cache line, with room for whole vectors.
class aligned_numbers {
public:
    explicit aligned_numbers(size_t count) : blocks_(new block[count / 16 + 1]()) {}
    [[nodiscard]] float* data() { return blocks_[0].values; }

private:
    struct alignas(64) block {
        float values[16];
    };
    std::unique_ptr<block[]> blocks_;
};

/// What every work offers, whatever its network.
struct any_work {
    virtual ~any_work() = default;
    /// Runs a pass once and writes its scores or relevance; false where the status is not ok.
    virtual bool run(measured which, float const* input, float* output) = 0;
    /// Nanoseconds of samples of so many calls each.
    virtual void time(measured which, clockid_t clock, float const* inputs, size_t input_count, size_t calls,
                      size_t samples, std::uint64_t* nanoseconds) = 0;
    [[nodiscard]] virtual size_t macs() const = 0;
    /// How many samples a call takes.
    [[nodiscard]] virtual size_t samples_of(measured) const { return 1; }
};

/// A whole network: predict and explain as users call them.
template<class Net>
class network_work : public any_work {
public:
    explicit network_work(model<Net> net) : net_(std::move(net)) {}

    bool run(measured which, float const* input, float* output) override {
        bool ok = false;
        with(which, [&](auto const& one) {
            auto const result = one(input);
            ok = result.status == status::ok;
            auto const& numbers = numbers_of(result);
            std::copy(numbers.begin(), numbers.end(), output);
        });
        return ok;
    }
    void time(measured which, clockid_t clock, float const* inputs, size_t input_count, size_t calls, size_t samples,
              std::uint64_t* nanoseconds) override {
        with(which, [&](auto const& one) {
            time_samples(clock, input_count, calls, samples, nanoseconds,
                         [&](size_t which_input) { use(one(inputs + which_input * Net::input.count())); });
        });
    }
    [[nodiscard]] size_t macs() const override { return Net::cost.macs; }

private:
    template<class Result>
    static auto const& numbers_of(Result const& result) {
        if constexpr (requires { result.relevance; })
            return result.relevance;
        else
            return result;
    }
    static auto as_input(float const* input) {
        return std::span<float const, Net::input.count()>(input, Net::input.count());
    }

    template<class F>
    void with(measured which, F const& f) {
        if (which == measured::predict)
            f([this](float const* input) { return net_.predict(as_input(input), *predict_buffers_); });
        else if (which == measured::epsilon_plus)
            f([this](float const* input) {
                return net_.template explain<epsilon_plus>(as_input(input), *plus_buffers_);
            });
        else if (which == measured::epsilon)
            f([this](float const* input) {
                return net_.template explain<epsilon_everywhere>(as_input(input), *epsilon_buffers_);
            });
        else
            throw std::invalid_argument("a pass that networks do not have");
    }

protected:
    model<Net> net_;

private:
    std::unique_ptr<workspace<Net>> predict_buffers_ = std::make_unique<workspace<Net>>();
    std::unique_ptr<workspace<Net, epsilon_plus>> plus_buffers_ = std::make_unique<workspace<Net, epsilon_plus>>();
    std::unique_ptr<workspace<Net, epsilon_everywhere>> epsilon_buffers_ =
        std::make_unique<workspace<Net, epsilon_everywhere>>();
};

}  // namespace benchmark

/// The functions that the driver calls. `make` takes `arrays_in_order` and returns a `std::unique_ptr<any_work>`.
#define BENCHMARK_WORK(make)                                                                                         \
    BENCHMARK_EXPORT char const* bench_error() { return benchmark::last_error.c_str(); }                             \
    BENCHMARK_EXPORT void* bench_create(float const* const* arrays, size_t const* counts, size_t count) {            \
        return benchmark::guarded<void*>(                                                                            \
            nullptr, [&]() -> void* { return make(benchmark::arrays_in_order{arrays, counts, count}).release(); });  \
    }                                                                                                                \
    BENCHMARK_EXPORT void bench_destroy(void* work) { delete static_cast<benchmark::any_work*>(work); }              \
    BENCHMARK_EXPORT size_t bench_macs(void* work) { return static_cast<benchmark::any_work*>(work)->macs(); }       \
    BENCHMARK_EXPORT size_t bench_samples(void* work, int pass) {                                                    \
        return static_cast<benchmark::any_work*>(work)->samples_of(benchmark::measured{pass});                       \
    }                                                                                                                \
    /* 0: done; 1: done, but the status is not ok; 2: `bench_error` says why not. */                                 \
    BENCHMARK_EXPORT int bench_run(void* work, int pass, float const* input, float* output) {                        \
        return benchmark::guarded(2, [&] {                                                                           \
            return static_cast<benchmark::any_work*>(work)->run(benchmark::measured{pass}, input, output) ? 0 : 1;   \
        });                                                                                                          \
    }                                                                                                                \
    BENCHMARK_EXPORT int bench_time(void* work, clockid_t clock, int pass, float const* inputs, size_t input_count,  \
                                    size_t calls, size_t samples, std::uint64_t* nanoseconds) {                      \
        return benchmark::guarded(2, [&] {                                                                           \
            static_cast<benchmark::any_work*>(work)->time(benchmark::measured{pass}, clock, inputs, input_count,     \
                                                          calls, samples, nanoseconds);                              \
            return 0;                                                                                                \
        });                                                                                                          \
    }
