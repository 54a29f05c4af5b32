#pragma once
/// What all engines with a C or C++ interface share: errors that the driver asks for, and the timing loop.
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <exception>
#include <string>

/// A function that the driver calls by its name.
#define BENCHMARK_EXPORT extern "C" __attribute__((visibility("default")))

namespace benchmark {

/// CLOCK_MONOTONIC, or CLOCK_PROCESS_CPUTIME_ID: the time in which other programs had the core does not count.
inline std::uint64_t now_in_nanoseconds(clockid_t clock = CLOCK_MONOTONIC) {
    std::timespec now{};
    clock_gettime(clock, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

/// Makes the compiler believe that a value is read, and that all memory may have changed.
template<class T>
inline void use(T const& value) {
    asm volatile("" : : "g"(&value) : "memory");
}

inline thread_local std::string last_error;

/// Calls `f`; an exception becomes `failed` and a text for `bench_error`.
template<class Result, class F>
Result guarded(Result failed, F const& f) {
    try {
        return f();
    } catch (std::exception const& error) {
        last_error = error.what();
        return failed;
    }
}

/// Times `samples` times `calls` calls of `f(number of the input)`, the inputs in turn. Nanoseconds are of a sample, not of
/// a call.
template<class F>
inline void time_samples(clockid_t clock, std::size_t input_count, std::size_t calls, std::size_t samples,
                         std::uint64_t* nanoseconds, F const& f) {
    std::size_t next = 0;
    for (std::size_t sample = 0; sample < samples; ++sample) {
        std::uint64_t const start = now_in_nanoseconds(clock);
        for (std::size_t call = 0; call < calls; ++call) {
            f(next);
            asm volatile("" : : : "memory");  // what it wrote is read
            next = next + 1 == input_count ? 0 : next + 1;
        }
        nanoseconds[sample] = now_in_nanoseconds(clock) - start;
    }
}

}  // namespace benchmark
