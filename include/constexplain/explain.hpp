#pragma once
/// The relevance pass of a whole network.
#include <constexplain/activation_sweep.hpp>
#include <constexplain/forward.hpp>
#include <constexplain/inlining.hpp>
#include <constexplain/input_state.hpp>
#include <constexplain/relevance/step.hpp>

namespace constexplain::detail {

/// `Samples` at once: at each boundary they lie one behind the other.
template<class Net, class Rules, class T, class Engine, class Kept, size_t Samples = 1>
struct relevance_pass {
    using memory = explain_memory<Net, Rules, lanes<T>, Samples>;
    using layout = parameter_layout<Net, T>;
    using answer = explanation<Net, T, Kept>;
    using sweep = activation_sweep<Net, T, Engine, memory, Kept>;
    static constexpr memory_order first_order = Net::boundaries[0].order;
    static constexpr memory_order start_order = Net::boundaries[Net::logits].order;

    /// Inputs in the users' order; `buffers` of `memory::total` scalars; `targets(n)` is the target of sample n; new
    /// answers, whose scores and relevance need not be written yet.
    /// Only the first `used` of the samples exist.
    template<class Targets>
    static constexpr void run(std::array<T const*, Samples> const& inputs, T const* parameters,
                              std::array<bool, Net::depth> const& has_positive_bias, T* buffers,
                              Targets const& targets, std::array<answer*, Samples> const& answers,
                              size_t used = Samples) {
        if constexpr (Samples == 1) used = 1;
        state all{inputs, buffers, answers, {}};
        inlining<Net>::part([&]() __attribute__((always_inline)) {
            for (size_t n = 0; n < used; ++n) all.goes_on[n] = begin(all, n);
        });
        if (!all.any()) return;
        inlining<Net>::part([&]() __attribute__((always_inline)) {
            sweep::template run_layers<0, Net::depth>(inputs[0], parameters, buffers, used);
        });
        all.for_each([&](size_t n) {
            all.goes_on[n] = scores(all, n) && exists(targets(n), *answers[n]);
            if (!all.goes_on[n]) answers[n]->relevance.values.fill(T(0));
        });
        if (!all.any()) return;
        all.for_each([&](size_t n) { start(targets(n), all, n); }, silence<Net::logits>(all));
        using target = std::remove_cvref_t<decltype(targets(0))>;
        constexpr bool one_class = target::is_one_class && !is_set<T>;
        std::array<start_state, Samples> started;
        all.for_each([&](size_t n) { started[n] = look_at_start<one_class>(all, n); });
        inlining<Net>::part([&]() __attribute__((always_inline)) { backward<one_class>(parameters, all); });
        all.for_each([&](size_t n) { finish(inputs[n], has_positive_bias, started[n], *answers[n]); });
    }

private:
    struct state {
        std::array<T const*, Samples> const& inputs;
        T* const buffers;
        std::array<answer*, Samples> const& answers;
        std::array<bool, Samples> goes_on{};  ///< of which nothing has ended the explanation

        [[nodiscard]] constexpr bool any() const {
            for (bool one : goes_on)
                if (one) return true;
            return false;
        }
        /// Calls `f(n)` for each sample that goes on, `otherwise(n)` for the others. A single one does where this is asked.
        template<class F, class Otherwise = kernels::nothing_to_do>
        [[gnu::always_inline]] constexpr void for_each(F&& f, [[maybe_unused]] Otherwise&& otherwise = {}) const {
            if constexpr (Samples == 1)
                f(size_t{0});
            else
                for (size_t n = 0; n < Samples; ++n) {
                    if (goes_on[n])
                        f(n);
                    else
                        otherwise(n);
                }
        }
    };

    // ---- before the start --------------------------------------------------------------------------------------

    /// Whether there is something to explain; the input is where the first layer reads it.
    static constexpr bool begin(state const& all, size_t n) {
        using input = input_state<Net, T>;
        answer& result = *all.answers[n];
        if constexpr (memory::reads_input)
            result.status = input::of(all.inputs[n]);
        else
            result.status = input::bring(all.inputs[n], sweep::place_of_input(all.buffers, n));
        if (result.status != status::input_not_finite) return true;
        result.scores.status = result.status;
        result.scores.values.fill(T(0));
        result.relevance.values.fill(T(0));
        return false;
    }

    /// Writes the scores behind the forward pass; whether they can be explained.
    static constexpr bool scores(state const& all, size_t n) {
        answer& result = *all.answers[n];
        bool are_rows = true;
        meta::for_each_index<Net::depth>([&](auto index) {
            using here = node<Net, index>;
            if constexpr (lookup_layer<typename here::layer_type>)
                are_rows = are_rows && kernels::all_are_rows<here>(sweep::template at<here::template source<>>(
                                           all.inputs[n], all.buffers, n));
        });
        if (!are_rows) {
            result.status = result.scores.status = status::row_out_of_range;
            result.scores.values.fill(T(0));
            return false;
        }
        sweep::template copy<Net::depth>(all.inputs[n], all.buffers, result.scores.data(), n);
        if (kernels::all_finite<Net::output.count()>(result.scores.data())) return true;
        result.status = result.scores.status = status::result_not_finite;
        return false;
    }
    template<class Target>
    static constexpr bool exists(Target const& target, answer& result) {
        if (target.exists(Net::shapes[Net::logits].count())) return true;
        result.status = status::class_out_of_range;
        return false;
    }

    template<class Target>
    static constexpr void start(Target const& target, state const& all, size_t n) {
        constexpr size_t count = Net::shapes[Net::logits].count();
        constexpr bool has_room = Samples == 1 && !memory::lies_in_answer(Net::logits);
        using view = logits_view<T, start_order, Engine, count, has_room>;
        all.answers[n]->target =
            target.start(view{logits_at(all, n), relevance_at<Net::logits>(all, n), Rules::starts_from_one});
    }
    /// A loop of its own, and few scalars are added up as such: vectors that are read right behind the scalars they were
    /// written as wait for them.
    template<bool OneClass>
    static constexpr start_state look_at_start(state const& all, size_t n) {
        constexpr size_t count = Net::shapes[Net::logits].count();
        size_t const begin = OneClass ? place_of_class(all, n) : 0, end = OneClass ? begin + 1 : count;
        T const* const logits = logits_at(all, n);
        T const* const start = relevance_at<Net::logits>(all, n);
        auto& ledger = all.answers[n]->ledger;
        constexpr bool is_short = OneClass || count <= 16;
        ledger.start = is_short ? T(0) : kernels::sum<Engine, T, count>(start);
        start_state found;
        for (size_t k = begin; k < end; ++k) {
            if constexpr (is_short) ledger.start = ledger.start + start[k];
            ledger.start_size = ledger.start_size + kernels::magnitude(start[k]);
            // All three are asked: where the start lies is not foreseen.
            bool const is_not_negative = certain(start[k] >= T(0)), is_nothing = certain(start[k] == T(0));
            bool const is_above_0 = certain(logits[k] > T(0));
            found.holds_no_negative &= is_not_negative;
            found.lies_at_positive_outputs &= is_nothing | is_above_0;
        }
        return found;
    }
    /// Of the one class that is explained, among the logits.
    static constexpr size_t place_of_class(state const& all, size_t n) {
        return start_order.place_of(all.answers[n]->target);
    }
    static constexpr T const* logits_at(state const& all, size_t n) {
        return sweep::template at<Net::logits>(all.inputs[n], all.buffers, n);
    }

    // ---- layer by layer ----------------------------------------------------------------------------------------

    /// What layers absorb, of a single sample beside its answer: a number written there may be one of the relevance that was just
    /// sent, for all that a compiler knows, which would then be read back from memory.
    class absorption {
        std::array<T, Samples == 1 ? Net::depth : 0> apart{};

    public:
        [[gnu::always_inline]] constexpr T& of(state const& all, size_t layer, size_t n) {
            if constexpr (Samples == 1)
                return apart[layer];
            else
                return all.answers[n]->ledger.absorbed[layer];
        }
        constexpr void write(state const& all) const {
            if constexpr (Samples == 1) all.answers[0]->ledger.absorbed = apart;
        }
    };

    template<bool OneClass>
    [[gnu::always_inline]] static constexpr void backward(T const* parameters, state const& all) {
        absorption absorbed;
        meta::for_each_index_reversed<Net::depth>([&](auto index) __attribute__((always_inline)) {
            using this_step = step<Net, Rules, index>;
            using here = typename this_step::node_type;
            keep_if_asked<index + 1>(all);  // every layer that reads the boundary has been met
            if constexpr (joining_layer<typename here::layer_type>) {
                separate<this_step>(all, absorbed);
            } else if constexpr (!memory::stays[index]) {
                constexpr size_t from = here::template source<>, count = Samples * here::in.extents.count();
                constexpr bool is_first = Net::wires.is_last_reader(index, from);
                T* const sum = relevance_at<from>(all);
                T* const to = is_first ? sum : all.buffers + memory::summand;
                if constexpr (this_step::moves_nothing)
                    kernels::copy<count>(relevance_at<index + 1>(all), to);
                else
                    send<this_step, OneClass>(parameters + layout::offsets[index], all, to, absorbed);
                if constexpr (!is_first)
                    for (size_t k = 0; k < count; ++k) sum[k] = sum[k] + to[k];
            }
        });
        absorbed.write(all);
        keep_if_asked<0>(all);
        if constexpr (!memory::lies_in_answer(0))
            if (!input_is_sent_to_answer())
                all.for_each([&](size_t n) {
                    kernels::to_users_order<first_order>(relevance_at<0>(all, n), all.answers[n]->relevance.data());
                });
    }
    /// The first layer has written the answer, in the users' order.
    static constexpr bool input_is_sent_to_answer() {
        if constexpr (kernels::has_vectors<Engine, T> &&
                      sends_in_users_order<step<Net, Rules, 0>, lanes<T>, Samples>())
            return !std::is_constant_evaluated();
        else
            return false;
    }

    /// Sends relevance through a layer, for all samples at once where it takes them.
    template<class Step, bool OneClass>
    [[gnu::always_inline]] static constexpr void send(T const* packed, state const& all, T* to, absorption& ledger) {
        using here = typename Step::node_type;
        constexpr size_t from = here::template source<>, above = here::index + 1, count = here::in.extents.count();
        constexpr known_before known = sweep::keeps_factors(here::index) ? known_before::quotients
                                       : runs_jointly<Net, memory, here::index, T, Engine>()
                                           ? known_before::denominators
                                           : known_before::nothing;
        auto const data = [&](size_t n) {
            step_data<T> at{sweep::template multiplied_at<from>(all.inputs[n], all.buffers, n),
                            sweep::template at<above>(all.inputs[n], all.buffers, n),
                            packed,
                            relevance_at<above>(all, n),
                            all.buffers + memory::quotients[here::index],
                            to + n * count,
                            all.buffers + memory::scratch[here::index]};
            if constexpr (known == known_before::quotients)
                if (!std::is_constant_evaluated()) at.quotients = relevance_at<above>(all, n);
            return at;
        };
        auto const absorbed = [&](size_t n)
                                  __attribute__((always_inline)) -> T& { return ledger.of(all, here::index, n); };
        auto const send_nothing = [&](size_t n) { std::fill_n(to + n * count, count, T(0)); };
        constexpr bool is_alone = Samples == 1;
        if constexpr (OneClass && above == first_sent && sends_single<Step>())
            if (!std::is_constant_evaluated()) {
                all.for_each(
                    [&](size_t n) {
                        // Not the start, which was just written: to read it would be waited for.
                        absorbed(n) =
                            linear_step_of<T, Step, Engine>::template run_single<Rules::starts_from_one, is_alone>(
                                data(n), place_of_class(all, n), logits_at(all, n));
                    },
                    send_nothing);
                return;
            }
        if constexpr (kernels::has_vectors<Engine, T> && sends_in_users_order<Step, lanes<T>, Samples>())
            if (!std::is_constant_evaluated()) {
                step_data<T> at = data(0);
                at.result = all.answers[0]->relevance.data();
                absorbed(0) = linear_step_of<T, Step, Engine>::template run_in_users_order<known>(at, all.inputs[0]);
                return;
            }
        if constexpr (kernels::takes_batches<Engine, here, T, Samples>()) {
            auto const of_each = linear_step_of<T, Step, Engine, Samples>::run_batch(data(0));
            all.for_each([&](size_t n) { absorbed(n) = of_each[n]; });
        } else {
            all.for_each([&](size_t n) __attribute__((
                             always_inline)) { absorbed(n) = propagate<T, Step, Engine, known>(data(n)); },
                         send_nothing);
        }
    }

    template<class Step>
    static constexpr bool sends_single() {
        if constexpr (linear_layer<typename Step::layer_type>)
            return linear_step_of<T, Step, Engine>::has_single;
        else
            return false;
    }
    /// The boundary below which the start first moves.
    static constexpr size_t first_sent = []<size_t... I>(std::index_sequence<I...>) {
        constexpr bool stays_in_place[] = {step<Net, Rules, I>::moves_nothing...};
        size_t boundary = Net::logits;
        while (boundary > 0 && stays_in_place[boundary - 1] && Net::wires.source(boundary - 1) == boundary - 1)
            --boundary;
        return boundary;
    }(std::make_index_sequence<Net::depth>{});

    /// Gives each branch of a joining layer its relevance.
    template<class Step>
    static constexpr void separate(state const& all, absorption& ledger) {
        using here = typename Step::node_type;
        [&]<size_t... Which>(std::index_sequence<Which...>) {
            all.for_each(
                [&](size_t n) {
                    ledger.of(all, here::index, n) = join_step<T, Step, Engine>::run(
                        {sweep::template branches<here>(all.inputs[n], all.buffers, n),
                         sweep::template at<here::index + 1>(all.inputs[n], all.buffers, n),
                         relevance_at<here::index + 1>(all, n),
                         {relevance_at<here::template source<Which>>(all, n)...},
                         {Net::wires.is_last_reader(here::index, here::template source<Which>, Which)...}});
                },
                [&](size_t n) { (silence<here::template source<Which>>(all)(n), ...); });
        }(std::make_index_sequence<here::layer_type::branches>{});
    }

    /// No relevance at a boundary, for a sample that does not go on.
    template<size_t Boundary>
    static constexpr auto silence(state const& all) {
        return [&all](size_t n) { std::fill_n(relevance_at<Boundary>(all, n), Net::shapes[Boundary].count(), T(0)); };
    }
    template<size_t Boundary>
    static constexpr T* relevance_at(state const& all, size_t n = 0) {
        if constexpr (memory::lies_in_answer(Boundary))
            return all.answers[0]->relevance.data();
        else
            return all.buffers + memory::relevance(Boundary) + n * Net::shapes[Boundary].count();
    }

    template<size_t Boundary>
    static constexpr void keep_if_asked(state const& all) {
        keep_one<Boundary>(all, Kept{});
    }
    template<size_t Boundary, size_t... Asked>
    static constexpr void keep_one([[maybe_unused]] state const& all, kept_boundaries<Asked...>) {
        constexpr size_t place = meta::first_true((Asked == Boundary)...);
        if constexpr (place < sizeof...(Asked))
            all.for_each([&](size_t n) {
                T* const kept = boost::hana::at_c<place>(all.answers[n]->kept).data();
                if (Boundary == 0 && input_is_sent_to_answer())
                    kernels::copy<Net::input.count()>(all.answers[n]->relevance.data(), kept);
                else
                    kernels::to_users_order<Net::boundaries[Boundary].order>(relevance_at<Boundary>(all, n), kept);
            });
    }

    // ---- behind the input --------------------------------------------------------------------------------------

    [[gnu::always_inline]] static constexpr void finish(T const* input,
                                                        std::array<bool, Net::depth> const& has_positive_bias,
                                                        start_state const& started, answer& result) {
        constexpr size_t count = Net::input.count();
        auto const input_sum = [&] { return kernels::sum<Engine, T, count>(result.relevance.data()); };
        result.ledger.input_sum = input_sum();
        if constexpr (Rules::multiplies_by_input) {
            for (size_t k = 0; k < count; ++k) result.relevance[k] = result.relevance[k] * input[k];
            result.ledger.input_factor = result.ledger.input_sum - input_sum();
            result.ledger.input_sum = input_sum();
        }
        // A sum is finite only if every summand is.
        bool const is_finite =
            kernels::all_finite(&result.ledger.input_sum, 1) || kernels::all_finite<count>(result.relevance.data());
        if (!is_finite || !kernels::all_finite(&result.ledger.start, 1) ||
            !kernels::all_finite<Net::depth>(result.ledger.absorbed.data()))
            result.status = status::result_not_finite;
        else
            result.certificate = settled(guarantee<Net, Rules>::settled(has_positive_bias),
                                         result.status == status::ok, started, nothing_is_lost(result.ledger));
    }
    /// Nothing absorbed and no gap, to rounding.
    static constexpr bool nothing_is_lost(constexplain::ledger<Net, T> const& ledger) {
        using base = typename number_traits<T>::base;
        T const tolerance = T(4096 * std::numeric_limits<base>::epsilon()) * ledger.start_size;
        return certain(kernels::magnitude(ledger.total_absorbed()) <= tolerance) &&
               (is_set<T> || certain(kernels::magnitude(ledger.gap()) <= tolerance));
    }
};

}  // namespace constexplain::detail
