// How a case of Keras is compared with a network; and that no case is left out.

#include "keras_vectors.hpp"
#include "support/arrays.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

namespace keras {

using support::json;

namespace {

/// Every stored case by its name.
std::map<std::string, json> const& cases() {
    static std::map<std::string, json> const all = [] {
        std::map<std::string, json> found;
        for (auto const& file : std::filesystem::directory_iterator(support::shared_data("zoo/vectors/keras"))) {
            if (file.path().extension() != ".json") continue;
            json const of_file = support::read_json(file.path());
            for (auto const& [name, stored] : of_file.items())
                if (!found.emplace(name, stored).second) throw std::runtime_error("two cases are named " + name);
        }
        return found;
    }();
    return all;
}

json attributes_of(json const& stored) {
    return stored.at("params").is_object() ? stored.at("params").value("attrs", json::object()) : json::object();
}
values data_of(json const& array) { return support::numbers(array.at("data")); }

template<class T>
void copy_into(values const& found, std::string const& name, std::span<std::size_t const> needed,
               std::span<T> elements) {
    if (found.size() != support::element_count(needed))
        throw std::runtime_error("array " + name + " has another size");
    std::transform(found.begin(), found.end(), elements.begin(), [](double v) { return static_cast<T>(v); });
}

// --- the order of elements --------------------------------------------------------------------------------

/// Rows become columns, in each of several matrices one behind another.
values transposed(values const& from, std::size_t rows, std::size_t columns) {
    values to(from.size());
    for (std::size_t k = 0; k < from.size(); ++k) {
        std::size_t const place = k % (rows * columns);
        to[k - place + place % columns * rows + place / columns] = from[k];
    }
    return to;
}
/// Each pixel's channels become planes, or the other way round.
values to_channels_first(values const& images, shape const& of) {
    return transposed(images, of.height() * of.width(), of.channels());
}
values to_channels_last(values const& images, shape const& of) {
    return transposed(images, of.channels(), of.height() * of.width());
}

/// Steps from the last to the first.
values reversed_steps(values const& from, std::size_t features) {
    values to;
    for (std::size_t end = from.size(); end > 0; end -= features)
        to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(end - features),
                  from.begin() + static_cast<std::ptrdiff_t>(end));
    return to;
}

/// Weights [taps][in][out] become [out][in][taps].
values linear_weight(values const& from, stored_layer const& layer) {
    std::size_t const out = layer.arrays[0].extents[0], in = layer.arrays[0].extents[1],
                      taps = from.size() / out / in;
    bool const is_dense = layer.arrays[0].extents.rank == 2;
    values to(from.size());
    for (std::size_t k = 0; k < taps; ++k)
        for (std::size_t i = 0; i < in; ++i)
            for (std::size_t o = 0; o < out; ++o)
                to[(o * in + i) * taps + k] = from[(k * in + (is_dense ? layer.reads.place_of(i) : i)) * out + o];
    return to;
}
/// Weights [taps][out][in] become [out][in][taps], from the last tap to the first.
values turned_weight(values const& from, stored_layer const& layer) {
    std::size_t const out = layer.arrays[0].extents[0], in = layer.arrays[0].extents[1],
                      taps = from.size() / out / in;
    values to(from.size());
    for (std::size_t k = 0; k < taps; ++k)
        for (std::size_t o = 0; o < out; ++o)
            for (std::size_t i = 0; i < in; ++i)
                to[(o * in + i) * taps + taps - 1 - k] = from[(k * out + o) * in + i];
    return to;
}
/// Gates are columns; those of a GRU are z, r, h, where the library has r, u, c.
values gate_rows(values const& from, stored_layer const& layer) {
    std::size_t const rows = layer.arrays[0].extents[0], block = from.size() / layer.gates;
    auto to = transposed(from, from.size() / rows, rows);
    auto const second = to.begin() + static_cast<std::ptrdiff_t>(block);
    if (layer.gates == 3) std::swap_ranges(to.begin(), second, second);
    return to;
}

/// A case's weights, from the first to the last.
class weights {
public:
    explicit weights(json const& stored) : all_(stored.value("weights", json::array())) {}
    values next() { return data_of(all_.at(next_++)); }
    [[nodiscard]] bool all_taken() const { return next_ == all_.size(); }

private:
    json all_;
    std::size_t next_ = 0;
};

values library_array(stored_layer const& layer, std::size_t array, json const& attributes, weights& from) {
    using enum stored_layer::kind;
    std::size_t const count = layer.arrays[array].extents.count();
    switch (layer.is) {
    case as_stored: return from.next();
    case linear: return array == 0 ? linear_weight(from.next(), layer) : from.next();
    case turned: return array == 0 ? turned_weight(from.next(), layer) : from.next();
    case recurrent: return gate_rows(from.next(), layer);
    case minus_sign: return values(count, -1.0);
    case normalisation:
        if (array == 0 && !attributes.value("scale", true)) return values(count, 1.0);
        if (array == 1 && !attributes.value("center", true)) return values(count, 0.0);
        return from.next();
    case copy: break;
    }
    values one(count, 0.0);
    std::size_t const taps = count / layer.arrays[0].extents[0];
    for (std::size_t k = layer.tap; k < count; k += taps) one[k] = 1;
    return one;
}

source parameters_of(expression const& with, json const& stored) {
    json const attributes = attributes_of(stored);
    weights from(stored);
    std::map<std::string, values> arrays;
    for (stored_layer const& layer : with.layers)
        for (std::size_t k = 0; k < layer.array_count; ++k)
            arrays[std::to_string(layer.index) + "." + std::string(layer.arrays[k].role)] =
                library_array(layer, k, attributes, from);
    CHECK(from.all_taken());
    return source(arrays);
}

// --- one case ---------------------------------------------------------------------------------------------

/// The results for a case's inputs, as the case has them: `count` numbers.
values results(expression const& with, expression::runner* run, source const& parameters, values const& inputs,
               std::size_t count) {
    values samples;
    for (std::size_t call = 0; call < with.calls; ++call) samples.insert(samples.end(), inputs.begin(), inputs.end());
    if (with.channels_last) samples = to_channels_first(samples, with.input);
    auto found = run(parameters, samples);
    if (with.channels_last && with.output.rank == 3) found = to_channels_last(found, with.output);
    if (with.reverses) found = reversed_steps(found, with.output.channels());
    REQUIRE(found.size() >= count);
    found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(count));
    return found;
}

/// The cases' numbers are rounded to six decimals, those of BatchNormalization to eight.
double unit_of(json const& stored) {
    auto const has_six = [](json const& array) {
        auto const all = data_of(array);
        return std::all_of(all.begin(), all.end(),
                           [](double v) { return std::abs(v * 1e6 - std::round(v * 1e6)) < 1e-4; });
    };
    return has_six(stored.at("input")) && has_six(stored.at("expected")) ? 1e-6 : 1e-8;
}

/// Other numbers that would be stored as these are. Those whose last decimal is 0 were written by hand, not rounded.
values stored_alike(values from, double unit, std::mt19937_64& random) {
    for (double& v : from) {
        double const moved = static_cast<double>(random() >> 11U) * 0x1p-53 - 0.5, in_tens = v / (10 * unit);
        if (std::abs(in_tens - std::round(in_tens)) > 1e-3) v += unit * moved;
    }
    return from;
}

/// How far results move with inputs and arrays that would be stored as these are: at most, in eight trials.
double effect_of_rounding(expression const& with, source const& parameters, values const& inputs, values const& found,
                          double unit) {
    std::mt19937_64 random(1);
    double most = 0;
    for (int trial = 0; trial < 8; ++trial) {
        auto arrays = parameters.arrays();
        for (auto& [name, array] : arrays) array = stored_alike(array, unit, random);
        auto const moved = results(with, with.run, source(arrays), stored_alike(inputs, unit, random), found.size());
        most = std::max(most, support::largest_difference(moved, found));
    }
    return most;
}

/// Keras computed in float32: of the largest result, and at least of 1.
constexpr double of_float32 = 5e-7;
/// The rounding that Keras's numbers had may do more than that of eight trials.
constexpr double beyond_trials = 2;

/// The largest difference that rounding explains. A number that only moves may have been rounded up before it and down
/// behind it, since Keras had it as float32 in between.
double allowed_difference(expression const& with, json const& stored, source const& parameters, values const& found) {
    double const unit = unit_of(stored);
    if (with.only_chooses) return unit * (1 + 1e-9);
    double const size = std::max(1.0, support::largest_magnitude(data_of(stored.at("expected"))));
    return unit / 2 + of_float32 * size +
           beyond_trials * effect_of_rounding(with, parameters, data_of(stored.at("input")), found, unit);
}

/// Where the ranks are equal, the extents are.
void check_shape(json const& array, shape const& of, bool channels_last) {
    auto stored = array.at("shape").get<std::vector<std::size_t>>();
    if (stored.size() != of.rank) return;
    if (channels_last) std::rotate(stored.begin(), stored.end() - 1, stored.end());
    for (std::size_t axis = 0; axis < of.rank; ++axis) CHECK(stored[axis] == of[axis]);
}
void check_shapes(expression const& with, json const& stored) {
    CHECK_FALSE((with.channels_last && attributes_of(stored).value("data_format", "") == "channels_first"));
    std::size_t const inputs = data_of(stored.at("input")).size(), outputs = data_of(stored.at("expected")).size();
    if (with.calls > 1) {
        REQUIRE(inputs * with.calls == with.input.count());
        return;
    }
    check_shape(stored.at("input"), with.input, with.channels_last);
    check_shape(stored.at("expected"), with.output, with.channels_last);
    REQUIRE(inputs % with.input.count() == 0);
    REQUIRE(outputs == inputs / with.input.count() * with.output.count());
}

void compare(expression const& with, json const& stored, support::deviations& close, double at_most) {
    check_shapes(with, stored);
    auto const inputs = data_of(stored.at("input")), expected = data_of(stored.at("expected"));
    auto const parameters = parameters_of(with, stored);
    auto const found = results(with, with.run, parameters, inputs, expected.size());
    double const allowed = std::min(allowed_difference(with, stored, parameters, found), at_most);
    close.in_double.check(found, expected, allowed);
    if (with.run_in_float == nullptr) return;
    close.in_float.check(results(with, with.run_in_float, parameters, inputs, expected.size()), expected, allowed);
}

/// What the first set has and the second has not.
std::vector<std::string> without(std::set<std::string> const& all, std::set<std::string> const& some) {
    std::vector<std::string> rest;
    std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::back_inserter(rest));
    return rest;
}

}  // namespace

void source::read(std::string const& name, std::span<std::size_t const> needed, std::span<double> elements) const {
    copy_into(arrays_.at(name), name, needed, elements);
}
void source::read(std::string const& name, std::span<std::size_t const> needed, std::span<float> elements) const {
    copy_into(arrays_.at(name), name, needed, elements);
}

exceptions::exceptions(std::initializer_list<exception> entries) {
    all().insert(all().end(), entries.begin(), entries.end());
}
std::vector<exception>& exceptions::all() {
    static std::vector<exception> every;
    return every;
}

table::table(std::initializer_list<entry> entries) : entries_(entries) { all().push_back(this); }
std::vector<table const*>& table::all() {
    static std::vector<table const*> tables;
    return tables;
}
void table::run(std::string const& what, double at_most) const {
    support::deviations close("Keras, " + what);
    for (auto const& [name, with] : entries_) {
        INFO(name);
        compare(with, cases().at(std::string(name)), close, at_most);
    }
    std::cout << "Keras, " << what << ": " << entries_.size() << " cases" << std::endl;
}

}  // namespace keras

TEST_CASE("Keras: every case is expressed or listed", "[reference]") {
    NEEDS_SHARED_DATA("zoo/vectors/keras");
    std::set<std::string> stored, known;
    std::size_t expressed = 0, listed = 0;
    for (auto const& [name, contents] : keras::cases()) stored.insert(name);
    for (auto const* table : keras::table::all())
        for (auto const& entry : table->entries()) {
            INFO(entry.name);
            CHECK(known.emplace(entry.name).second);
            ++expressed;
        }
    for (auto const& [name, reason] : keras::exceptions::all()) {
        bool const of_a_kind = name.ends_with('*');
        std::size_t const before = listed;
        for (auto const& one : stored) {
            if (of_a_kind ? !one.starts_with(name.substr(0, name.size() - 1)) : one != name) continue;
            INFO(one);
            CHECK(known.insert(one).second);
            ++listed;
        }
        INFO(name);
        CHECK(listed > before);
        std::cout << "Keras, not expressible: " << name << ": " << reason << std::endl;
    }
    std::cout << "Keras: " << expressed << " of " << stored.size() << " cases expressed, " << listed << " listed"
              << std::endl;
    CHECK(keras::without(stored, known) == std::vector<std::string>{});
    CHECK(keras::without(known, stored) == std::vector<std::string>{});
}
