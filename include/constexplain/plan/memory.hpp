#pragma once
/// Where each buffer of a forward pass and of an explanation lies, settled when the program is compiled.
#include <constexplain/plan/factors.hpp>
#include <constexplain/plan/joint_forward.hpp>
#include <constexplain/shape/batch.hpp>
#include <constexplain/shape/transposed.hpp>

namespace constexplain {

namespace detail {
/// Scalars of scratch memory that the layers of a forward pass share, with vectors of `Lanes` scalars; `allowed` for each.
template<class Net, size_t Lanes>
constexpr size_t scratch_of_forward(std::array<winograd_patches, Net::depth> const& allowed) {
    size_t most = 0;
    meta::for_each_index<Net::depth>([&](auto index) {
        if constexpr (linear_layer<typename node<Net, index>::layer_type>) {
            size_t const here = forward_scratch(node<Net, index>::geometry(), Lanes, allowed[index]);
            most = most < here ? here : most;
        }
    });
    return most;
}
template<class Net>
constexpr auto in_every_layer(auto value) {
    std::array<decltype(value), Net::depth> all{};
    for (auto& one : all) one = value;
    return all;
}

/// How the forward pass of an explanation runs: which activations replace the sums that they read, which sums are kept as a
/// rectifier leaves them, and the patches of Winograd's forms. Under no rules every boundary has its activations.
template<class Net, class Rules>
struct explained_forward {
    static constexpr auto replaces_sums = []<size_t... I>(std::index_sequence<I...>) {
        return std::array{detail::replaces_sums<Net, Rules, I>()...};
    }(std::make_index_sequence<Net::depth>{});
    static constexpr auto rectifies_sums = []<size_t... I>(std::index_sequence<I...>) {
        return std::array{keeps_rectified<Net, Rules, I>()...};
    }(std::make_index_sequence<Net::depth>{});
    static constexpr auto patches = forward_patches<Net, Rules>;
};
template<class Net>
struct explained_forward<Net, void> {
    static constexpr auto replaces_sums = in_every_layer<Net>(false), rectifies_sums = replaces_sums;
    static constexpr auto patches = in_every_layer<Net>(winograd_patches::of_4);
};
}  // namespace detail

/// Buffers of predict, in scalars: `at[b]` is the place of boundary b, where the samples of a batch lie one behind the
/// other.
template<class Net, size_t Lanes, size_t Samples = 1>
struct forward_memory {
private:
    using execution = typename Net::execution;
    static constexpr auto arranged = execution::buffers(buffer_unit, Samples);

public:
    static constexpr bool reads_input = execution::reads_input(Samples);
    static constexpr bool writes_result = execution::writes_result(Samples);
    static constexpr auto at = [] {
        std::array<size_t, Net::depth + 1> places{};
        for (size_t b = 0; b <= Net::depth; ++b) places[b] = arranged.at[execution::shared.root[b]];
        return places;
    }();
    static constexpr size_t scratch = arranged.total;
    static constexpr size_t total =
        scratch + detail::scratch_of_forward<Net, Lanes>(detail::in_every_layer<Net>(winograd_patches::any));
};

/// The activations of every boundary, for explain; under a rule set, two boundaries may hold the same.
template<class Net, size_t Lanes, size_t Samples = 1, class Rules = void>
struct activation_memory : detail::explained_forward<Net, Rules> {
private:
    using forward = detail::explained_forward<Net, Rules>;
    static constexpr auto arranged = Net::execution::activations(forward::replaces_sums, buffer_unit, Samples);

public:
    using rules = Rules;
    static constexpr size_t samples = Samples;
    static constexpr bool reads_input = Net::execution::reads_input(Samples);
    static constexpr auto const& activations = arranged.at;
    static constexpr size_t activations_end = arranged.total;
    /// Layers whose denominators the forward pass sums up, by the default engine: of single samples.
    static constexpr auto keeps_denominators = []<size_t... I>(std::index_sequence<I...>) {
        if constexpr (std::is_void_v<Rules> || Samples > 1)
            return detail::in_every_layer<Net>(false);
        else
            return std::array{detail::is_joint<Net, Rules, I, Lanes>(winograd_patches::any, true)...};
    }(std::make_index_sequence<Net::depth>{});
    /// Layers whose sums the forward pass may keep as factors: of single samples, on vectors.
    static constexpr auto can_keep_factors = []<size_t... I>(std::index_sequence<I...>) {
        if constexpr (std::is_void_v<Rules> || Samples > 1)
            return detail::in_every_layer<Net>(false);
        else
            return std::array{detail::can_keep_factors<Net, Rules, I, Lanes>()...};
    }(std::make_index_sequence<Net::depth>{});

private:
    static constexpr size_t transients_begin =
        activations_end + detail::scratch_of_forward<Net, Lanes>(forward::patches);
    static constexpr auto arranged_transients = Net::execution::transient_activations(can_keep_factors, buffer_unit);

public:
    /// By layer, where the activations lie of which factors are kept, until they have been read.
    static constexpr size_t transient(size_t layer) { return transients_begin + arranged_transients.at[layer]; }
    /// With the memory that the forward pass needs beside them: scratch memory, and what it does not keep.
    static constexpr size_t forward_total = transients_begin + arranged_transients.total;
};

namespace detail {
/// Scalars of quotients and of scratch memory.
struct step_sizes {
    size_t quotients = 0, scratch = 0;
};
/// Whether the layer sends the input its relevance in the users' order, with vectors of `Lanes` scalars: the only one that reads
/// an input whose order in memory is another. Not in constant expressions.
template<class Step, size_t Lanes, size_t Samples>
constexpr bool sends_in_users_order() {
    using here = typename Step::node_type;
    using net = typename here::network_type;
    if constexpr (Samples == 1 && linear_layer<typename Step::layer_type> && here::index == 0)
        return !net::boundaries[0].order.is_users_order() && net::wires.readers[0] == 1 &&
               writes_users_order(here::geometry(), Lanes);
    else
        return false;
}

/// What a linear layer's rule needs with vectors of `Lanes` scalars, and the states of a recurrent one. Only vectors take the
/// samples of a batch together.
template<class Step, size_t Lanes, size_t Samples = 1, bool InUsersOrder = false>
constexpr step_sizes sizes_of_step() {
    if constexpr (linear_layer<typename Step::layer_type>) {
        constexpr auto g = of_samples(Step::node_type::geometry(), Lanes > 1 ? Samples : 1);
        return {quotients_of(g, Lanes).count * Step::part_count,
                step_scratch(g, Lanes, step_patches<Step>, InUsersOrder) + batch_scratch(g, Lanes)};
    } else if constexpr (recurrent_layer<typename Step::layer_type>) {
        return {Step::layer_type::scratch(Step::node_type::in.extents, Lanes), 0};
    } else {
        return {};
    }
}
}  // namespace detail

/// Buffers of explain: every boundary's activations (a flattened one is the one before), the relevance at hand, one
/// more where the relevance of several layers adds up, and the quotients R / stab(d) of the layer at hand with its scratch
/// memory. Scratch memory of the forward pass lies where relevance will. Behind all that are the quotients of layers whose
/// denominators the forward pass sums up.
template<class Net, class Rules, size_t Lanes, size_t Samples = 1>
struct explain_memory : activation_memory<Net, Lanes, Samples, Rules> {
private:
    using base = activation_memory<Net, Lanes, Samples, Rules>;
    using execution = typename Net::execution;
    template<size_t... I>
    static constexpr auto sharing_of(std::index_sequence<I...>) {
        return execution::share_relevance({step<Net, Rules, I>::moves_nothing...});
    }
    static constexpr auto shared = sharing_of(std::make_index_sequence<Net::depth>{});
    static constexpr auto arranged = execution::relevance_buffers(shared, buffer_unit, Samples);

public:
    /// Relevance stays in its buffer at these layers.
    static constexpr auto stays = [] {
        std::array<bool, Net::depth> all{};
        for (size_t k = 0; k < Net::depth; ++k) all[k] = shared.root[k + 1] != k + 1;
        return all;
    }();
    /// Whether the relevance of a boundary lies in the answer.
    static constexpr bool lies_in_answer(size_t boundary) {
        return base::reads_input && shared.root[boundary] == shared.root[0];
    }
    static constexpr size_t relevance(size_t boundary) {
        return base::activations_end + arranged.at[shared.root[boundary]];
    }
    /// Where a layer's relevance is written that is added to another one's.
    static constexpr size_t summand = base::activations_end + arranged.total;

private:
    static constexpr size_t step_begin = [] {
        size_t most = 0;
        meta::for_each_index<Net::depth>([&](auto index) {
            constexpr size_t from = Net::wires.source(index);
            if constexpr (!joining_layer<typename node<Net, index>::layer_type>)
                if (!Net::wires.is_last_reader(index, from) && most < Net::shapes[from].count())
                    most = Net::shapes[from].count();
        });
        return summand + round_up_to(Samples * most, buffer_unit);
    }();
    struct places {
        std::array<size_t, Net::depth> quotients{}, scratch{};
        size_t total = 0;
    };
    static constexpr places of_steps = [] {
        places p;
        std::array<size_t, Net::depth> kept{};
        p.total = base::forward_total;
        auto const reaches = [&p](size_t end) { p.total = p.total < end ? end : p.total; };
        meta::for_each_index<Net::depth>([&](auto index) {
            using here = step<Net, Rules, index>;
            constexpr bool in_users_order = detail::sends_in_users_order<here, Lanes, Samples>();
            constexpr auto sizes = detail::sizes_of_step<here, Lanes, Samples, in_users_order>();
            p.quotients[index] = step_begin;
            p.scratch[index] = step_begin + (base::keeps_denominators[index] ? 0 : sizes.quotients);
            reaches(p.scratch[index] + sizes.scratch);
            if (base::keeps_denominators[index]) {
                kept[index] = sizes.quotients;
                reaches(base::activations_end + sizes.scratch);
            }
        });
        p.total = round_up_to(p.total, buffer_unit);
        for (size_t k = 0; k < Net::depth; ++k)
            if (kept[k] > 0) {
                p.quotients[k] = p.total;
                p.total += kept[k];
            }
        return p;
    }();

public:
    /// By layer. Of a recurrent one its states lie in the place of quotients.
    static constexpr auto const& quotients = of_steps.quotients;
    static constexpr auto const& scratch = of_steps.scratch;
    static constexpr size_t total = of_steps.total;
};

}  // namespace constexplain
