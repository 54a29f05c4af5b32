#pragma once
/// What becomes one function of the passes of a network.
namespace constexplain::detail {

/// Of a small network a call, and what registers hold before it, count. Of others each part has a function of its own, whose
/// stack the other parts do not need.
template<class Net>
struct inlining {
    static constexpr bool is_small = Net::cost.macs <= 8192;

    /// A part of a pass: in the function that calls it where the network is small.
    template<class F>
    [[gnu::always_inline]] static constexpr void part(F const& f) {
        if constexpr (is_small)
            f();
        else
            apart(f);
    }
    /// A layer: the same, but where the network is not small the compiler decides.
    template<class F>
    [[gnu::always_inline]] static constexpr void layer(F const& f) {
        if constexpr (is_small)
            f();
        else
            where_it_decides(f);
    }

private:
    template<class F>
    [[gnu::noinline]] static constexpr void apart(F const& f) {
        f();
    }
    template<class F>
    static constexpr void where_it_decides(F const& f) {
        f();
    }
};

}  // namespace constexplain::detail
