#pragma once
/// Whether an input can be predicted or explained.
#include <constexplain/kernel/bring.hpp>
#include <constexplain/network/network.hpp>
#include <constexplain/status.hpp>

namespace constexplain::detail {

/// Of an input in the users' order: `ok`, `input_not_finite`, or, where `HasDomain`, `input_outside_domain`.
template<class Net, class T, bool HasDomain = true>
struct input_state {
    static constexpr memory_order order = Net::boundaries[0].order;
    static constexpr domain values = HasDomain ? Net::boundaries[0].values : domain::reals();

    static constexpr status of(T const* input) {
        if constexpr (values.per_channel) {
            kernels::value_range all{true, true};
            for (size_t c = 0; c < order.channels; ++c) {
                auto const one = kernels::range_of<order.planes>(
                    input + c * order.planes, static_cast<T>(bounds[0][c]), static_cast<T>(bounds[1][c]));
                all = {all.is_finite && one.is_finite, all.is_inside && one.is_inside};
            }
            return state_of(all);
        } else if constexpr (values != domain::reals()) {
            return state_of(kernels::range_of<Net::input.count()>(input, static_cast<T>(values.low),
                                                                  static_cast<T>(values.high)));
        } else {
            return state_of({kernels::all_finite<Net::input.count()>(input), true});
        }
    }
    /// The same, and brings the input to `memory`, in its order there: zeros in the place of one that is not finite.
    static constexpr status bring(T const* input, T* memory) {
        if constexpr (kernels::has_few_channels<order, T>)
            if (!std::is_constant_evaluated()) {
                constexpr bool has_bounds = values != domain::reals();
                status const found =
                    state_of(kernels::bring_tested<order, has_bounds>(input, bounds[0], bounds[1], memory));
                if (found == status::input_not_finite) kernels::bring_sample<order>(input, false, memory);
                return found;
            }
        status const found = of(input);
        kernels::bring_sample<order>(input, found != status::input_not_finite, memory);
        return found;
    }

private:
    /// The lowest and the highest number of each channel.
    static constexpr auto bounds = [] {
        std::array<std::array<double, order.channels>, 2> all{};
        for (size_t c = 0; c < order.channels; ++c) {
            if constexpr (values.per_channel) {
                using of_channel = typename Net::input_description::bounds;
                all[0][c] = of_channel::low[c];
                all[1][c] = of_channel::high[c];
            } else {
                all[0][c] = values.low;
                all[1][c] = values.high;
            }
        }
        return all;
    }();
    static constexpr status state_of(kernels::value_range const& all) {
        return !all.is_finite ? status::input_not_finite : all.is_inside ? status::ok : status::input_outside_domain;
    }
};

}  // namespace constexplain::detail
