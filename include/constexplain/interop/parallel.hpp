#pragma once
/// Whole data sets on several threads, by oneTBB: batches of a compile-time width, each thread with its own buffers. Not part
/// of the umbrella header.
#include <constexplain/model.hpp>

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <ranges>
#include <stdexcept>
#include <string>

namespace constexplain {

/// A range of a data set has another length than its inputs, or elements that make up no whole samples.
struct length_mismatch : std::runtime_error {
    length_mismatch(std::string const& what, size_t found, std::string const& needed)
        : std::runtime_error(what + ": found " + std::to_string(found) + ", needed " + needed) {}
};

/// How many threads may work at a time; 0: as many as the process has processors.
struct at_most_threads {
    size_t count = 0;
};

/// The width of the batches that a data set is cut into.
inline constexpr size_t default_batch_width = 32;

namespace detail {

/// A range whose length is known at run time.
template<class Range>
concept data_range = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range>;

/// Samples of a data set: a range of tensors, or all elements one sample behind the other.
template<class Net, class T, class Inputs>
class data_set {
    using element = std::remove_cv_t<std::ranges::range_value_t<Inputs>>;
    static constexpr bool is_flat = std::is_same_v<element, T>;
    static constexpr size_t count = Net::input.count();

public:
    using mistake = std::conditional_t<is_flat, void, input_mistake<T, input_shape<Net>, element>>;

    explicit data_set(Inputs const& inputs) : inputs_(std::ranges::data(inputs)), size_(std::ranges::size(inputs)) {
        if constexpr (is_flat) {
            if (size_ % count != 0)
                throw length_mismatch("elements of the inputs", size_, "a multiple of " + std::to_string(count));
            size_ /= count;
        }
    }
    [[nodiscard]] size_t size() const { return size_; }
    [[nodiscard]] T const* operator[](size_t sample) const {
        if constexpr (is_flat)
            return inputs_ + sample * count;
        else
            return std::data(inputs_[sample]);
    }

private:
    std::ranges::range_value_t<Inputs> const* inputs_;
    size_t size_;
};

inline void require_length(char const* what, size_t found, size_t needed) {
    if (found != needed) throw length_mismatch(what, found, std::to_string(needed) + ", one for each input");
}

/// Calls `f(buffers, first sample, count)` for batches of at most `Width` of `samples` samples, the buffers one thread's own.
template<class Buffers, size_t Width, class F>
void for_each_batch(size_t samples, at_most_threads threads, F const& f) {
    tbb::enumerable_thread_specific<std::unique_ptr<Buffers>> buffers([] { return std::make_unique<Buffers>(); });
    tbb::task_arena arena(threads.count == 0 ? tbb::task_arena::automatic : static_cast<int>(threads.count));
    arena.execute([&] {
        tbb::parallel_for(tbb::blocked_range<size_t>(0, (samples + Width - 1) / Width), [&](auto const& batches) {
            Buffers& own = *buffers.local();
            for (size_t batch = batches.begin(); batch < batches.end(); ++batch)
                f(own, batch * Width, std::min(Width, samples - batch * Width));
        });
    });
}

/// One of something for each sample of a batch, null for those that do not exist.
template<size_t Width, class At>
auto for_samples(size_t count, At const& at) {
    std::array<decltype(at(size_t{0})), Width> all{};
    for (size_t n = 0; n < count; ++n) all[n] = at(n);
    return all;
}

template<class Answer>
struct kept_by;
template<class Net, class T, class Kept>
struct kept_by<explanation<Net, T, Kept>> {
    using type = Kept;
};

template<class Target>
concept data_set_target = explanation_target<Target> || class_number<Target> || class_numbers<Target const>;

/// What is wrong with a target; void where nothing is, or where only the run time tells.
template<class Net, class Rules, class T, class Target>
constexpr auto target_mistake() {
    if constexpr (class_numbers<Target const>)
        return std::type_identity<void>{};
    else
        return std::type_identity<typename option_mistake<Net, Rules, T, Target>::type>{};
}

}  // namespace detail

/// The scores of a whole data set: `predict_all(net, images, predictions)`. `inputs` is a contiguous range of the network's
/// inputs, or of all their elements, one sample behind the other; `results` a contiguous range of as many predictions.
/// Every sample goes through a batch of `Width`, the last one may be partly empty: its result does not depend on the others,
/// on their number or on the threads. Throws `length_mismatch`.
template<size_t Width = default_batch_width, class Engine = vector_engine, class Net, class T, class Storage,
         detail::data_range Inputs, detail::data_range Results>
void predict_all(model<Net, T, Storage> const& net, Inputs const& inputs, Results&& results,
                 at_most_threads threads = {}) {
    using samples = detail::data_set<Net, T, Inputs>;
    using answer = prediction<Net, T>;
    static_assert(std::is_same_v<std::ranges::range_value_t<Results>, answer>,
                  "predict_all: results are a range of prediction<network, scalar>");
    static_assert(sizeof(detail::reject<typename samples::mistake>));
    if constexpr (std::is_void_v<typename samples::mistake>) {
        samples const all(inputs);
        detail::require_length("results", std::ranges::size(results), all.size());
        answer* const to = std::ranges::data(results);
        detail::for_each_batch<batch_workspace<Net, Width, void, T>, Width>(
            all.size(), threads, [&](auto& buffers, size_t from, size_t count) {
                detail::forward_pass<Net, T, Engine, Width>::run(
                    detail::for_samples<Width>(count, [&](size_t n) { return all[from + n]; }), net.packed(),
                    buffers.values.data(), detail::for_samples<Width>(count, [&](size_t n) { return to + from + n; }),
                    count);
            });
    }
}

/// Scores and relevance of a whole data set: `explain_all<rules>(net, images, explanations)`, else as predict_all. What
/// the explanations keep is what their type says. `target` is one for all, or a contiguous range of class numbers, one for
/// each input.
template<class Rules, size_t Width = default_batch_width, class Engine = vector_engine, class Net, class T,
         class Storage, detail::data_range Inputs, detail::data_range Results,
         detail::data_set_target Target = arg_max_target>
void explain_all(model<Net, T, Storage> const& net, Inputs const& inputs, Results&& results,
                 Target const& target = {}, at_most_threads threads = {}) {
    using samples = detail::data_set<Net, T, Inputs>;
    using answer = std::ranges::range_value_t<Results>;
    static_assert(detail::is_answer<answer> && !std::is_same_v<answer, prediction<Net, T>>,
                  "explain_all: results are a range of explanation<network, scalar>");
    using mistake = detail::first_mistake_t<detail::rules_mistake_t<Net, Rules>, typename samples::mistake,
                                            typename decltype(detail::target_mistake<Net, Rules, T, Target>())::type>;
    static_assert(sizeof(detail::reject<mistake>));
    if constexpr (std::is_void_v<mistake>) {
        samples const all(inputs);
        detail::require_length("results", std::ranges::size(results), all.size());
        if constexpr (detail::class_numbers<Target const>)
            detail::require_length("classes", std::size(target), all.size());
        auto const targets = detail::as_targets(target);
        answer* const to = std::ranges::data(results);
        detail::for_each_batch<batch_workspace<Net, Width, Rules, T>, Width>(
            all.size(), threads, [&](auto& buffers, size_t from, size_t count) {
                detail::relevance_pass<Net, Rules, T, Engine, typename detail::kept_by<answer>::type, Width>::run(
                    detail::for_samples<Width>(count, [&](size_t n) { return all[from + n]; }), net.packed(),
                    net.has_positive_bias(), buffers.values.data(),
                    [&](size_t n) -> decltype(auto) { return targets(from + n); },
                    detail::for_samples<Width>(count, [&](size_t n) { return detail::renew(to + from + n); }), count);
            });
    }
}
template<class Rules, size_t Width = default_batch_width, class Engine = vector_engine, class Net, class T,
         class Storage, detail::data_range Inputs, detail::data_range Results>
void explain_all(model<Net, T, Storage> const& net, Inputs const& inputs, Results&& results,
                 at_most_threads threads) {
    explain_all<Rules, Width, Engine>(net, inputs, results, arg_max, threads);
}

}  // namespace constexplain
