// Two networks, or two rule sets, with the same parameters, inputs and start.
#pragma once

#include "laws/check.hpp"

namespace laws {

template<class Rule>
struct all : rules<on<linear_layers, Rule>> {};

/// Explanations of two networks under two rule sets, with the same parameters, inputs and start.
template<class Net, class Rules, class OtherNet, class OtherRules, class T, class F>
void compare(F check) {
    INFO(Net::signature);
    support::numbers source(21);
    auto const raw = support::random_parameters<Net, T>(source);
    support::raw_parameters<OtherNet, T> other_raw{raw.weight, raw.bias};
    auto const x = inputs<Net, T>(source);
    output_tensor<Net, T> s;
    source.fill(s);
    auto const a = support::bind_raw<Net, T>(raw).template explain<Rules>(x, start_vector(s));
    auto const b_ = support::bind_raw<OtherNet, T>(other_raw).template explain<OtherRules>(x, start_vector(s));
    REQUIRE(a.status == status::ok);
    REQUIRE(b_.status == status::ok);
    slow::values const wide_x(x.begin(), x.end()), wide_s(s.begin(), s.end());
    auto const scale = slow::propagate<node<Net, 0>>(
        slow::epsilon_rule(1e-6), raw.weight[0], raw.bias[0], wide_x, wide_s, [](size_t) { return 0.0; },
        [](size_t) { return 0.0; });
    check(a, b_, scale);
}

inline constexpr auto equal = [](auto const& a, auto const& other, auto const&) {
    CHECK(a.relevance.values == other.relevance.values);
    CHECK(a.ledger.absorbed == other.ledger.absorbed);
};

}  // namespace laws
