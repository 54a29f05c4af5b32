#pragma once
/// What may be passed to predict_batch and explain_batch: samples, and options for all of them.
#include <constexplain/explain_options.hpp>

#include <memory>

namespace constexplain {

/// A number of samples, as a fact of a message.
template<class Sample>
struct samples_of;

namespace detail {

template<class Range>
using plain_extent = extent_of<std::remove_cv_t<Range>>;

/// How many samples of a shape lie in a shape with one more extent in front; 0 where they do not.
constexpr size_t samples_inside(shape const& all, shape const& sample) {
    if (all.rank != sample.rank + 1) return 0;
    for (size_t k = 0; k < sample.rank; ++k)
        if (all.extents[k + 1] != sample.extents[k]) return 0;
    return all.extents[0];
}

/// A range as samples that must be `T` in the shape `Needed::value`: a range of tensors, or all elements one sample behind
/// the other.
template<class T, class Needed, class Range>
struct passed_batch {
    using extent = plain_extent<Range>;
    static constexpr size_t sample = Needed::value.count();
    static constexpr bool is_flat = [] {
        if constexpr (extent::is_static)
            return std::is_same_v<T, typename extent::element>;
        else
            return false;
    }();
    /// 0 where something else was passed.
    static constexpr size_t samples = [] {
        if constexpr (!extent::is_static)
            return size_t{0};
        else if constexpr (is_flat && requires { extent::extents; })
            return samples_inside(extent::extents, Needed::value);
        else if constexpr (is_flat)
            return extent::count % sample == 0 ? extent::count / sample : size_t{0};
        else if constexpr (passed<T, Needed, typename extent::element>::fits)
            return extent::count;
        else
            return size_t{0};
    }();
    /// One where that is a mistake, which is told.
    static constexpr size_t width = samples > 0 ? samples : 1;
    static constexpr std::array<T const*, width> pointers(Range& range) {
        std::array<T const*, width> all{};
        for (size_t n = 0; n < width; ++n) {
            if constexpr (is_flat)
                all[n] = std::data(range) + n * sample;
            else
                all[n] = std::data(std::data(range)[n]);
        }
        return all;
    }
    using mistake = unless<(samples > 0),
                           INPUT_MISMATCH<samples_of<of_type<T, given_as<Needed>>>,
                                          typename decltype(extent_facts<std::remove_const_t<Range>, extent>())::type,
                                          cure::pass_an_array_or_a_span_of_static_extent>>;
};

/// Makes an explanation new where another one was, without a copy, and leaves its scores and relevance to the pass; a
/// prediction is written as a whole in any case.
template<class Net, class T>
constexpr prediction<Net, T>* renew(prediction<Net, T>* at) {
    return at;
}
template<class Net, class T, class Kept>
constexpr explanation<Net, T, Kept>* renew(explanation<Net, T, Kept>* at) {
    if (std::is_constant_evaluated()) return std::construct_at(at, written_later{});
    return ::new (static_cast<void*>(at)) explanation<Net, T, Kept>(written_later{});
}

// ---- options ---------------------------------------------------------------------------------------------------

template<class T>
inline constexpr bool is_answer = false;
template<class Net, class T>
inline constexpr bool is_answer<prediction<Net, T>> = true;
template<class Net, class T, class Kept>
inline constexpr bool is_answer<explanation<Net, T, Kept>> = true;

/// What a range holds; void where it is none.
template<class Range>
constexpr auto element_of_range() {
    if constexpr (requires(Range& range) { std::data(range)[0]; })
        return std::type_identity<std::remove_reference_t<decltype(std::data(std::declval<Range&>())[0])>>{};
    else
        return std::type_identity<void>{};
}
template<class Range>
using range_element = typename decltype(element_of_range<Range>())::type;

/// Answers that the caller owns.
struct is_answers_option {
    template<class Range>
    static constexpr bool value = is_answer<std::remove_const_t<range_element<Range>>>;
};
/// A class for each sample.
template<class Range>
concept class_numbers = class_number<std::remove_const_t<range_element<Range>>>;
struct is_batch_target_option {
    template<class T>
    static constexpr bool value = is_target_option::value<T> || class_numbers<T>;
};

template<class T>
inline constexpr bool is_batch_workspace = false;
template<class Net, size_t Samples, class Rules, class T>
inline constexpr bool is_batch_workspace<batch_workspace<Net, Samples, Rules, T>> = true;
struct is_batch_workspace_option {
    template<class T>
    static constexpr bool value = is_batch_workspace<T>;
};

template<class Range>
struct target_of_each {
    Range const& classes;
    constexpr class_index operator()(size_t sample) const { return as_target(std::data(classes)[sample]); }
};
template<class Option>
constexpr auto as_targets(Option const& option) {
    if constexpr (class_numbers<Option>)
        return target_of_each<Option>{option};
    else
        return same_target<decltype(as_target(option))>{as_target(option)};
}

/// Whether a range has so many elements of a type, known when the program is compiled.
template<class Range, size_t Count, class Is>
constexpr bool has_one_for_each() {
    using extent = plain_extent<Range>;
    if constexpr (extent::is_static && requires { extent::count; })
        return extent::count == Count && Is::template value<range_element<Range>>;
    else
        return false;
}
template<class T>
struct is_exactly {
    template<class U>
    static constexpr bool value = std::is_same_v<T, U>;
};
struct is_class_number {
    template<class T>
    static constexpr bool value = class_number<std::remove_const_t<T>>;
};

/// A call of predict_batch (`Rules` are void) or explain_batch: its buffers and its answers.
template<class Net, class Rules, class T, class Answer, size_t Samples>
struct batch_call {
    using buffers = batch_workspace<Net, Samples, Rules, T>;

    template<class Option>
    static constexpr auto find_mistake() {
        using extent = plain_extent<Option>;
        if constexpr (is_batch_workspace<Option> || is_workspace<Option>)
            return std::type_identity<
                unless<std::is_same_v<Option, buffers>,
                       WORKSPACE_MISMATCH<buffers, Option, cure::pass_the_batch_workspace_that_is_needed>>>{};
        else if constexpr (is_answers_option::value<Option>)
            return std::type_identity<unless<has_one_for_each<Option, Samples, is_exactly<Answer>>(),
                                             ANSWERS_MISMATCH<of_type<Answer, elements<Samples>>,
                                                              typename decltype(extent_facts<Option, extent>())::type,
                                                              cure::pass_one_answer_for_each_sample>>>{};
        else if constexpr (std::is_void_v<Rules>)
            return std::type_identity<OPTION_NOT_KNOWN<Option, needs::a_batch_workspace_or_answers,
                                                       cure::remove_it_or_write_it_for_explain_batch>>{};
        else if constexpr (class_numbers<Option>)
            return std::type_identity<unless<has_one_for_each<Option, Samples, is_class_number>(),
                                             TARGET_MISUSED<typename decltype(extent_facts<Option, extent>())::type,
                                                            needs::one_class_for_each_of_the_samples<Samples>,
                                                            cure::pass_an_array_or_a_span_of_static_extent>>>{};
        else
            return std::type_identity<typename option_mistake<Net, Rules, T, Option>::type>{};
    }
    template<class... Options>
    using mistake = first_mistake_t<
        typename decltype(find_mistake<Options>())::type...,
        unless<!given_twice<is_batch_target_option, Options...> && !given_twice<is_kept_option, Options...> &&
                   !given_twice<is_batch_workspace_option, Options...> && !given_twice<is_answers_option, Options...>,
               OPTION_GIVEN_TWICE<needs::each_option_at_most_once,
                                  cure::remove_one_or_write_one_keep_of_all_boundaries>>>;

    /// Calls `run(buffers, pointers to new answers)` with what the caller brings or with its own; returns its own answers.
    template<class Run, class... Options>
    static constexpr auto run(Run const& run, Options&... options) {
        if constexpr ((... || is_answers_option::value<Options>)) {
            auto& answers = pick<is_answers_option>(keep<>, options...);
            for (size_t n = 0; n < Samples; ++n) renew(std::data(answers) + n);
            with_buffers<0>(run, answers, options...);
        } else {
            std::array<Answer, Samples> answers;
            with_buffers<sizeof(answers)>(run, answers, options...);
            return answers;
        }
    }

private:
    /// `OnStack`: the bytes of the answers, where they are there.
    template<size_t OnStack, class Run, class Answers, class... Options>
    static constexpr void with_buffers(Run const& run, Answers& answers, Options&... options) {
        std::array<Answer*, Samples> pointers{};
        for (size_t n = 0; n < Samples; ++n) pointers[n] = std::data(answers) + n;
        if constexpr ((... || is_batch_workspace<Options>)) {
            run(pick<is_batch_workspace_option>(keep<>, options...).values.data(), pointers);
        } else {
            static_assert(sizeof(reject<stack_mistake<buffers::bytes + OnStack>>));
            buffers own;
            run(own.values.data(), pointers);
        }
    }
};

}  // namespace detail
}  // namespace constexplain
