#pragma once
/// The table of a network: shape, parameters, multiply-accumulates and domain of each layer, as text.
#include <constexplain/network/network.hpp>

#include <string>

namespace constexplain {

namespace detail {
template<class Write>
std::string text_of(Write const& write) {
    meta::text_writer counter;
    write(counter);
    std::string text(counter.size(), ' ');
    meta::text_writer writer(text.data());
    write(writer);
    return text;
}
inline std::string right(std::string text, size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}
inline std::string left(std::string text, size_t width) {
    return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}
}  // namespace detail

/// One line for the input, one for each layer, one of totals.
template<static_network Net>
std::string table() {
    using detail::left;
    using detail::right;
    auto const line = [](std::string index, std::string what, std::string extents, std::string parameters,
                         std::string macs, std::string values) {
        return right(index, 4) + "  " + left(what, 58) + left(extents, 14) + right(parameters, 12) + right(macs, 14) +
               "  " + values + "\n";
    };
    auto const extents = [](size_t k) { return detail::text_of([&](auto& t) { t << Net::shapes[k]; }); };
    auto const values = [](size_t k) {
        domain const d = Net::domains[k];
        return detail::text_of([&](auto& t) { t << "[" << d.low << ", " << d.high << "]"; });
    };
    std::string text = line("", "layer", "output", "parameters", "MACs", "values");
    text +=
        line("", detail::text_of([](auto& t) { Net::input_description::write(t); }), extents(0), "", "", values(0));
    for_each_node<Net>([&](auto here) {
        using node_type = decltype(here);
        using L = typename node_type::layer_type;
        std::string what = detail::text_of([](auto& t) { L::write(t, node_type::in.extents); });
        what += detail::text_of([](auto& t) { Net::write_sources(t, node_type::index); });
        if (!node_type::name.empty()) what = std::string(node_type::name) + ": " + what;
        text += line(std::to_string(node_type::index), what, extents(node_type::index + 1),
                     std::to_string(detail::parameter_count<L>(node_type::in.extents)),
                     std::to_string(L::multiply_accumulates(node_type::in.extents)), values(node_type::index + 1));
    });
    text += line("", "total", "", std::to_string(Net::cost.parameters), std::to_string(Net::cost.macs), "");
    text += "      parameters " + std::to_string(Net::cost.parameter_bytes) + " bytes, workspace to predict " +
            std::to_string(Net::cost.workspace_bytes) + " bytes, to explain " +
            std::to_string(Net::cost.explain_workspace_bytes) + " bytes (4-byte floats)\n";
    return text;
}

}  // namespace constexplain
