#pragma once
/// Layers that take each channel times a factor and add an offset.
#include <constexplain/layer/layer.hpp>
#include <constexplain/meta/elementary.hpp>

namespace constexplain {

template<class L>
concept channelwise_layer = std::is_base_of_v<kind::channelwise, L>;

namespace detail {

/// Shared by the layers with numbers for each channel of an image, or each element of a vector.
struct channelwise : kind::channelwise, elementwise {
    static constexpr linear_geometry geometry(shape const& in) {
        linear_geometry g;
        g.in_height = g.out_height = in.height();
        g.in_width = g.out_width = in.width();
        g.in_channels = g.out_channels = g.groups = in.channels();
        return g;
    }
    static constexpr size_t multiply_accumulates(shape const& in) { return in.count(); }
    static constexpr domain values(domain const&) { return domain::reals(); }
};

template<class T>
struct affine_map {
    T factor, offset;
};

}  // namespace detail

/// Batch normalisation as at inference: weight (x - running_mean) / sqrt(running_var + Epsilon) + bias, with four arrays
/// of one number for each channel (Ioffe and Szegedy, ICML 2015). A rule set that uses the network must cover it, or
/// fold it into its neighbour first: `folded<net>`.
template<auto Epsilon = 1e-5>
struct batch_norm : detail::channelwise {
    static constexpr double epsilon = static_cast<double>(Epsilon);
    static_assert(epsilon >= 0, "batch_norm: epsilon is at least 0");

    static constexpr auto parameter_arrays(shape const& in) {
        shape const one_each{in.channels()};
        return std::array{parameter_array{"weight", one_each}, parameter_array{"bias", one_each},
                          parameter_array{"running_mean", one_each}, parameter_array{"running_var", one_each}};
    }
    template<class T>
    static constexpr detail::affine_map<T> affine(std::array<T, 4> const& of_channel) {
        double const factor = static_cast<double>(of_channel[0]) /
                              elementary::square_root(static_cast<double>(of_channel[3]) + epsilon);
        return {static_cast<T>(factor),
                static_cast<T>(static_cast<double>(of_channel[1]) - static_cast<double>(of_channel[2]) * factor)};
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "batch_norm(" << epsilon << ")"; }
};

/// Each channel times a number.
struct scale : detail::channelwise {
    static constexpr auto parameter_arrays(shape const& in) {
        return std::array{parameter_array{"weight", shape{in.channels()}}};
    }
    static constexpr linear_geometry geometry(shape const& in) {
        linear_geometry g = channelwise::geometry(in);
        g.has_bias = false;
        return g;
    }
    template<class T>
    static constexpr detail::affine_map<T> affine(std::array<T, 1> const& of_channel) {
        return {of_channel[0], T(0)};
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "scale"; }
};

/// A number added to each channel.
struct shift : detail::channelwise {
    static constexpr auto parameter_arrays(shape const& in) {
        return std::array{parameter_array{"bias", shape{in.channels()}}};
    }
    template<class T>
    static constexpr detail::affine_map<T> affine(std::array<T, 1> const& of_channel) {
        return {T(1), of_channel[0]};
    }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "shift"; }
};

}  // namespace constexplain
