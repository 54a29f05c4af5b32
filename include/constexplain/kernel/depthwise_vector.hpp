#pragma once
/// Depthwise convolution on vector registers: vectors run over channels.
#include <constexplain/kernel/packing.hpp>
#include <constexplain/kernel/taps.hpp>

namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET {

template<class T, linear_geometry G>
struct depthwise_vector {
    using P = packing<T, G>;
    using B = batch<T>;
    static constexpr auto const& W = G.over;
    static constexpr size_t channels = G.in_channels;

    /// See `linear_scalar::forward`.
    template<class Init, class Finish, bool Quotients, class... Terms>
    static void forward(T const* x, T const* packed, T* y) {
        for (size_t oy = 0; oy < G.out_height; ++oy)
            for (size_t ox = 0; ox < G.out_width; ++ox) {
                auto const ys =
                    taps_inside(oy * W.stride.height, W.padding.top, W.dilation.height, W.kernel.height, G.in_height);
                auto const xs =
                    taps_inside(ox * W.stride.width, W.padding.left, W.dilation.width, W.kernel.width, G.in_width);
                for_each_vector<T, channels>([&](auto count, size_t c) {
                    B sum = Init::weight(B::load_aligned(packed + P::weights + c));
                    for (size_t ky = ys.begin; ky < ys.end; ++ky)
                        for (size_t kx = xs.begin; kx < xs.end; ++kx) {
                            size_t const iy = oy * W.stride.height + ky * W.dilation.height - W.padding.top;
                            size_t const ix = ox * W.stride.width + kx * W.dilation.width - W.padding.left;
                            B const value = load_first<count>(x + (iy * G.in_width + ix) * channels + c);
                            B const w = B::load_aligned(packed + (ky * W.kernel.width + kx) * P::row + c);
                            ((sum = multiply_add(Terms::input(value, c), Terms::weight(w), sum)), ...);
                        }
                    B const result = Finish::apply(sum);
                    size_t const pixel = oy * G.out_width + ox;
                    if constexpr (Quotients)
                        result.store_aligned(y + pixel * P::pixel + c);
                    else
                        store_first<count>(result, y + pixel * channels + c);
                });
            }
    }

    /// See `linear_scalar::transposed`.
    template<class... Terms>
    static void transposed(T const* x, T const* packed, T const* quotients, size_t part_size, T* r) {
        for (size_t iy = 0; iy < G.in_height; ++iy)
            for (size_t ix = 0; ix < G.in_width; ++ix)
                for_each_vector<T, channels>([&](auto count, size_t c) {
                    B const value = load_first<count>(x + (iy * G.in_width + ix) * channels + c);
                    B total(T(0));
                    for (size_t ky = 0; ky < W.kernel.height; ++ky)
                        for (size_t kx = 0; kx < W.kernel.width; ++kx) {
                            size_t const ry = iy + W.padding.top, by = ky * W.dilation.height;
                            size_t const rx = ix + W.padding.left, bx = kx * W.dilation.width;
                            if (ry < by || rx < bx || (ry - by) % W.stride.height != 0 ||
                                (rx - bx) % W.stride.width != 0)
                                continue;
                            size_t const oy = (ry - by) / W.stride.height, ox = (rx - bx) / W.stride.width;
                            if (oy >= G.out_height || ox >= G.out_width) continue;
                            B const w = B::load_aligned(packed + (ky * W.kernel.width + kx) * P::row + c);
                            T const* s = quotients + (oy * G.out_width + ox) * P::pixel + c;
                            ((total = multiply_add(Terms::input(value, c) * Terms::weight(w),
                                                   B::load_aligned(s + Terms::part * part_size), total)),
                             ...);
                        }
                    store_first<count>(total, r + (iy * G.in_width + ix) * channels + c);
                });
    }
};

}  // namespace constexplain::kernels::inline CONSTEXPLAIN_INSTRUCTION_SET
