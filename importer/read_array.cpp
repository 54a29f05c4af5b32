#include "importer/read_array.hpp"

#include "importer/external_data.hpp"
#include "importer/limits.hpp"

#include <bit>
#include <charconv>
#include <cstring>

static_assert(std::endian::native == std::endian::little, "raw data of ONNX is little-endian");

namespace constexplain::importer {

namespace {

using onnx::TensorProto;

float from_half(std::uint16_t bits) {
    std::uint32_t const sign = std::uint32_t{bits & 0x8000U} << 16U, exponent = (bits >> 10U) & 31U;
    std::uint32_t fraction = bits & 0x3ffU;
    if (exponent == 31) return std::bit_cast<float>(sign | 0x7f800000U | fraction << 13U);
    if (exponent != 0) return std::bit_cast<float>(sign | (exponent + 112U) << 23U | fraction << 13U);
    float const small = static_cast<float>(fraction) / 16777216.0F;  // fraction * 2^-24
    return sign != 0 ? -small : small;
}

float from_brain_float(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16U); }

/// How one type is stored: as raw bytes of `Raw`, or in one of the message's lists.
template<class To, class Raw, class List, class Convert>
std::vector<To> decode(size_t count, std::string const* raw, List const& list, Convert const& convert,
                       std::string const& where) {
    std::vector<To> values;
    size_t const bytes = raw != nullptr ? raw->size() : 0;
    if (raw != nullptr ? bytes != count * sizeof(Raw) : static_cast<size_t>(list.size()) != count)
        throw import_error(failure::malformed_model, where,
                           raw != nullptr ? std::to_string(bytes) + " bytes"
                                          : std::to_string(list.size()) + " numbers",
                           raw != nullptr ? std::to_string(count * sizeof(Raw)) + " bytes, by its shape and type"
                                          : std::to_string(count) + " numbers, by its shape",
                           "the file is truncated or contradicts itself");
    values.resize(count);
    if constexpr (std::is_same_v<To, Raw>) {
        if (raw != nullptr) {
            if (count != 0) std::memcpy(values.data(), raw->data(), bytes);
            return values;
        }
    }
    for (size_t k = 0; k < count; ++k) {
        Raw number{};
        if (raw != nullptr)
            std::memcpy(&number, raw->data() + k * sizeof(Raw), sizeof(Raw));
        else
            number = static_cast<Raw>(list.Get(static_cast<int>(k)));
        values[k] = convert(number);
    }
    return values;
}

external_location location_of(TensorProto const& from, std::string const& where) {
    external_location place;
    auto const number = [&](std::string const& text) {
        std::uint64_t value = 0;
        auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size())
            throw import_error(failure::malformed_model, where, in_quotes(text) + " as an offset or a length",
                               "a number");
        return value;
    };
    for (auto const& entry : from.external_data()) {
        if (entry.key() == "location") place.path = entry.value();
        if (entry.key() == "offset") place.offset = number(entry.value());
        if (entry.key() == "length") place.length = number(entry.value());
    }
    return place;
}

size_t element_bytes(int type) {
    switch (type) {
    case TensorProto::FLOAT:
    case TensorProto::INT32:
    case TensorProto::UINT32: return 4;
    case TensorProto::DOUBLE:
    case TensorProto::INT64:
    case TensorProto::UINT64: return 8;
    case TensorProto::FLOAT16:
    case TensorProto::BFLOAT16:
    case TensorProto::INT16:
    case TensorProto::UINT16: return 2;
    case TensorProto::INT8:
    case TensorProto::UINT8:
    case TensorProto::BOOL: return 1;
    default: return 0;
    }
}

template<class Raw, class List>
std::vector<std::int64_t> integers(size_t count, std::string const* raw, List const& list, std::string const& where) {
    return decode<std::int64_t, Raw>(count, raw, list, [](Raw v) { return static_cast<std::int64_t>(v); }, where);
}

template<class Raw, class List, class Convert>
std::vector<float> reals(size_t count, std::string const* raw, List const& list, Convert const& convert,
                         std::string const& where) {
    return decode<float, Raw>(count, raw, list, convert, where);
}

}  // namespace

array_ptr read_array(TensorProto& from, std::filesystem::path const& folder) {
    std::string const where = "array " + in_quotes(from.name());
    array values{from.name(), {}, {}};
    if (from.name().size() > limits::name_bytes || static_cast<size_t>(from.dims_size()) > limits::rank)
        throw import_error(failure::size_limit_exceeded, where, std::to_string(from.dims_size()) + " dimensions",
                           "at most " + std::to_string(limits::rank) + ", and a shorter name");
    for (auto const extent : from.dims()) {
        if (extent < 0)
            throw import_error(failure::malformed_model, where, "the dimension " + std::to_string(extent),
                               "none below 0");
        values.dims.push_back(static_cast<size_t>(extent));
    }
    size_t const count = count_of(values.dims, limits::array_elements, where), each = element_bytes(from.data_type());
    if (each == 0)
        throw import_error(failure::element_type_mismatch, where,
                           "elements of ONNX's type " + std::to_string(from.data_type()),
                           "float, double, float16, bfloat16, whole numbers or truth values");

    std::string outside;
    std::string const* raw = from.has_raw_data() ? &from.raw_data() : nullptr;
    if (from.data_location() == TensorProto::EXTERNAL) {
        outside = read_external(folder, location_of(from, where), count * each, where);
        raw = &outside;
    }
    auto const same = [](auto v) { return static_cast<float>(v); };
    switch (from.data_type()) {
    case TensorProto::FLOAT: values.elements = reals<float>(count, raw, from.float_data(), same, where); break;
    case TensorProto::DOUBLE: values.elements = reals<double>(count, raw, from.double_data(), same, where); break;
    case TensorProto::FLOAT16:
        values.elements = reals<std::uint16_t>(count, raw, from.int32_data(), from_half, where);
        break;
    case TensorProto::BFLOAT16:
        values.elements = reals<std::uint16_t>(count, raw, from.int32_data(), from_brain_float, where);
        break;
    case TensorProto::INT64: values.elements = integers<std::int64_t>(count, raw, from.int64_data(), where); break;
    case TensorProto::UINT64: values.elements = integers<std::uint64_t>(count, raw, from.uint64_data(), where); break;
    case TensorProto::UINT32: values.elements = integers<std::uint32_t>(count, raw, from.uint64_data(), where); break;
    case TensorProto::INT32: values.elements = integers<std::int32_t>(count, raw, from.int32_data(), where); break;
    case TensorProto::INT16: values.elements = integers<std::int16_t>(count, raw, from.int32_data(), where); break;
    case TensorProto::UINT16: values.elements = integers<std::uint16_t>(count, raw, from.int32_data(), where); break;
    case TensorProto::INT8: values.elements = integers<std::int8_t>(count, raw, from.int32_data(), where); break;
    default: values.elements = integers<std::uint8_t>(count, raw, from.int32_data(), where); break;
    }
    from.clear_raw_data();
    from.clear_float_data();
    return std::make_shared<array const>(std::move(values));
}

}  // namespace constexplain::importer
