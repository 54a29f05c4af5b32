#pragma once
/// Models whose parameters are bytes in the program itself, as the importer embeds them.
#include <constexplain/parameters/load_from.hpp>
#include <constexplain/parameters/safetensors_values.hpp>

namespace constexplain {

/// What a generated header describes: `fingerprint` of the network that the parameters were made for, the number of
/// `bytes`, and `data()`: all arrays as little-endian float32, row-major, one right after the other in the order of
/// the layers, within a layer in the order of `layer_parameters<node>::arrays` (weight before bias).
template<class Weights>
concept embedded_weights = requires {
    { Weights::fingerprint } -> std::convertible_to<std::uint64_t>;
    { Weights::bytes } -> std::convertible_to<size_t>;
    { Weights::data() } -> std::convertible_to<std::byte const*>;
};

namespace detail {

/// Facts of a message.
template<std::uint64_t Fingerprint>
struct made_for;
template<size_t Count>
struct bytes_of_arrays;

template<class Net, class Weights, bool IsSound = is_sound_network<Net>()>
struct embedded_mistake {
    using type = PARAMETERS_MISUSED<Weights, needs::a_fingerprint_a_number_of_bytes_and_data,
                                    cure::pass_the_struct_of_the_generated_header_as_in_lenet_weights>;
};
template<class Net, class Weights>
struct embedded_mistake<Net, Weights, false> {
    using type = not_a_network<Net>;
};
template<class Net, embedded_weights Weights>
struct embedded_mistake<Net, Weights, true> {
    static constexpr size_t needed = sizeof(float) * Net::cost.parameters;
    using type = first_mistake_t<
        unless<
            Net::fingerprint == Weights::fingerprint,
            STALE_PARAMETERS<Net, needs::parameters_of_fingerprint<Net::fingerprint>, made_for<Weights::fingerprint>,
                             cure::import_the_network_again_or_name_the_one_that_they_were_made_for>>,
        unless<needed == Weights::bytes,
               PARAMETER_MISMATCH<Net, bytes_of_arrays<needed>, bytes_of_arrays<Weights::bytes>,
                                  cure::write_all_arrays_as_float32_in_the_order_of_the_layers>>>;
};

/// Gives the arrays in their order, whatever they are called.
class arrays_in_order {
public:
    explicit arrays_in_order(std::byte const* data) : next_(data) {}

    template<class T>
    void read(std::string const&, std::span<size_t const>, std::span<T> elements) {
        for (T& element : elements) {
            element = static_cast<T>(little_endian<float>(next_));
            next_ += sizeof(float);
        }
    }
    template<class T>
    T const* view(std::string const&, [[maybe_unused]] std::span<size_t const> needed) {
        if constexpr (std::is_same_v<T, float>)
            if (stands_as<float>("F32", next_)) {
                auto const* const start = reinterpret_cast<float const*>(next_);
                size_t count = 1;
                for (size_t extent : needed) count *= extent;
                next_ += sizeof(float) * count;
                return start;
            }
        return nullptr;
    }
    void release(std::string const&) {}
    void release(std::span<std::byte const>) {}

private:
    std::byte const* next_;
};

}  // namespace detail

/// A model of parameters that the program carries: `auto const net = embedded<lenet>(lenet_weights{})`. They are
/// packed once, into a buffer that the model owns; nothing is opened. Parameters that were made for another network
/// do not compile: STALE_PARAMETERS.
template<class Network, class T = float, class Weights>
[[nodiscard]] auto embedded(Weights) {
    using mistake = typename detail::embedded_mistake<Network, Weights>::type;
    using made = model<Network, T>;
    using storage = owned_parameters<typename made::scalar_type, made::layout::total>;
    if constexpr (!detail::is_sound_network<Network>() || !std::is_same_v<T, typename made::scalar_type>) {
        return made(storage{});  // the network's or the model's own mistake is the one that is told
    } else if constexpr (std::is_void_v<mistake>) {
        return load_from<Network, T>(detail::arrays_in_order(Weights::data()));
    } else {
        static_assert(sizeof(detail::reject<mistake>));
        return made(storage{});
    }
}

}  // namespace constexplain
