/// constexplain-import: from an ONNX file to a header with the network and a file with its parameters.
#include "importer/names.hpp"
#include "importer/spelling.hpp"
#include "importer/write_files.hpp"
#include "importer/write_header.hpp"

#include <CLI/CLI.hpp>

#include <charconv>
#include <iostream>

namespace {

using namespace constexplain::importer;

[[noreturn]] void refuse_option(std::string const& option, std::string_view found, std::string_view needed) {
    throw import_error(failure::invalid_option, option, found, needed);
}

/// `NAME=NUMBER`
void add_dimension(options& wanted, std::string const& text) {
    auto const at = text.rfind('=');
    std::size_t number = 0;
    char const* end = text.data() + text.size();
    auto const parsed = at == std::string::npos ? end : std::from_chars(text.data() + at + 1, end, number).ptr;
    if (at == std::string::npos || at == 0 || parsed != end || number == 0)
        refuse_option("--dimension", in_quotes(text), "NAME=NUMBER with a number of at least 1");
    wanted.dimensions[text.substr(0, at)] = number;
}

/// A bound of the domain.
double bound(std::string const& text) {
    double value = 0;
    char const* const end = text.data() + text.size();
    auto const [parsed, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || parsed != end || !(value - value == 0))
        refuse_option("--domain", in_quotes(text), "two finite numbers");
    return value;
}

std::string struct_name(std::filesystem::path const& model) {
    std::string name;
    for (char const c : model.stem().string())
        name += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ? c : '_';
    return name;
}

int run(std::filesystem::path const& model, std::filesystem::path const& folder, options& wanted) {
    if (wanted.name.empty()) wanted.name = struct_name(model);
    if (!is_struct_name(wanted.name))
        refuse_option("--name", in_quotes(wanted.name),
                      "letters, digits and _, beginning with a letter, no word of C++ or of the library");
    if (!wanted.rules.empty() && !is_rule_set(wanted.rules))
        refuse_option("--rules", in_quotes(wanted.rules), "one of " + rule_sets());
    network const net = import_file(model, wanted);
    for (auto const& path : write_files(folder, net, wanted)) std::cout << path.string() << "\n";
    std::cout << net.name << ": " << shape_text(net.graph.layers[0].shape) << " to " << shape_text(net.output())
              << ", " << net.order.size() << " layers, " << net.parameters() << " parameters, fingerprint "
              << hexadecimal(net.fingerprint) << "\n";
    if (!net.input_note.empty()) std::cout << "input: " << net.input_note << "\n";
    return 0;
}

}  // namespace

int main(int count, char** arguments) {
    CLI::App cli{"Translates an ONNX model to a header for constexplain and a file with its parameters."};
    options wanted;
    std::filesystem::path model, folder = ".";
    std::vector<std::string> dimensions, domain;
    bool embed = false, arrays = false;
    cli.add_option("model", model, "the ONNX file")->required();
    cli.add_option("--out", folder, "the folder for the generated files")->capture_default_str();
    cli.add_option("--name", wanted.name, "the struct's and the files' name; the model's file name if left out");
    cli.add_option("--dimension", dimensions, "a number for a dimension, as NAME=NUMBER or INPUT.AXIS=NUMBER");
    cli.add_option("--output", wanted.output, "the value of the model to end at");
    auto* const box = cli.add_option("--domain", domain, "bounds of the input's values: LOW HIGH")->expected(2);
    cli.add_flag("--non-negative", wanted.non_negative, "the input's values are at least 0")->excludes(box);
    cli.add_option("--rules", wanted.rules, "a rule set that must be admissible: " + rule_sets());
    cli.add_flag("--keep-batch-norm", wanted.keep_batch_norm, "leave batch normalisation as layers of their own");
    auto* const embedding = cli.add_flag("--embed", embed, "also an assembler file that embeds the parameters");
    cli.add_flag("--array", arrays, "also a header with the parameters as constants (small networks)")
        ->excludes(embedding);
    CLI11_PARSE(cli, count, arguments);
    try {
        for (auto const& text : dimensions) add_dimension(wanted, text);
        if (!domain.empty()) wanted.domain = {bound(domain[0]), bound(domain[1])};
        if (wanted.domain && wanted.domain->first > wanted.domain->second)
            refuse_option("--domain", domain[0] + " " + domain[1], "the low bound first");
        wanted.parameters = embed ? storage::embedded : arrays ? storage::arrays : storage::file;
        return run(model, folder, wanted);
    } catch (std::exception const& error) {
        std::cerr << "error: " << model.filename().string() << ": " << error.what() << "\n";
        return 1;
    }
}
