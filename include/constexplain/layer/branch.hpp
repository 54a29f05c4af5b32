#pragma once
/// Graphs as nested lists: branches that start from the same values and are summed or concatenated.
#include <constexplain/layer/layer.hpp>

namespace constexplain {

/// Layers in a row. `branch<>` is the identity.
template<class... Layers>
struct branch {};

/// The element-wise sum of branches: `residual<branch<conv2d<16, kernel<3>, same>, relu, ...>, branch<>>`. The input is
/// added to a branch that stands alone (He et al., CVPR 2016).
template<class... Branches>
struct residual {};

/// The channels of each branch, one after the other: `parallel<conv2d<64, kernel<1>>, conv2d<64, kernel<3>, same>>`
/// (Szegedy et al., CVPR 2015). Vectors are put end to end, and of sequences the features of each step:
/// `parallel<lstm<20>, lstm<20, reversed>>`.
template<class... Branches>
struct parallel {};

/// The layer in which the branches of a `residual` end.
template<size_t Branches>
struct branch_sum : kind::sum {
    static constexpr size_t branches = Branches;

    static constexpr problem check(std::array<boundary, Branches> const& in) {
        if (Branches < 2) return problem::too_few_branches;
        for (boundary const& b : in)
            if (b.extents != in[0].extents) return problem::branches_differ;
        return problem::none;
    }
    static constexpr boundary join(std::array<boundary, Branches> const& in) {
        domain values = in[0].values;
        for (size_t k = 1; k < Branches; ++k)
            values = {values.low + in[k].values.low, values.high + in[k].values.high};
        values.per_channel = false;
        return {in[0].extents, values, in[0].order};
    }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "sum"; }
};

/// The layer in which the branches of a `parallel` end.
template<size_t Branches>
struct branch_concatenation : kind::concatenation {
    static constexpr size_t branches = Branches;

    static constexpr problem check(std::array<boundary, Branches> const& in) {
        if (Branches < 2) return problem::too_few_branches;
        for (boundary const& b : in) {
            shape const &here = b.extents, &other = in[0].extents;
            if (here.rank != other.rank || here.steps_first != other.steps_first || here.height() != other.height() ||
                here.width() != other.width())
                return problem::branches_do_not_align;
        }
        return problem::none;
    }
    static constexpr boundary join(std::array<boundary, Branches> const& in) {
        boundary all = in[0];
        for (size_t k = 1; k < Branches; ++k) {
            all.extents.extents[all.extents.steps_first ? 1 : 0] += in[k].extents.channels();
            all.values = all.values.joined_with(in[k].values.low).joined_with(in[k].values.high);
        }
        all.values.per_channel = false;
        all.order = detail::natural_order(all.extents);
        return all;
    }
    static constexpr size_t multiply_accumulates(shape const&) { return 0; }
    static constexpr void write(meta::text_writer& text, shape const&) { text << "concatenation"; }
};

namespace detail {

/// One layer of a list, or the layers that it stands for, in execution order; and which boundaries they read.
template<class L>
struct written_out {
    using layers = meta::list<L>;
    static constexpr bool is_nested = false;
    static constexpr size_t edges = 1;
    template<class Wires>
    static constexpr size_t connect(Wires& wires, size_t from) {
        return wires.add_layer(std::array{from});
    }
};
template<class... L>
struct written_out<branch<L...>> {
    using layers = meta::flat_join<typename written_out<L>::layers...>;
    static constexpr bool is_nested = true;
    static constexpr size_t edges = (size_t{0} + ... + written_out<L>::edges);
    template<class Wires>
    static constexpr size_t connect(Wires& wires, size_t from) {
        ((from = written_out<L>::connect(wires, from)), ...);
        return from;
    }
};
template<class Join, class... Branches>
struct written_out_branches {
    using layers = meta::flat_join<typename written_out<Branches>::layers..., meta::list<Join>>;
    static constexpr bool is_nested = true;
    static constexpr size_t edges = (sizeof...(Branches) + ... + written_out<Branches>::edges);
    template<class Wires>
    static constexpr size_t connect(Wires& wires, size_t from) {
        return wires.add_layer(
            std::array<size_t, sizeof...(Branches)>{written_out<Branches>::connect(wires, from)...});
    }
};
template<class... Branches>
struct written_out<residual<Branches...>> : written_out_branches<branch_sum<sizeof...(Branches)>, Branches...> {};
template<class Branch>
struct written_out<residual<Branch>> : written_out_branches<branch_sum<2>, Branch, branch<>> {};
template<class... Branches>
struct written_out<parallel<Branches...>>
    : written_out_branches<branch_concatenation<sizeof...(Branches)>, Branches...> {};

}  // namespace detail

}  // namespace constexplain
