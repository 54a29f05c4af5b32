#pragma once
/// The mean over the steps of a sequence.
#include <constexplain/layer/options.hpp>
#include <constexplain/layer/sequence.hpp>

namespace constexplain {

/// The mean of each feature: steps, features become a vector of the features.
struct mean_over_sequence : kind::average_pooling, detail::reads_sequence {
    static constexpr bool sums = false;
    static constexpr detail::window_settings settings{};

    static constexpr shape out(shape const& in) { return shape{in.channels()}; }
    static constexpr domain values(domain const& in) { return in; }
    static constexpr memory_order order(boundary const& in) { return {in.extents.channels(), 1}; }
    static constexpr pool_geometry geometry(shape const& in) {
        window whole;
        whole.kernel = {in.height(), 1};
        return {in.height(), 1, in.channels(), 1, 1, whole};
    }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "mean_over_sequence"; }
};

}  // namespace constexplain
