// What the machine can do at most, in the same process and run: multiply-adds of one core, and reads of each memory.
#include "timer.hpp"

#include <constexplain/tensor/simd.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <thread>

#ifdef BENCHMARK_BATCHES
#include <tbb/info.h>
#endif

namespace {

using vector = constexplain::batch<float>;

/// The compiler cannot fold what passes through here.
inline void opaque(vector& v) { asm volatile("" : "+v"(v.data)); }

/// So many do not wait for one another, and fit the registers, of which there are 16 with AVX-512 off.
using sums = std::make_index_sequence<12>;
constexpr std::size_t operations_of_a_round = 2 * sums::size() * vector::size;

/// Multiply-adds on that many registers.
template<std::size_t... I>
void multiply_add(std::size_t rounds, std::index_sequence<I...>) {
    vector all[sizeof...(I)];
    ((all[I] = vector(static_cast<float>(I))), ...);
    vector a(0.999F), b(1e-3F);
    opaque(a), opaque(b);
    for (std::size_t round = 0; round < rounds; ++round) {
        ((all[I] = constexplain::multiply_add(all[I], a, b)), ...);
        (opaque(all[I]), ...);
    }
}

/// Reads `count` numbers once.
void read_all(float const* numbers, std::size_t count) {
    constexpr std::size_t width = vector::size;
    vector s0(0.0F), s1(0.0F), s2(0.0F), s3(0.0F), s4(0.0F), s5(0.0F), s6(0.0F), s7(0.0F);
    for (std::size_t k = 0; k + 8 * width <= count; k += 8 * width) {
        s0 += vector::load_aligned(numbers + k), s1 += vector::load_aligned(numbers + k + width);
        s2 += vector::load_aligned(numbers + k + 2 * width), s3 += vector::load_aligned(numbers + k + 3 * width);
        s4 += vector::load_aligned(numbers + k + 4 * width), s5 += vector::load_aligned(numbers + k + 5 * width);
        s6 += vector::load_aligned(numbers + k + 6 * width), s7 += vector::load_aligned(numbers + k + 7 * width);
    }
    s0 += s1, s2 += s3, s4 += s5, s6 += s7;
    s0 += s2, s4 += s6, s0 += s4;
    opaque(s0);
}

/// The best of so many tries, in units per nanosecond.
template<class F>
double best_rate(double units, std::size_t tries, F const& f) {
    double best = 0;
    for (std::size_t k = 0; k < tries; ++k) {
        auto const start = benchmark::now_in_nanoseconds();
        f();
        best = std::max(best, units / static_cast<double>(benchmark::now_in_nanoseconds() - start));
    }
    return best;
}

}  // namespace

#ifdef BENCHMARK_BATCHES
/// How many processors oneTBB may use. It counts them once, when it is first asked.
BENCHMARK_EXPORT int bench_processors_of_tbb() { return tbb::info::default_concurrency(); }
#endif

/// Billions of floating-point operations in a second, a multiply-add being two.
BENCHMARK_EXPORT double bench_arithmetic_limit() {
    constexpr std::size_t rounds = 200'000;
    double const operations = static_cast<double>(rounds * operations_of_a_round);
    return best_rate(operations, 30, [] { multiply_add(rounds, sums{}); });
}

/// Times calls of so many operations, which touch no memory: see `benchmark::time_samples`. What makes some of them longer
/// than others is the machine.
BENCHMARK_EXPORT void bench_time_arithmetic(std::size_t operations, clockid_t clock, std::size_t calls,
                                            std::size_t samples, std::uint64_t* nanoseconds) {
    std::size_t const rounds = std::max<std::size_t>(1, operations / operations_of_a_round);
    benchmark::time_samples(clock, 1, calls, samples, nanoseconds,
                            [=](std::size_t) { multiply_add(rounds, sums{}); });
}

/// How much more than one thread two do in the same time: less than 2 where another program has one of the cores.
BENCHMARK_EXPORT double bench_two_thread_limit() {
    constexpr std::size_t rounds = 2'000'000;
    auto const work = [] { multiply_add(rounds, sums{}); };
    double const one = best_rate(1, 5, work);
    return best_rate(2, 5,
                     [&] {
                         std::thread other(work);
                         work();
                         other.join();
                     }) /
           one;
}

/// Billions of bytes in a second, read from a buffer of so many bytes again and again.
BENCHMARK_EXPORT double bench_read_limit(std::size_t bytes) {
    std::size_t const count = bytes / sizeof(float);
    std::size_t const rounds = std::max<std::size_t>(1, (std::size_t{64} << 20U) / bytes);
    struct alignas(64) line {
        float numbers[16];
    };
    auto const lines = std::make_unique<line[]>(count / 16 + 1);
    float const* const numbers = lines[0].numbers;
    read_all(numbers, count);
    return best_rate(static_cast<double>(bytes) * static_cast<double>(rounds), 20, [&] {
        for (std::size_t round = 0; round < rounds; ++round) read_all(numbers, count);
    });
}
