#pragma once
/// Filling a model from arrays that are found by name, whatever they are stored in.
#include <constexplain/parameters/error.hpp>
#include <constexplain/parameters/make_model.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace constexplain {

/// Where arrays are read from by name: `read(name, needed shape, elements)` fills the elements or throws.
template<class Source, class T>
concept parameter_source = requires(Source& source, std::string const& name, std::span<size_t const> needed,
                                    std::span<T> elements) { source.read(name, needed, elements); };

/// A source whose arrays may lie in memory already: `view` gives an array's first element, or null where it must be
/// read; `release` says that these bytes of it, or all of it, will not be looked at again.
template<class Source, class T>
concept mapped_parameter_source =
    parameter_source<Source, T> && requires(Source& source, std::string const& name, std::span<size_t const> needed) {
        { source.template view<T>(name, needed) } -> std::same_as<T const*>;
        source.release(name);
        source.release(std::span<std::byte const>{});
    };

namespace detail {

/// How many numbers are given back together: each time costs a call of the system.
inline constexpr size_t released_at_a_time = size_t{1} << 20;

/// Throws if a variance of batch normalisation is negative.
template<class T>
void require_variances(parameter_array const& array, std::string const& name, T const* values) {
    if (array.role != "running_var") return;
    for (size_t k = 0; k < array.extents.count(); ++k)
        if (values[k] < T(0))
            throw value_out_of_range({"parameters", name},
                                     std::to_string(values[k]) + " as element " + std::to_string(k),
                                     "variances of at least 0");
}

/// Packs one layer of a source. Its arrays are copied only where they cannot be used in place.
template<class Node, class T, class Source>
void pack_from(Source& source, T* packed) {
    using P = layer_parameters<Node>;
    std::array<std::vector<T>, P::arrays.size()> copies;
    std::array<T const*, P::arrays.size()> from{};
    for (size_t k = 0; k < P::arrays.size(); ++k) {
        shape const& extents = P::arrays[k].extents;
        std::span<size_t const> const needed(extents.extents.data(), extents.rank);
        if constexpr (mapped_parameter_source<Source, T>) from[k] = source.template view<T>(P::name(k), needed);
        if (from[k] != nullptr) continue;
        copies[k].resize(extents.count());
        source.read(P::name(k), needed, std::span<T>(copies[k]));
        from[k] = copies[k].data();
    }
    for (size_t k = 0; k < P::arrays.size(); ++k) require_variances(P::arrays[k], P::name(k), from[k]);
    if constexpr (mapped_parameter_source<Source, T>) {
        // The largest array is the first one, and may be larger than everything else.
        size_t released = 0;
        pack_layer<Node>(packed, from, [&](size_t count) {
            if (!copies[0].empty() || count - released < released_at_a_time) return;
            source.release(std::as_bytes(std::span(from[0] + released, count - released)));
            released = count;
        });
        for (size_t k = 0; k < P::arrays.size(); ++k) source.release(P::name(k));
    } else {
        pack_layer<Node>(packed, from);
    }
}

/// The names of all arrays of a network.
template<class Net>
std::vector<std::string> array_names() {
    std::vector<std::string> names;
    [&]<class... Nodes>(meta::list<Nodes...>) {
        (
            [&] {
                for (size_t k = 0; k < layer_parameters<Nodes>::arrays.size(); ++k)
                    names.push_back(layer_parameters<Nodes>::name(k));
            }(),
            ...);
    }(parameter_nodes<Net>{});
    return names;
}

// Appends only: g++ 12 warns falsely about `"..." + string` (GCC bug 105651).
inline std::string in_quotes(std::string_view text) {
    std::string result(1, '"');
    result.append(text);
    result += '"';
    return result;
}

/// Throws unless a file was made for the network: `found` is the signature in it, where it has one. `entry` is what
/// holds the signature in such a file, and `cure` how it gets there.
template<class Net>
void require_signature(std::optional<std::string> const& found, std::string const& file, std::string_view entry,
                       std::string_view cure) {
    if (!found)
        throw fingerprint_mismatch({file}, std::string("no ").append(entry),
                                   "the network's signature, " + in_quotes(Net::signature), cure);
    if (*found != Net::signature)
        throw fingerprint_mismatch({file, "network"}, in_quotes(printable(*found, 1000)), in_quotes(Net::signature),
                                   "load the file that was made for this network");
}

/// Throws if one of a file's arrays is none of the network's.
template<class Net>
void require_only_arrays(std::vector<std::string> const& found, std::string const& file) {
    auto const known = array_names<Net>();
    for (auto const& name : found)
        if (std::find(known.begin(), known.end(), name) == known.end())
            throw surplus_array({file, printable(name)}, "an array that the network does not have",
                                "only the network's own arrays");
}

}  // namespace detail

/// Fills a model from a source of arrays: `<layer>.weight` as [out][in / groups][h][w] or [out][in], `<layer>.bias`
/// as [out], and so on, where <layer> is the layer's name or its index in the list (as in PyTorch's Sequential).
template<static_network Net, class T = float, class Source>
    requires parameter_source<std::remove_reference_t<Source>, T>
[[nodiscard]] model<Net, T> load_from(Source&& source) {
    owned_parameters<T, parameter_layout<Net, T>::total> packed;
    [&]<class... Nodes>(meta::list<Nodes...>) {
        (detail::pack_from<Nodes>(source, packed.data()), ...);
    }(parameter_nodes<Net>{});
    return model<Net, T>(std::move(packed));
}

}  // namespace constexplain
