#include "importer/write_header.hpp"

#include "importer/spelling.hpp"

#include <algorithm>
#include <array>
#include <ostream>

namespace constexplain::importer {

namespace {

constexpr std::array rules_of_library{"epsilon_plus",
                                      "epsilon_plus_flat",
                                      "epsilon_gamma_box",
                                      "epsilon_alpha2_beta1",
                                      "epsilon_alpha2_beta1_flat",
                                      "gradient",
                                      "gradient_times_input",
                                      "guided_backprop",
                                      "deconvnet",
                                      "excitation_backprop",
                                      "deep_taylor",
                                      "deep_taylor_box",
                                      "deep_taylor_w_square",
                                      "deep_taylor_z_plus"};

/// Lines of a type list, each with a remark behind it.
class list_writer {
public:
    explicit list_writer(network const& net) : net_(net) {
        for (size_t k = 0; k < net.order.size(); ++k) place_of_[net.order[k].layer] = k;
    }

    void add(std::string text, size_t level, std::string remark = {}) {
        lines_.push_back({std::string(4 * level, ' ') + std::move(text), std::move(remark)});
    }
    void add_row(sequence const& row, size_t level) {
        for (size_t k = 0; k < row.size(); ++k) add_element(row[k], level, k + 1 < row.size());
    }
    void write(std::ostream& out) const {
        size_t column = 0;
        for (auto const& [text, remark] : lines_)
            if (!remark.empty()) column = std::max(column, std::min<size_t>(text.size(), 90));
        for (auto const& [text, remark] : lines_) {
            out << text;
            if (!remark.empty()) out << std::string(column - std::min(column, text.size()), ' ') << "  // " << remark;
            out << "\n";
        }
    }

private:
    void add_element(element const& each, size_t level, bool has_next) {
        layer const& here = net_.graph.layers[each.layer];
        std::string const comma = has_next ? "," : "", shape = shape_text(here.shape);
        if (each.branches.empty()) {
            std::string const& name = net_.names[place_of_.at(each.layer)];
            std::string const type = type_of(here);
            add((name.empty() ? type : "named<\"" + name + "\", " + type + ">") + comma, level, shape);
            return;
        }
        add(std::holds_alternative<sum_layer>(here.op) ? "residual<" : "parallel<", level);
        for (size_t k = 0; k < each.branches.size(); ++k) {
            std::string const next = k + 1 < each.branches.size() ? "," : "";
            if (each.branches[k].empty()) {
                add("branch<>" + next, level + 1);
                continue;
            }
            add("branch<", level + 1);
            add_row(each.branches[k], level + 2);
            add(">" + next, level + 1);
        }
        add(">" + comma, level, shape);
    }

    struct line {
        std::string text, remark;
    };
    network const& net_;
    std::map<size_t, size_t> place_of_;
    std::vector<line> lines_;
};

std::string input_type(network const& net, options const& wanted) {
    std::string text = net.graph.layers[0].steps_first ? "sequence<" : "input<";
    extents const& shape = net.graph.layers[0].shape;
    for (size_t k = 0; k < shape.size(); ++k) text.append(k > 0 ? ", " : "").append(std::to_string(shape[k]));
    text += ">";
    if (wanted.domain)
        return text + "::within<" + decimal(wanted.domain->first) + ", " + decimal(wanted.domain->second) + ">";
    return text + (wanted.non_negative ? "::non_negative" : "");
}

/// What stands at the top of each generated file. The source's name is text from outside.
void write_origin(std::ostream& out, network const& net, std::string_view what) {
    out << "// " << what << ", made by constexplain-import from\n//   "
        << constexplain::detail::printable(net.source, 200) << "\n//   SHA-256 " << net.source_sha256
        << "\n// Import it again rather than editing this file.\n";
}

/// Names of C++ from names of layers.
std::string identifier(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    return name;
}

std::string symbol(network const& net) {
    return "constexplain_" + net.name + "_" + hexadecimal(net.fingerprint).substr(2);
}

/// A literal that is exactly this float.
std::string literal(float v) {
    std::array<char, 64> text{};
    int const size = std::snprintf(text.data(), text.size(), "%.9g", static_cast<double>(v));
    std::string result(text.data(), static_cast<size_t>(size));
    if (result.find_first_of(".e") == std::string::npos) result += ".0";
    return result + "F";
}

}  // namespace

bool is_rule_set(std::string_view name) {
    return std::find(rules_of_library.begin(), rules_of_library.end(), name) != rules_of_library.end();
}

std::string rule_sets() {
    std::string text;
    for (auto const* name : rules_of_library) text.append(text.empty() ? "" : ", ").append(name);
    return text;
}

void write_header(std::ostream& out, network const& net, options const& wanted) {
    write_origin(out, net, "A network");
    out << "#pragma once\n\n#include <constexplain.hpp>\n\nnamespace constexplain::imported {\n\n";
    out << "/// " << shape_text(net.graph.layers[0].shape) << " to " << shape_text(net.output()) << ", "
        << net.parameters() << " parameters.\n";
    if (!net.input_note.empty()) out << "/// The input: " << net.input_note << ".\n";
    out << "struct " << net.name << "\n";
    list_writer list(net);
    list.add(": network<", 1);
    list.add(input_type(net, wanted) + ",", 3);
    list.add_row(net.structure, 3);
    list.add("> {};", 2);
    list.write(out);
    bool const is_sequence = net.graph.layers[net.graph.output].steps_first;
    out << "\nstatic_assert(" << net.name << "::output == shape" << (is_sequence ? "::sequence(" : "{");
    for (size_t k = 0; k < net.output().size(); ++k) out << (k > 0 ? ", " : "") << net.output()[k];
    out << (is_sequence ? "));\n" : "});\n");
    out << "// The signature, and so the fingerprint, is what parameter files are recognised by.\n";
    out << "static_assert(" << net.name << "::fingerprint == " << hexadecimal(net.fingerprint) << "ULL);\n";
    if (!wanted.rules.empty())
        out << "\nusing " << net.name << "_rules = " << wanted.rules << ";\nstatic_assert(admissible<" << net.name
            << ", " << net.name << "_rules>);\n";
    out << "\n}  // namespace constexplain::imported\n\nusing constexplain::imported::" << net.name << ";\n";
    if (!wanted.rules.empty()) out << "using constexplain::imported::" << net.name << "_rules;\n";
}

void write_arrays_header(std::ostream& out, network const& net) {
    write_origin(out, net, "The parameters of a network as constants");
    out << "#pragma once\n\n#include \"" << net.name
        << ".hpp\"\n\n#include <array>\n\nnamespace constexplain::imported {\n\n"
        << "struct " << net.name << "_arrays {\n";
    std::vector<std::string> names;
    for (size_t k = 0; k < net.order.size(); ++k)
        for (auto const& array : arrays_of(net.at(k), net.shape_before(k))) {
            names.push_back(identifier(net.names[k]) + "_" + array.role);
            out << "    /// " << shape_text(array.dims) << "\n    static constexpr std::array<float, "
                << array.elements.size() << "> " << names.back() << "{";
            for (size_t j = 0; j < array.elements.size(); ++j)
                out << (j == 0 ? "" : ",") << (j % 10 == 0 ? "\n        " : " ") << literal(array.elements[j]);
            out << "};\n";
        }
    out << "};\n\n/// The model of these parameters; a constant where the compiler's limits allow it.\nconstexpr auto "
        << net.name << "_model() {\n    using all = " << net.name << "_arrays;\n    return make_model<" << net.name
        << ">(";
    for (size_t k = 0; k < names.size(); ++k) out << (k == 0 ? "" : ", ") << "all::" << names[k];
    out << ");\n}\n\n}  // namespace constexplain::imported\n\nusing constexplain::imported::" << net.name
        << "_arrays;\nusing constexplain::imported::" << net.name << "_model;\n";
}

void write_embedded_header(std::ostream& out, network const& net) {
    write_origin(out, net, "The parameters of a network, embedded in the program");
    out << "#pragma once\n\n#include <cstddef>\n#include <cstdint>\n\nextern \"C\" std::byte const " << symbol(net)
        << "[];\n\n"
        << "/// All arrays as float32, one after the other in the order of the layers: `embedded<" << net.name << ">("
        << net.name << "_weights{})`.\n"
        << "struct " << net.name
        << "_weights {\n    static constexpr std::uint64_t fingerprint = " << hexadecimal(net.fingerprint)
        << "ULL;\n    static constexpr std::size_t bytes = " << 4 * net.parameters()
        << ";\n    static std::byte const* data() { return " << symbol(net) << "; }\n};\n";
}

void write_embedded_assembly(std::ostream& out, network const& net, std::string const& file, size_t skip) {
    std::string const name = symbol(net);
    out << "/* The parameters of " << net.name << ", behind the header of " << file
        << ". Assemble with -I for its folder. */\n"
        << "    .section .rodata\n    .globl " << name << "\n    .type " << name << ", %object\n    .balign 64\n"
        << name << ":\n    .incbin \"" << file << "\", " << skip << ", " << 4 * net.parameters() << "\n    .size "
        << name << ", " << 4 * net.parameters() << "\n    .section .note.GNU-stack, \"\", %progbits\n";
}

}  // namespace constexplain::importer
