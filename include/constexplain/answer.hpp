#pragma once
/// What predict and explain return.
#include <constexplain/certificate.hpp>
#include <constexplain/relevance/ledger.hpp>
#include <constexplain/status.hpp>
#include <constexplain/target.hpp>
#include <constexplain/tensor/tensor.hpp>

#include <boost/hana/at.hpp>

#include <concepts>

namespace constexplain {

/// The scores of a network (its output, a tensor) and whether they can be trusted.
template<class Net, class T = float>
struct prediction : output_tensor<Net, T> {
    constexplain::status status = constexplain::status::ok;

    friend constexpr bool operator==(prediction const&, prediction const&) = default;

    /// The index of the largest score, the first one on a tie; `no_class` where intervals leave it open.
    [[nodiscard]] constexpr size_t arg_max() const {
        return kernels::first_largest(
            this->size(), no_class, [&](size_t k) { return (*this)[k]; }, [](size_t, auto) {});
    }
};
template<class Net, class T>
struct extent_of<prediction<Net, T>> : extent_of<output_tensor<Net, T>> {};

/// Scores, the relevance of each input element, and where the rest of the relevance went.
template<class Net, class T = float, class Kept = kept_boundaries<>>
struct explanation;

namespace detail {
/// Asks for an answer whose scores and relevance a pass writes: zeros would be written twice.
struct written_later {};
}  // namespace detail

template<class Net, class T, size_t... Kept>
struct explanation<Net, T, kept_boundaries<Kept...>> {
    prediction<Net, T> scores;
    input_tensor<Net, T> relevance;
    size_t target = no_class;  ///< the explained class, or `no_class`
    constexplain::ledger<Net, T> ledger{};
    constexplain::status status = constexplain::status::ok;
    constexplain::certificate certificate{};  ///< whether the map sums to the start and holds no negative relevance
    boost::hana::tuple<tensor_at<Net, Kept, T>...> kept{};

    /// All zeros.
    constexpr explanation() : scores{}, relevance{} {}
    template<std::same_as<detail::written_later> Tag>  // which {} is not
    constexpr explicit explanation(Tag) {}

    /// The relevance at a boundary that was asked for with `keep<...>`.
    template<size_t Boundary>
    [[nodiscard]] constexpr auto const& relevance_at() const {
        constexpr size_t place = meta::first_true((Kept == Boundary)...);
        static_assert(place < sizeof...(Kept), "relevance_at: ask for this boundary with keep<...>");
        if constexpr (place < sizeof...(Kept))
            return boost::hana::at_c<place>(kept);
        else
            return relevance;  // after the error above
    }
};

}  // namespace constexplain
