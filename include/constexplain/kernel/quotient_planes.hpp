#pragma once
/// Quotients as planes: `shape/quotient_planes.hpp`.
#include <constexplain/shape/quotient_planes.hpp>
#include <constexplain/tensor/transpose.hpp>

#include <algorithm>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// Of the outputs of `G`, whose channels are next to one another, to `planes`.
template<class T, linear_geometry G, quotient_planes Plan>
struct quotient_planes_vector {
    using B = batch<T>;
    static constexpr size_t V = lanes<T>;

    static void bring(T const* quotients, T* planes) {
        constexpr size_t bottom = Plan.top + G.out_height;
        for (size_t n = 0; n < G.out_channels; ++n) {
            clear(planes + Plan.place(n, 0, 0), Plan.top * Plan.pitch);
            clear(planes + Plan.place(n, bottom, 0), (Plan.rows - bottom) * Plan.pitch);
        }
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for_each_vector<T, G.out_channels>([&](auto count, size_t channel) {
                bring_row<count>(quotients + oy * G.out_width * G.out_channels + channel,
                                 planes + Plan.place(channel, Plan.top + oy, 0));
            });
    }

private:
    /// Whole vectors, the last of which may reach into what is written later.
    static void clear(T* from, size_t count) {
        for (size_t k = 0; k < count; k += V) B(T(0)).store_unaligned(from + k);
    }
    /// A row of `Count` channels.
    template<size_t Count>
    static void bring_row(T const* from, T* to) {
        // So few channels that vectors hold several pixels.
        constexpr size_t pixels_of_vector = G.out_channels == Count && V % Count == 0 ? V / Count : 1;
        constexpr size_t vectors = V / pixels_of_vector;
        clear_margins<Count>(to);
        for_each_vector<T, G.out_width>([&](auto pixels, size_t ox) {
            B rows[vectors];
            meta::unroll<vectors>([&](auto k) __attribute__((always_inline)) {
                constexpr size_t first = k * pixels_of_vector;
                constexpr size_t existing = std::min(first < pixels ? pixels - first : 0, pixels_of_vector) * Count;
                if constexpr (existing > 0)
                    rows[k] = load_first<existing>(from + (ox + first) * G.out_channels);
                else
                    rows[k] = B(T(0));
            });
            transpose_vectors<T, vectors>(rows);
            meta::unroll<Count>([&](auto n) __attribute__((always_inline)) {
                rows[n].store_unaligned(to + n * Plan.plane() + Plan.left + ox);
            });
        });
    }
    /// What rows of quotients do not cover.
    template<size_t Count>
    static void clear_margins(T* to) {
        constexpr size_t written = Plan.left + round_up_to(G.out_width, V);
        for (size_t n = 0; n < Count; ++n) {
            clear(to + n * Plan.plane(), Plan.left);
            clear(to + n * Plan.plane() + written, Plan.pitch - written);
        }
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
