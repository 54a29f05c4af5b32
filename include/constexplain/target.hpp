#pragma once
/// What an explanation explains: the arg-max, a class, the difference of two classes, or a given vector.
#include <constexplain/kernel/elements.hpp>
#include <constexplain/kernel/largest.hpp>
#include <constexplain/meta/diagnostics.hpp>
#include <constexplain/shape/geometry.hpp>
#include <constexplain/tensor/extent.hpp>

#include <limits>

namespace constexplain {

/// Says that no one class is explained.
inline constexpr size_t no_class = std::numeric_limits<size_t>::max();

namespace detail {

struct target_tag {
    static constexpr bool is_one_class = false;
};

/// Reads `Count` logits and writes start relevance, all of it, by the users' element numbers. `HasRoom`: see
/// `kernels::set_only`.
template<class T, memory_order Order, class Engine, size_t Count, bool HasRoom>
struct logits_view {
    T const* logits;
    T* start;
    bool from_one;

    static constexpr size_t count = Count;
    static constexpr bool holds_sets = is_set<T>;

    [[nodiscard]] constexpr T score(size_t k) const { return logits[Order.place_of(k)]; }
    constexpr void clear() const {
        for (size_t k = 0; k < count; ++k) start[k] = T(0);
    }
    constexpr void set(size_t k, T value) const { start[Order.place_of(k)] = value; }
    /// Sets the start to the score, or to 0 and the score where only some of a set's numbers ask for it.
    template<class Condition = bool>
    constexpr void set_score(size_t k, bool negated = false, Condition condition = true) const {
        T const value = start_of(k);
        set(k, kernels::choose(condition, negated ? T(-value) : value, T(0)));
    }
    /// The score, and 0 elsewhere.
    constexpr void set_only_score(size_t k) const {
        kernels::set_only<Engine, Count, HasRoom>(start, Order.place_of(k), start_of(k));
    }

private:
    [[nodiscard]] constexpr T start_of(size_t k) const { return from_one ? T(1) : score(k); }
};

}  // namespace detail

/// A target of an explanation. Where `is_one_class`, relevance starts from no element but the one that `start` returns, and is its
/// score there (or 1), unless the numbers are sets.
template<class T>
concept explanation_target = std::is_base_of_v<detail::target_tag, T>;

/// The class with the largest logit (the first one on a tie). The default. Of intervals, every class that may have it.
struct arg_max_target : detail::target_tag {
    static constexpr bool is_one_class = true;
    static constexpr size_t least_classes = 1;
    template<class View>
    constexpr size_t start(View const& view) const {
        auto const score = [&](size_t k) { return view.score(k); };
        if constexpr (View::holds_sets) {
            view.clear();
            return kernels::first_largest(view.count, no_class, score,
                                          [&](size_t k, auto is_it) { view.set_score(k, false, is_it); });
        } else {
            size_t const found = kernels::first_largest(view.count, no_class, score, [](size_t, auto) {});
            view.set_only_score(found);
            return found;
        }
    }
    [[nodiscard]] static constexpr bool exists(size_t) { return true; }
};
inline constexpr arg_max_target arg_max{};

/// A class known when the program is compiled: `class_<3>`. One that does not exist does not compile.
template<size_t Class>
struct class_constant : detail::target_tag {
    static constexpr bool is_one_class = true;
    static constexpr size_t least_classes = Class + 1;
    template<class View>
    constexpr size_t start(View const& view) const {
        view.set_only_score(Class);
        return Class;
    }
    [[nodiscard]] static constexpr bool exists(size_t) { return true; }
};
template<size_t Class>
inline constexpr class_constant<Class> class_{};

/// A class known at run time; one that does not exist gives `status::class_out_of_range`.
struct class_index : detail::target_tag {
    static constexpr bool is_one_class = true;
    size_t index;
    constexpr explicit class_index(size_t k) : index(k) {}
    static constexpr size_t least_classes = 1;
    template<class View>
    constexpr size_t start(View const& view) const {
        view.set_only_score(index);
        return index;
    }
    [[nodiscard]] constexpr bool exists(size_t classes) const { return index < classes; }
};

/// Why class For rather than class Against: starts from the first logit and minus the second.
template<size_t For, size_t Against>
struct class_difference : detail::target_tag {
    static_assert(
        sizeof(detail::reject<
               detail::unless<For != Against, TARGET_MISUSED<class_difference, needs::two_different_classes,
                                                             cure::write_the_class_for_and_the_class_against>>>));
    static constexpr size_t least_classes = (For > Against ? For : Against) + 1;
    template<class View>
    constexpr size_t start(View const& view) const {
        view.clear();
        view.set_score(For);
        view.set_score(Against, true);
        return no_class;
    }
    [[nodiscard]] static constexpr bool exists(size_t) { return true; }
};
template<size_t For, size_t Against>
inline constexpr class_difference<For, Against> difference{};

/// The same for classes known at run time: `difference_of(3, 5)`. Both must exist, and differ.
struct difference_of : detail::target_tag {
    size_t wanted;
    size_t against;
    constexpr difference_of(size_t f, size_t a) : wanted(f), against(a) {}
    static constexpr size_t least_classes = 1;
    template<class View>
    constexpr size_t start(View const& view) const {
        view.clear();
        view.set_score(wanted);
        view.set_score(against, true);
        return no_class;
    }
    [[nodiscard]] constexpr bool exists(size_t classes) const {
        return wanted < classes && against < classes && wanted != against;
    }
};

/// Start relevance given element by element. Holds a reference to the range, which must outlive the call.
template<class Range>
struct start_vector : detail::target_tag {
    Range const& values;
    constexpr explicit start_vector(Range const& v) : values(v) {}
    static constexpr size_t least_classes = 1;
    template<class View>
    constexpr size_t start(View const& view) const {
        for (size_t k = 0; k < view.count; ++k) view.set(k, std::data(values)[k]);
        return no_class;
    }
    [[nodiscard]] static constexpr bool exists(size_t) { return true; }
};

namespace detail {
/// One target for all samples of a batch.
template<class Target>
struct same_target {
    Target target;
    constexpr Target const& operator()(size_t) const { return target; }
};
}  // namespace detail

/// Relevance at boundaries of the network to keep in the explanation: `keep<3>` is the relevance of layer 3's
/// input, `keep<Net::depth>` the output's.
template<size_t... Boundaries>
struct kept_boundaries {};
template<size_t... Boundaries>
inline constexpr kept_boundaries<Boundaries...> keep{};

}  // namespace constexplain
