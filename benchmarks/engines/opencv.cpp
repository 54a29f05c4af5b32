// OpenCV's module for neural networks, through its C++ interface.
#include "timer.hpp"

#include <opencv2/dnn.hpp>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

struct loaded_network {
    cv::dnn::Net net;
    std::vector<cv::Mat> inputs;
    cv::Mat output;

    void run(std::size_t which) {
        net.setInput(inputs[which]);
        net.forward(output);
    }
};

}  // namespace

BENCHMARK_EXPORT char const* bench_error() { return benchmark::last_error.c_str(); }
BENCHMARK_EXPORT char const* bench_version() { return CV_VERSION; }

/// One thread. The inputs stay the caller's.
BENCHMARK_EXPORT void* bench_create(char const* model, float* inputs, std::size_t input_count,
                                    std::int64_t const* shape, std::size_t rank) {
    return benchmark::guarded<void*>(nullptr, [&]() -> void* {
        cv::setNumThreads(1);
        auto made = std::make_unique<loaded_network>();
        made->net = cv::dnn::readNetFromONNX(model);
        made->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
        std::vector<int> const extents(shape, shape + rank);
        std::size_t size = 1;
        for (int extent : extents) size *= static_cast<std::size_t>(extent);
        for (std::size_t k = 0; k < input_count; ++k)
            made->inputs.emplace_back(static_cast<int>(rank), extents.data(), CV_32F, inputs + k * size);
        return made.release();
    });
}
BENCHMARK_EXPORT void bench_destroy(void* made) { delete static_cast<loaded_network*>(made); }

/// Runs input number `which`; writes `count` numbers.
BENCHMARK_EXPORT int bench_run(void* made, std::size_t which, float* output, std::size_t count) {
    return benchmark::guarded(1, [&] {
        auto& one = *static_cast<loaded_network*>(made);
        one.run(which);
        if (one.output.total() != count || !one.output.isContinuous())
            throw std::runtime_error("found " + std::to_string(one.output.total()) + " outputs, needed " +
                                     std::to_string(count));
        std::memcpy(output, one.output.data, count * sizeof(float));
        return 0;
    });
}
BENCHMARK_EXPORT int bench_time(void* made, clockid_t clock, std::size_t calls, std::size_t samples,
                                std::uint64_t* nanoseconds) {
    return benchmark::guarded(1, [&] {
        auto& one = *static_cast<loaded_network*>(made);
        benchmark::time_samples(clock, one.inputs.size(), calls, samples, nanoseconds,
                                [&](std::size_t which) { one.run(which); });
        return 0;
    });
}
