#pragma once
/// How a layer is written: as a type in a header, in the network's signature, and as arrays in a parameter file.
#include "importer/layers.hpp"

namespace constexplain::importer {

/// The layer's type without a name: `conv2d<16, kernel<3>, padding<1>>`. Sums and concatenations have none.
std::string type_of(layer const& here);

/// What the layer's description writes in the network's signature; `in` is the shape before it.
std::string signature_of(layer const& here, extents const& in);

/// One array of a layer as it is stored.
struct stored_array {
    std::string role;  ///< its name behind the layer's: "weight"
    extents dims;
    std::vector<float> elements;
};

/// The layer's arrays in the library's order.
std::vector<stored_array> arrays_of(layer const& here, extents const& in);

/// The number of their elements, without making them.
size_t parameter_count(layer const& here);

/// The shortest decimal number that is this one.
std::string decimal(double number);

/// `28 x 28`
std::string shape_text(extents const& dims);

}  // namespace constexplain::importer
