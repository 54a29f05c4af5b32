#pragma once
/// Images of a few channels between planes and pixels, on vector registers.
#include <constexplain/tensor/simd.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// An element of several vectors.
struct lane_of {
    size_t vector, lane;
};

/// From which element of `all`, or of vector `Next` behind it, the step that takes that vector in has element k. The first
/// step moves those of vector 0 too.
template<class Place, size_t Next, size_t V>
constexpr int shuffled_from(size_t k) {
    lane_of const place = Place::of(k);
    return static_cast<int>(place.vector == Next ? V + place.lane : Next == 1 ? place.lane : k);
}
/// The vector whose element k is `vectors[Place::of(k).vector][Place::of(k).lane]`.
template<class Place, size_t Count, class T>
[[gnu::always_inline]] inline batch<T> gathered(batch<T> const* vectors) {
    batch<T> all = vectors[0];
    meta::unroll<Count - 1>([&](auto before) __attribute__((always_inline)) {
        constexpr size_t next = before + 1;
        all = [&]<size_t... K>(std::index_sequence<K...>) __attribute__((always_inline)) {
            return batch<T>(
                __builtin_shufflevector(all.data, vectors[next].data, shuffled_from<Place, next, lanes<T>>(K)...));
        }(std::make_index_sequence<lanes<T>>{});
    });
    return all;
}

template<size_t Channels, size_t Vector, size_t V>
struct from_planes {
    static constexpr lane_of of(size_t k) { return {(Vector * V + k) % Channels, (Vector * V + k) / Channels}; }
};
template<size_t Channels, size_t Channel, size_t V>
struct from_pixels {
    static constexpr lane_of of(size_t k) { return {(k * Channels + Channel) / V, (k * Channels + Channel) % V}; }
};

/// `planes` of `Count` elements for each channel become pixels of a number for each channel; returns how many pixels were
/// written, whole vectors of each plane. Calls `see(channel, place)` for each vector.
template<size_t Channels, size_t Count, class T, class See>
inline size_t interleave(T const* planes, T* pixels, See&& see) {
    constexpr size_t V = lanes<T>, whole = Count / V * V;
    for (size_t p = 0; p < whole; p += V) {
        batch<T> of_planes[Channels];
        meta::unroll<Channels>([&](auto c) __attribute__((always_inline)) {
            of_planes[c] = batch<T>::load_unaligned(planes + c * Count + p);
            see(size_t{c}, planes + c * Count + p);
        });
        meta::unroll<Channels>([&](auto v) __attribute__((always_inline)) {
            gathered<from_planes<Channels, v, V>, Channels>(of_planes).store_unaligned(pixels + p * Channels + v * V);
        });
    }
    return whole;
}
/// The other way round; returns how many pixels were read.
template<size_t Channels, size_t Count, class T>
inline size_t separate(T const* pixels, T* planes) {
    constexpr size_t V = lanes<T>, whole = Count / V * V;
    for (size_t p = 0; p < whole; p += V) {
        batch<T> of_pixels[Channels];
        meta::unroll<Channels>([&](auto v) __attribute__((always_inline)) {
            of_pixels[v] = batch<T>::load_unaligned(pixels + p * Channels + v * V);
        });
        meta::unroll<Channels>([&](auto c) __attribute__((always_inline)) {
            gathered<from_pixels<Channels, c, V>, Channels>(of_pixels).store_unaligned(planes + c * Count + p);
        });
    }
    return whole;
}

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
