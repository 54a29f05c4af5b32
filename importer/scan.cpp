#include "importer/scan.hpp"

#include "importer/error.hpp"
#include "importer/limits.hpp"

#include <cstdint>
#include <optional>

namespace constexplain::importer {

namespace {

enum class message {
    model,
    graph,
    node,
    attribute,
    tensor,
    sparse_tensor,
    value_info,
    type,
    tensor_type,
    shape,
    container,
    map,
    training,
    function,
    entry,
    plain
};

/// The messages that a message of one kind holds in a field of this number; `plain` is a string, numbers, or a message
/// without messages of its own. (onnx.proto)
message inside(message in, std::uint64_t field) {
    using enum message;
    switch (in) {
    case model:
        return field == 7                  ? graph
               : field == 20               ? training
               : field == 25               ? function
               : field == 8 || field == 14 ? entry
                                           : plain;
    case graph:
        return field == 1                                  ? node
               : field == 5                                ? tensor
               : field == 15                               ? sparse_tensor
               : field == 11 || field == 12 || field == 13 ? value_info
               : field == 14                               ? training
                                                           : plain;
    case node: return field == 5 ? attribute : plain;
    case attribute:
        return field == 5 || field == 10    ? tensor
               : field == 6 || field == 11  ? graph
               : field == 22 || field == 23 ? sparse_tensor
               : field == 14 || field == 15 ? type
                                            : plain;
    case tensor: return field == 3 || field == 13 ? entry : plain;
    case sparse_tensor: return field == 1 || field == 2 ? tensor : plain;
    case value_info: return field == 2 ? type : plain;
    case type:
        return field == 1 || field == 8   ? tensor_type
               : field == 4 || field == 9 ? container
               : field == 5               ? map
                                          : plain;
    case tensor_type: return field == 2 ? shape : plain;
    case shape: return field == 1 ? entry : plain;
    case container: return field == 1 ? type : plain;
    case map: return field == 2 ? type : plain;
    case training: return field == 1 || field == 2 ? graph : entry;
    case function: return field == 7 ? node : field == 11 ? attribute : field == 9 ? entry : plain;
    case entry:
    case plain: return plain;
    }
    return plain;
}

class scanner {
public:
    void scan(std::string_view bytes, message kind, int depth) {
        if (depth > limits::message_depth)
            throw import_error(failure::size_limit_exceeded, "the model",
                               "messages inside more than " + std::to_string(limits::message_depth) + " others",
                               "a model without such nesting");
        while (!bytes.empty()) {
            if (++fields_ > limits::message_fields)
                throw import_error(failure::size_limit_exceeded, "the model",
                                   "more than " + std::to_string(limits::message_fields) + " fields",
                                   "fewer nodes and attributes");
            std::uint64_t const tag = varint(bytes);
            switch (tag & 7U) {
            case 0: varint(bytes); break;
            case 1: skip(bytes, 8); break;
            case 5: skip(bytes, 4); break;
            case 2: {
                auto const content = skip(bytes, varint(bytes));
                message const next = inside(kind, tag >> 3U);
                if (next != message::plain) scan(content, next, depth + 1);
                break;
            }
            default: refuse("a field of an unknown wire type");
            }
        }
    }

private:
    [[noreturn]] static void refuse(std::string_view found) {
        throw import_error(failure::malformed_model, "the model", found, "an ONNX model (a protobuf message)",
                           "the file is truncated, or of another format");
    }
    static std::string_view skip(std::string_view& bytes, std::uint64_t count) {
        if (count > bytes.size()) refuse("an end inside a field");
        auto const content = bytes.substr(0, count);
        bytes.remove_prefix(count);
        return content;
    }
    static std::uint64_t varint(std::string_view& bytes) {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            auto const byte = static_cast<unsigned char>(skip(bytes, 1)[0]);
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if (byte < 0x80) return value;
        }
        refuse("a number of more than 64 bits");
    }

    std::size_t fields_ = 0;
};

}  // namespace

void scan_model(std::string_view bytes) { scanner().scan(bytes, message::model, 0); }

}  // namespace constexplain::importer
