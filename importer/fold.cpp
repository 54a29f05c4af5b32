#include "importer/fold.hpp"

#include "importer/limits.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace constexplain::importer {

namespace {

extents strides_of(extents const& dims) {
    extents strides(dims.size(), 1);
    for (size_t k = dims.size(); k-- > 1;) strides[k - 1] = strides[k] * dims[k];
    return strides;
}

/// An array whose element at each place is the one of `from` that `place` names.
template<class Place>
array picked(array const& from, extents dims, size_t count, Place const& place) {
    array result{from.name, std::move(dims), {}};
    result.elements = std::visit(
        [&]<class T>(std::vector<T> const& all) -> decltype(result.elements) {
            std::vector<T> elements(count);
            for (size_t k = 0; k < count; ++k) elements[k] = all.at(place(k));
            return elements;
        },
        from.elements);
    return result;
}

array with_dims(array from, extents dims) {
    from.dims = std::move(dims);
    return from;
}

/// The index in `from` of element `k` of an array of dimensions `dims` that `from` is broadcast to.
size_t broadcast_place(size_t k, extents const& dims, extents const& strides, extents const& from,
                       extents const& from_strides) {
    size_t place = 0;
    size_t const extra = dims.size() - from.size();
    for (size_t axis = 0; axis < from.size(); ++axis)
        if (from[axis] != 1) place += k / strides[axis + extra] % dims[axis + extra] * from_strides[axis];
    return place;
}

array expanded(array const& from, extents const& dims, size_t count) {
    if (from.dims == dims) return from;
    auto const strides = strides_of(dims), from_strides = strides_of(from.dims);
    return picked(from, dims, count,
                  [&](size_t k) { return broadcast_place(k, dims, strides, from.dims, from_strides); });
}

array real_array(std::string name, extents dims, std::vector<float> elements) {
    return {std::move(name), std::move(dims), std::move(elements)};
}
array whole_array(std::string name, extents dims, std::vector<std::int64_t> elements) {
    return {std::move(name), std::move(dims), std::move(elements)};
}

std::int64_t whole_quotient(operation const& op, std::int64_t a, std::int64_t b) {
    if (b == 0 || (b == -1 && a == INT64_MIN))
        op.refuse(failure::malformed_model, "a division by 0", "another divisor");
    return a / b;
}
/// Whole numbers wrap around, as in the tools that write them, instead of being undefined.
std::int64_t wrapped(std::uint64_t v) { return static_cast<std::int64_t>(v); }
std::uint64_t bits(std::int64_t v) { return static_cast<std::uint64_t>(v); }

struct binary_operator {
    std::function<double(double, double)> of_reals;
    std::function<std::int64_t(operation const&, std::int64_t, std::int64_t)> of_integers;
    bool is_comparison = false;
};

std::map<std::string, binary_operator, std::less<>> const& binary_operators() {
    using integer = std::int64_t;
    static std::map<std::string, binary_operator, std::less<>> const all{
        {"Add", {std::plus<double>{}, [](auto const&, integer a, integer b) { return wrapped(bits(a) + bits(b)); }}},
        {"Sub", {std::minus<double>{}, [](auto const&, integer a, integer b) { return wrapped(bits(a) - bits(b)); }}},
        {"Mul",
         {std::multiplies<double>{}, [](auto const&, integer a, integer b) { return wrapped(bits(a) * bits(b)); }}},
        {"Div", {std::divides<double>{}, whole_quotient}},
        {"Min",
         {[](double a, double b) { return b < a ? b : a; },
          [](auto const&, integer a, integer b) { return std::min(a, b); }}},
        {"Max",
         {[](double a, double b) { return a < b ? b : a; },
          [](auto const&, integer a, integer b) { return std::max(a, b); }}},
        {"Pow",
         {[](double a, double b) { return std::pow(a, b); },
          [](auto const&, integer a, integer b) {
              double const power = std::pow(static_cast<double>(a), static_cast<double>(b));
              return std::abs(power) < 9e18 ? static_cast<integer>(power) : integer{0};
          }}},
        {"Equal",
         {[](double a, double b) { return a == b ? 1.0 : 0.0; },
          [](auto const&, integer a, integer b) { return integer{a == b}; }, true}},
        {"Less",
         {[](double a, double b) { return a < b ? 1.0 : 0.0; },
          [](auto const&, integer a, integer b) { return integer{a < b}; }, true}},
        {"Greater",
         {[](double a, double b) { return a > b ? 1.0 : 0.0; },
          [](auto const&, integer a, integer b) { return integer{a > b}; }, true}},
    };
    return all;
}

std::map<std::string, double (*)(double), std::less<>> const& unary_operators() {
    static std::map<std::string, double (*)(double), std::less<>> const all{
        {"Neg", [](double v) { return -v; }},
        {"Sqrt", [](double v) { return std::sqrt(v); }},
        {"Reciprocal", [](double v) { return 1 / v; }},
        {"Exp", [](double v) { return std::exp(v); }},
        {"Log", [](double v) { return std::log(v); }},
        {"Abs", [](double v) { return std::abs(v); }},
        {"Floor", [](double v) { return std::floor(v); }},
        {"Ceil", [](double v) { return std::ceil(v); }},
    };
    return all;
}

array combined(operation& op, binary_operator const& how, array const& a, array const& b, extents const& dims,
               size_t count) {
    if (a.is_real() != b.is_real())
        op.refuse(failure::element_type_mismatch, "real and whole numbers", "two arrays of one type");
    array const left = expanded(a, dims, count), right = expanded(b, dims, count);
    if (!a.is_real()) {
        std::vector<std::int64_t> elements(count);
        for (size_t k = 0; k < count; ++k)
            elements[k] = how.of_integers(op, left.integers(op.where())[k], right.integers(op.where())[k]);
        return whole_array(a.name, dims, std::move(elements));
    }
    std::vector<float> elements(count);
    for (size_t k = 0; k < count; ++k)
        elements[k] = static_cast<float>(how.of_reals(left.reals(op.where())[k], right.reals(op.where())[k]));
    if (how.is_comparison) return whole_array(a.name, dims, {elements.begin(), elements.end()});
    return real_array(a.name, dims, std::move(elements));
}

array constant_of(operation& op) {
    if (op.has("value")) {
        if (array_ptr const values = op.tensor("value")) return *values;
    }
    auto const written = [](double v) { return static_cast<float>(v); };
    if (op.has("value_float")) return real_array("", {}, {written(op.real("value_float", 0))});
    if (op.has("value_int")) return whole_array("", {}, {op.integer("value_int", 0)});
    if (op.has("value_ints")) {
        auto values = op.integers("value_ints");
        extents dims{values.size()};
        return whole_array("", std::move(dims), std::move(values));
    }
    op.refuse(failure::unsupported_setting, "neither value, value_float, value_int nor value_ints",
              "one of these attributes");
}

/// Numbers of an array that says a shape.
extents dims_from(operation const& op, array const& numbers) {
    extents dims;
    for (auto const v : numbers.integers(op.where())) {
        if (v < 0) op.refuse(failure::malformed_model, "the dimension " + std::to_string(v), "none below 0");
        dims.push_back(static_cast<size_t>(v));
    }
    if (dims.size() > limits::rank)
        op.refuse(failure::size_limit_exceeded, std::to_string(dims.size()) + " dimensions",
                  "at most " + std::to_string(limits::rank));
    return dims;
}

array cast(operation& op, array const& from) {
    auto const type = op.integer("to", 0);
    op.ignore("saturate");
    bool const to_real = type == 1 || type == 10 || type == 11 || type == 16;
    bool const to_whole = (type >= 2 && type <= 7) || type == 9 || type == 12 || type == 13;
    if (!to_real && !to_whole)
        op.refuse(failure::element_type_mismatch, "a cast to ONNX's type " + std::to_string(type), "a number type");
    if (to_real == from.is_real()) return from;
    if (to_real) {
        auto const& whole = from.integers(op.where());
        return real_array(from.name, from.dims, {whole.begin(), whole.end()});
    }
    std::vector<std::int64_t> elements;
    for (float const v : finite_reals(from, op.where())) {
        if (std::abs(v) > 9e18F) op.refuse(failure::value_not_finite, std::to_string(v), "a number that int64 holds");
        elements.push_back(type == 9 ? v != 0 : static_cast<std::int64_t>(v));
    }
    return whole_array(from.name, from.dims, std::move(elements));
}

/// A start or an end of a slice, clamped into [low, high].
std::int64_t clamped(std::int64_t v, std::int64_t size, std::int64_t low, std::int64_t high) {
    return std::clamp(v < 0 ? (v < -size ? low : v + size) : v, low, high);
}

struct slice_axis {
    std::int64_t start = 0, step = 1;
    size_t count = 0;
};

std::vector<slice_axis> slices_of(operation& op, extents const& dims) {
    std::vector<std::int64_t> starts, ends, axes, steps;
    if (op.opset() < 10) {
        starts = op.integers("starts");
        ends = op.integers("ends");
        axes = op.integers("axes");
    } else {
        starts = op.constant_input(1, "starts").integers(op.where());
        ends = op.constant_input(2, "ends").integers(op.where());
        if (op.has_input(3)) axes = op.constant_input(3, "axes").integers(op.where());
        if (op.has_input(4)) steps = op.constant_input(4, "steps").integers(op.where());
    }
    if (axes.empty())
        for (size_t k = 0; k < starts.size(); ++k) axes.push_back(static_cast<std::int64_t>(k));
    if (steps.empty()) steps.assign(starts.size(), 1);
    if (ends.size() != starts.size() || axes.size() != starts.size() || steps.size() != starts.size())
        op.refuse(failure::malformed_model, "starts, ends, axes and steps of different lengths",
                  "one of each for an axis");
    std::vector<slice_axis> result;
    for (size_t const extent : dims) result.push_back({0, 1, extent});
    for (size_t k = 0; k < starts.size(); ++k) {
        size_t const axis = op.axis_in(axes[k], dims.size());
        auto const size = static_cast<std::int64_t>(dims[axis]), step = steps[k];
        if (step == 0 || step < -(1LL << 40) || step > (1LL << 40))
            op.refuse(failure::malformed_model, "the step " + std::to_string(step), "another step");
        bool const forward = step > 0;
        auto const start = clamped(starts[k], size, 0, forward ? size : size - 1);
        auto const end = clamped(ends[k], size, forward ? 0 : -1, forward ? size : size - 1);
        auto const span = forward ? end - start : start - end;
        auto const pace = forward ? step : -step;
        result[axis] = {start, step, span <= 0 ? 0 : static_cast<size_t>((span + pace - 1) / pace)};
    }
    return result;
}

array sliced(operation& op, array const& from) {
    auto const slices = slices_of(op, from.dims);
    extents dims;
    for (auto const& each : slices) dims.push_back(each.count);
    size_t const count = count_of(dims, from.count(), op.where());
    auto const strides = strides_of(dims), from_strides = strides_of(from.dims);
    return picked(from, dims, count, [&](size_t k) {
        size_t place = 0;
        for (size_t axis = 0; axis < dims.size(); ++axis) {
            auto const at =
                slices[axis].start + slices[axis].step * static_cast<std::int64_t>(k / strides[axis] % dims[axis]);
            place += static_cast<size_t>(at) * from_strides[axis];
        }
        return place;
    });
}

array gathered(operation& op, array const& from, array const& indices, size_t limit) {
    size_t const axis = op.axis_in(op.integer("axis", 0), from.dims.size()), size = from.dims[axis];
    extents dims(from.dims.begin(), from.dims.begin() + static_cast<std::ptrdiff_t>(axis));
    dims.insert(dims.end(), indices.dims.begin(), indices.dims.end());
    dims.insert(dims.end(), from.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, from.dims.end());
    size_t const count = count_of(dims, limit, op.where()), inner = strides_of(from.dims)[axis],
                 many = indices.count();
    auto const& numbers = indices.integers(op.where());
    for (auto const index : numbers)
        if (index < -static_cast<std::int64_t>(size) || index >= static_cast<std::int64_t>(size))
            op.refuse(failure::malformed_model, "the index " + std::to_string(index),
                      "one of " + std::to_string(size));
    return picked(from, dims, count, [&](size_t k) {
        auto const index = numbers[k / inner % many];
        size_t const at = index < 0 ? size - static_cast<size_t>(-index) : static_cast<size_t>(index);
        return (k / inner / many * size + at) * inner + k % inner;
    });
}

array concatenated(operation& op, size_t limit) {
    array const& first = op.constant_input(0, "inputs");
    size_t const axis = op.axis_in(op.integer("axis", 0), first.dims.size());
    extents dims = first.dims;
    dims[axis] = 0;
    for (size_t k = 0; k < op.input_count(); ++k) {
        extents each = op.constant_input(k, "inputs").dims;
        bool const fits = each.size() == dims.size() && op.constant_input(k, "inputs").is_real() == first.is_real();
        if (fits) dims[axis] += std::exchange(each[axis], dims[axis]);
        for (size_t other = 0; other < dims.size(); ++other)
            if (!fits || (other != axis && each[other] != dims[other]))
                op.refuse(failure::shape_mismatch, to_text(each) + " beside " + to_text(first.dims),
                          "equal other dimensions and types");
    }
    size_t const count = count_of(dims, limit, op.where()), inner = count == 0 ? 1 : strides_of(dims)[axis];
    array result{first.name, dims, {}};
    std::visit(
        [&]<class T>(std::vector<T> const&) {
            std::vector<T> elements;
            elements.reserve(count);
            for (size_t outer = 0; count != 0 && outer < count / inner / dims[axis]; ++outer)
                for (size_t k = 0; k < op.input_count(); ++k) {
                    array const& part = op.constant_input(k, "inputs");
                    auto const& from = std::get<std::vector<T>>(part.elements);
                    size_t const block = part.dims[axis] * inner;
                    for (size_t j = 0; j < block; ++j) elements.push_back(from[outer * block + j]);
                }
            result.elements = std::move(elements);
        },
        first.elements);
    return result;
}

array transposed(operation& op, array const& from) {
    auto const order = transposed_order(op, from.dims.size());
    extents dims, strides;
    auto const from_strides = strides_of(from.dims);
    for (size_t const axis : order) {
        dims.push_back(from.dims[axis]);
        strides.push_back(from_strides[axis]);
    }
    auto const out_strides = strides_of(dims);
    return picked(from, dims, from.count(), [&](size_t k) {
        size_t place = 0;
        for (size_t axis = 0; axis < dims.size(); ++axis) place += k / out_strides[axis] % dims[axis] * strides[axis];
        return place;
    });
}

array chosen(operation& op, size_t limit) {
    array const &where = op.constant_input(0, "conditions"), &yes = op.constant_input(1, "values"),
                &no = op.constant_input(2, "values");
    extents const dims = broadcast_dims(op, broadcast_dims(op, where.dims, yes.dims), no.dims);
    size_t const count = count_of(dims, limit, op.where());
    if (yes.is_real() != no.is_real())
        op.refuse(failure::element_type_mismatch, "real and whole numbers", "two arrays of one type");
    array const conditions = expanded(where, dims, count), otherwise = expanded(no, dims, count);
    array result = expanded(yes, dims, count);
    auto const& holds = conditions.integers(op.where());
    std::visit(
        [&]<class T>(std::vector<T>& elements) {
            for (size_t k = 0; k < count; ++k)
                if (holds[k] == 0) elements[k] = std::get<std::vector<T>>(otherwise.elements)[k];
        },
        result.elements);
    return result;
}

array counted(operation& op, size_t limit) {
    array const &start = op.constant_input(0, "start"), &end = op.constant_input(1, "limit"),
                &step = op.constant_input(2, "delta");
    if (start.count() != 1 || end.count() != 1 || step.count() != 1 || start.is_real() || end.is_real() ||
        step.is_real() || step.number(0) == 0)
        op.refuse(failure::unsupported_setting, "other than whole numbers",
                  "a start, a limit and a step other than 0");
    double const steps = std::ceil((end.number(0) - start.number(0)) / step.number(0));
    if (steps > static_cast<double>(limit))
        op.refuse(failure::size_limit_exceeded, std::to_string(steps) + " numbers",
                  "at most " + std::to_string(limit));
    std::vector<std::int64_t> elements;
    for (double k = 0; k < steps; ++k)
        elements.push_back(start.integers(op.where())[0] +
                           static_cast<std::int64_t>(k) * step.integers(op.where())[0]);
    extents dims{elements.size()};
    return whole_array("", std::move(dims), std::move(elements));
}

array product_of_all(operation& op, array const& from) {
    if (op.integer("keepdims", 1) != 0 || op.axes(1, 18) || from.is_real())
        op.refuse(failure::unsupported_setting, "axes, kept dimensions or real numbers",
                  "the product of all whole numbers");
    op.ignore("noop_with_empty_axes");
    std::uint64_t product = 1;
    for (auto const v : from.integers(op.where())) product *= bits(v);
    return whole_array(from.name, {}, {wrapped(product)});
}

array computed(operation& op, size_t limit) {
    std::string const& name = op.op();
    if (name == "Constant") return constant_of(op);
    if (auto const found = binary_operators().find(name); found != binary_operators().end()) {
        array result = op.constant_input(0, "inputs");
        for (size_t k = 1; k < op.input_count(); ++k) {
            array const& next = op.constant_input(k, "inputs");
            extents const dims = broadcast_dims(op, result.dims, next.dims);
            result = combined(op, found->second, result, next, dims, count_of(dims, limit, op.where()));
        }
        return result;
    }
    if (name == "ConstantOfShape") {
        extents const dims = dims_from(op, op.constant_input(0, "a shape"));
        array_ptr const fill = op.tensor("value");
        if (fill && fill->count() != 1)
            op.refuse(failure::malformed_model, std::to_string(fill->count()) + " numbers to fill with", "one");
        return expanded(fill ? with_dims(*fill, {}) : real_array("", {}, {0}), dims,
                        count_of(dims, limit, op.where()));
    }
    if (name == "Concat") return concatenated(op, limit);
    if (name == "Where") return chosen(op, limit);
    if (name == "Range") return counted(op, limit);

    array const& first = op.constant_input(0, "inputs");
    if (auto const found = unary_operators().find(name); found != unary_operators().end()) {
        std::vector<float> elements;
        for (float const v : first.reals(op.where())) elements.push_back(static_cast<float>(found->second(v)));
        return real_array(first.name, first.dims, std::move(elements));
    }
    if (name == "Identity") return first;
    if (name == "Cast") return cast(op, first);
    if (name == "Reshape") return with_dims(first, reshaped_dims(op, first.dims, op.constant_input(1, "a shape")));
    if (name == "Squeeze") return with_dims(first, squeezed_dims(op, first.dims));
    if (name == "Unsqueeze") return with_dims(first, unsqueezed_dims(op, first.dims));
    if (name == "Flatten") return with_dims(first, flattened_dims(op, first.dims));
    if (name == "Transpose") return transposed(op, first);
    if (name == "Slice") return sliced(op, first);
    if (name == "Gather") return gathered(op, first, op.constant_input(1, "indices"), limit);
    if (name == "ReduceProd") return product_of_all(op, first);
    if (name == "Expand") {
        extents const dims = broadcast_dims(op, first.dims, dims_from(op, op.constant_input(1, "a shape")));
        return expanded(first, dims, count_of(dims, limit, op.where()));
    }
    op.refuse(
        failure::unsupported_operator, "an operator on constants that is not computed while importing",
        "Constant, Identity, Cast, Reshape, Squeeze, Unsqueeze, Flatten, Transpose, Slice, Gather, Concat, Expand, "
        "ConstantOfShape, Range, Where, ReduceProd, Add, Sub, Mul, Div, Pow, Min, Max, Equal, Less, Greater, Neg, "
        "Sqrt, Reciprocal, Exp, Log, Abs, Floor or Ceil",
        "onnxsim or onnxruntime's offline optimisation folds it into a constant");
}

}  // namespace

constant_folder::constant_folder(model const& m) : budget_(size_t{1} << 26U) {
    for (auto const& [name, values] : m.constants) budget_ += 4 * values->count();
}

void constant_folder::spend(operation const& op, size_t elements) {
    if (elements > budget_)
        op.refuse(failure::size_limit_exceeded, "more computed constants than there is room for",
                  "smaller constants");
    budget_ -= elements;
}

array_ptr constant_folder::fold(operation& op) {
    size_t limit = limits::computed_elements;
    for (size_t k = 0; k < op.input_count(); ++k)
        if (op.has_input(k)) limit += 2 * op.input(k).constant->count();
    array result = computed(op, std::min(limit, budget_));
    spend(op, result.count() + 1);
    if (result.name.empty()) result.name = op.output_name();
    return std::make_shared<array const>(std::move(result));
}

}  // namespace constexplain::importer
