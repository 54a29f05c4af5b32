#pragma once
/// What can be wrong with an answer. Between a bound model and its answer nothing throws: it is said here.
#include <string_view>

namespace constexplain {

/// The state of a prediction or an explanation.
enum class status : unsigned char {
    ok,
    input_not_finite,      ///< the input holds NaN or an infinity
    input_outside_domain,  ///< a value lies outside the input's declared domain: rules that rest on it do not hold
    row_out_of_range,      ///< a value that chooses a row of an embedding is not the number of one
    class_out_of_range,    ///< the explained class does not exist
    result_not_finite      ///< a score or a relevance overflowed
};

constexpr std::string_view to_string(status s) {
    switch (s) {
    case status::ok: return "ok";
    case status::input_not_finite: return "the input holds NaN or an infinity";
    case status::input_outside_domain: return "an input value lies outside the declared domain";
    case status::row_out_of_range: return "a value is not the number of an embedding's row";
    case status::class_out_of_range: return "the explained class does not exist";
    case status::result_not_finite: return "a result is not finite";
    }
    return "unknown status";
}

}  // namespace constexplain
