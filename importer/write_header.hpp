#pragma once
/// The generated headers.
#include "importer/network.hpp"

#include <iosfwd>

namespace constexplain::importer {

/// `NAME.hpp`: the struct, what must hold of it, and the rule set if one was asked for.
void write_header(std::ostream& out, network const& net, options const& wanted);

/// `NAME_arrays.hpp`: the parameters as constants, and the model of them.
void write_arrays_header(std::ostream& out, network const& net);

/// `NAME_embedded.hpp` and `NAME_embedded.S`: the parameters as bytes that an assembler includes from the parameter
/// file, whose header has `skip` bytes.
void write_embedded_header(std::ostream& out, network const& net);
void write_embedded_assembly(std::ostream& out, network const& net, std::string const& file, size_t skip);

/// The rule sets that `--rules` knows.
bool is_rule_set(std::string_view name);
std::string rule_sets();

}  // namespace constexplain::importer
