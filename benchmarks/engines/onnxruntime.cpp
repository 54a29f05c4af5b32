// ONNX Runtime through its C interface, from the shared library of its Python wheel. The wheel has no header: the few
// functions that are needed are found by their places in the table of functions, which never change (new ones are added
// at its end), https://onnxruntime.ai/docs/api/c/struct_ort_api.html.
#include "timer.hpp"

#include <dlfcn.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

struct api_base {
    void* const* (*get_api)(std::uint32_t version);
    char const* (*version)();
};

using status = void*;
namespace place {
constexpr std::size_t get_error_message = 2, create_env = 3, create_session = 7, run = 9, create_session_options = 10,
                      set_optimisation_level = 23, set_intra_op_threads = 24, set_inter_op_threads = 25,
                      create_tensor_with_data = 49, create_cpu_memory_info = 69, release_status = 93,
                      release_session = 95, release_value = 96, release_session_options = 100;
}  // namespace place

using run_function = status(void* session, void const* options, char const* const* input_names,
                            void const* const* inputs, std::size_t input_count, char const* const* output_names,
                            std::size_t output_count, void** outputs);

void* const* functions = nullptr;
void* environment = nullptr;
void* memory = nullptr;
std::string version;

template<class Function>
Function* function(std::size_t where) {
    return reinterpret_cast<Function*>(functions[where]);
}

/// Throws where a function of ONNX Runtime fails.
void require(status s) {
    if (s == nullptr) return;
    std::string const text = function<char const*(status)>(place::get_error_message)(s);
    function<void(status)>(place::release_status)(s);
    throw std::runtime_error(text);
}

struct session {
    void* handle = nullptr;
    std::vector<float> output;
    std::vector<void*> inputs;
    void* result = nullptr;
    std::size_t input_size = 0;

    session() = default;
    session(session const&) = delete;
    session& operator=(session const&) = delete;
    ~session() {
        auto* const release = function<void(void*)>(place::release_value);
        for (void* value : inputs) release(value);
        if (result != nullptr) release(result);
        if (handle != nullptr) function<void(void*)>(place::release_session)(handle);
    }

    void* tensor(float* numbers, std::int64_t const* extents, std::size_t rank) const {
        std::size_t count = 1;
        for (std::size_t k = 0; k < rank; ++k) count *= static_cast<std::size_t>(extents[k]);
        void* value = nullptr;
        require(function<status(void const*, void*, std::size_t, std::int64_t const*, std::size_t, int, void**)>(
            place::create_tensor_with_data)(memory, numbers, count * sizeof(float), extents, rank, 1, &value));
        return value;
    }
    void run(std::size_t which) {
        static char const* const input_name = "x";
        static char const* const output_name = "y";
        require(function<run_function>(place::run)(handle, nullptr, &input_name, &inputs[which], 1, &output_name, 1,
                                                   &result));
    }
};

void open(char const* library) {
    void* const handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) throw std::runtime_error(dlerror());
    auto* const get = reinterpret_cast<api_base const* (*)()>(dlsym(handle, "OrtGetApiBase"));
    if (get == nullptr) throw std::runtime_error("no OrtGetApiBase in " + std::string(library));
    version = get()->version();
    functions = get()->get_api(1);
    if (functions == nullptr) throw std::runtime_error("no interface of version 1");
    require(function<status(int, char const*, void**)>(place::create_env)(3, "benchmark", &environment));
    require(function<status(int, int, void**)>(place::create_cpu_memory_info)(1, 0, &memory));
}

}  // namespace

BENCHMARK_EXPORT char const* bench_error() { return benchmark::last_error.c_str(); }
BENCHMARK_EXPORT char const* bench_version() { return version.c_str(); }

/// Loads the engine's library; 0 where that succeeds.
BENCHMARK_EXPORT int bench_open(char const* library) {
    return benchmark::guarded(1, [&] {
        open(library);
        return 0;
    });
}

/// A session of one thread with every optimisation. The model's input is `x`, its output `y`; the inputs stay the
/// caller's.
BENCHMARK_EXPORT void* bench_create(char const* model, float* inputs, std::size_t input_count,
                                    std::int64_t const* input_shape, std::size_t input_rank,
                                    std::int64_t const* output_shape, std::size_t output_rank) {
    return benchmark::guarded<void*>(nullptr, [&]() -> void* {
        auto made = std::make_unique<session>();
        void* options = nullptr;
        require(function<status(void**)>(place::create_session_options)(&options));
        require(function<status(void*, int)>(place::set_optimisation_level)(options, 99));
        require(function<status(void*, int)>(place::set_intra_op_threads)(options, 1));
        require(function<status(void*, int)>(place::set_inter_op_threads)(options, 1));
        require(function<status(void const*, char const*, void const*, void**)>(place::create_session)(
            environment, model, options, &made->handle));
        function<void(void*)>(place::release_session_options)(options);
        std::size_t input_size = 1, output_size = 1;
        for (std::size_t k = 0; k < input_rank; ++k) input_size *= static_cast<std::size_t>(input_shape[k]);
        for (std::size_t k = 0; k < output_rank; ++k) output_size *= static_cast<std::size_t>(output_shape[k]);
        made->input_size = input_size;
        for (std::size_t k = 0; k < input_count; ++k)
            made->inputs.push_back(made->tensor(inputs + k * input_size, input_shape, input_rank));
        made->output.resize(output_size);
        made->result = made->tensor(made->output.data(), output_shape, output_rank);
        return made.release();
    });
}
BENCHMARK_EXPORT void bench_destroy(void* made) { delete static_cast<session*>(made); }

/// Runs input number `which`; the output is at the returned place, null where it failed.
BENCHMARK_EXPORT float const* bench_run(void* made, std::size_t which) {
    return benchmark::guarded<float const*>(nullptr, [&] {
        static_cast<session*>(made)->run(which);
        return static_cast<float const*>(static_cast<session*>(made)->output.data());
    });
}
BENCHMARK_EXPORT int bench_time(void* made, clockid_t clock, std::size_t calls, std::size_t samples,
                                std::uint64_t* nanoseconds) {
    return benchmark::guarded(1, [&] {
        auto& one = *static_cast<session*>(made);
        benchmark::time_samples(clock, one.inputs.size(), calls, samples, nanoseconds,
                                [&](std::size_t which) { one.run(which); });
        return 0;
    });
}
