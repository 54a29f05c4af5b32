#pragma once
/// From the list of layers to shapes, domains and memory orders, in one pass over the pack.
#include <constexplain/layer/layer.hpp>

namespace constexplain::detail {

/// What is known at each of the N + 1 boundaries; `bad` is the first layer that does not fit, N if all do.
template<size_t N>
struct inferred {
    std::array<boundary, N + 1> at{};
    size_t bad = N;
    problem why = problem::none;
};

template<class Input, class... Layers>
constexpr auto infer() {
    inferred<sizeof...(Layers)> result;
    result.at[0] = Input::out();
    // After a mistake shapes stay unknown, and unknown equals anything: no error follows from an error.
    for (size_t k = 1; k <= sizeof...(Layers); ++k) result.at[k].extents.unknown = true;
    size_t k = 0;
    auto const advance = [&]<class L>(std::type_identity<L>) {
        if (result.why != problem::none) return;
        boundary const& in = result.at[k];
        result.why = L::check(in.extents);
        if (result.why != problem::none) {
            result.bad = k;
            return;
        }
        result.at[++k] = {L::out(in.extents), L::values(in.values), L::order(in)};
    };
    (advance(std::type_identity<Layers>{}), ...);
    return result;
}

template<class Input, class... Layers>
struct inference {
    static constexpr auto value = infer<Input, Layers...>();
};

/// Names the facts of a shape mistake; its arguments are the facts only, since compilers print them all.
template<class Where, class Needs, class Given, class Cure>
struct reject_shape {
    static_assert(sizeof(SHAPE_MISMATCH<Where, Needs, Given, Cure>));
};

template<class Inference, size_t Index>
struct shape_before {
    static constexpr shape value = Inference::value.at[Index].extents;
};

template<size_t Bad, class Inference, class... Layers>
struct shape_verdict {
    using culprit = unnamed_t<meta::at<Bad, Layers...>>;
    using told = complaint<Inference::value.why, culprit>;
    using type = reject_shape<layer<Bad, culprit>, typename told::needs_,
                              given_as<shape_before<Inference, Bad>>, typename told::cure_>;
};
template<class Inference, class... Layers>
struct shape_verdict<sizeof...(Layers), Inference, Layers...> {
    using type = char;
};

}  // namespace constexplain::detail
