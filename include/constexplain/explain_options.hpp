#pragma once
/// The options of explain: which one is meant, and what is wrong with it.
#include <constexplain/explain.hpp>
#include <constexplain/tensor/extent.hpp>

namespace constexplain::detail {

template<class Net>
struct input_shape {
    static constexpr shape value = Net::input;
};

template<class T>
inline constexpr bool is_kept = false;
template<size_t... B>
inline constexpr bool is_kept<kept_boundaries<B...>> = true;
template<class T>
inline constexpr bool is_workspace = false;
template<class Net, class Rules, class T>
inline constexpr bool is_workspace<workspace<Net, Rules, T>> = true;

/// The first option that `Is` holds for, else the default.
template<class Is, class Default>
constexpr Default const& pick(Default const& fallback) {
    return fallback;
}
template<class Is, class Default, class First, class... Rest>
constexpr auto& pick(Default const& fallback, First& first, Rest&... rest) {
    if constexpr (Is::template value<std::remove_const_t<First>>)
        return first;
    else
        return pick<Is>(fallback, rest...);
}
/// An integer that counts, unlike a truth value or a character.
template<class T>
concept class_number =
    std::integral<T> && !std::is_same_v<T, bool> && !std::is_same_v<T, char> && !std::is_same_v<T, wchar_t> &&
    !std::is_same_v<T, char8_t> && !std::is_same_v<T, char16_t> && !std::is_same_v<T, char32_t>;
struct is_target_option {
    template<class T>
    static constexpr bool value = explanation_target<T> || class_number<T>;
};
struct is_kept_option {
    template<class T>
    static constexpr bool value = is_kept<T>;
};
struct is_workspace_option {
    template<class T>
    static constexpr bool value = is_workspace<T>;
};
template<class T>
constexpr auto as_target(T const& option) {
    if constexpr (class_number<T>)
        return class_index(std::in_range<size_t>(option) ? static_cast<size_t>(option) : no_class);
    else
        return option;
}

/// What is wrong with an option of explain; void where nothing is.
template<class Net, class Rules, class T, class Option>
struct option_mistake {
    static constexpr size_t classes = Net::shapes[Net::logits].count();
    static constexpr auto find() {
        if constexpr (explanation_target<Option>)
            return std::type_identity<
                unless<Option::least_classes <= classes,
                       CLASS_OUT_OF_RANGE<asked_for<Option::least_classes - 1>, needs::a_class_below<classes>,
                                          cure::count_classes_from_0>>>{};
        else if constexpr (class_number<Option>)
            return std::type_identity<void>{};
        else
            return std::type_identity<OPTION_NOT_KNOWN<Option, needs::a_target_or_keep_or_a_workspace,
                                                       cure::remove_it_or_write_a_target_such_as_class_3>>{};
    }
    using type = typename decltype(find())::type;
};
template<class Net>
struct logits_shape {
    static constexpr shape value = Net::shapes[Net::logits];
};
template<class Net, class Rules, class T, class Range>
struct option_mistake<Net, Rules, T, start_vector<Range>> {
    using range = passed<T, logits_shape<Net>, Range>;
    using type = unless<range::fits, START_MISMATCH<typename range::needed, typename range::found,
                                                    cure::pass_a_vector_of_one_element_for_each_logit>>;
};
template<class Net, class Rules, class T, size_t... B>
struct option_mistake<Net, Rules, T, kept_boundaries<B...>> {
    using type = first_mistake_t<
        unless<B <= Net::depth, BOUNDARY_OUT_OF_RANGE<asked_for<B>, needs::a_boundary_from_0_to<Net::depth>,
                                                      cure::count_boundaries_from_the_input_as_0>>...>;
};
template<class Net, class Rules, class T, class N, class R, class S>
struct option_mistake<Net, Rules, T, workspace<N, R, S>> {
    using type = unless<std::is_same_v<workspace<N, R, S>, workspace<Net, Rules, T>>,
                        WORKSPACE_MISMATCH<workspace<Net, Rules, T>, workspace<N, R, S>,
                                           cure::pass_workspace_of_this_network_and_these_rules_and_this_scalar>>;
};

template<class Is, class... Options>
inline constexpr bool given_twice = (size_t{0} + ... + size_t{Is::template value<Options>}) > 1;
template<class... Options>
using option_given_twice =
    unless<!given_twice<is_target_option, Options...> && !given_twice<is_kept_option, Options...> &&
               !given_twice<is_workspace_option, Options...>,
           OPTION_GIVEN_TWICE<needs::at_most_one_target_one_keep_and_one_workspace,
                              cure::remove_one_or_write_one_keep_of_all_boundaries>>;

}  // namespace constexplain::detail
