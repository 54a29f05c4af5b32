// ONNX's own operator cases: a table names each case with the network that expresses it.
#pragma once

#include "support/arrays.hpp"
#include "support/deviation.hpp"
#include "support/skip.hpp"

#include <constexplain.hpp>

#include <initializer_list>

namespace onnx {

using namespace constexplain;
using support::json;

/// The difference allowed, relative to the largest output: the stored ones were computed in float32.
inline constexpr double as_float32 = 1e-6;

/// One case's folder.
class vector_case {
public:
    explicit vector_case(std::string_view name)
        : path_(support::shared_data("zoo/vectors/onnx/node") / name)
        , file_(support::read_json(path_ / "case.json")) {}

    [[nodiscard]] json const& node() const { return file_.at("nodes").at(0); }
    /// The shape of an input or output of its one set, and the elements.
    [[nodiscard]] std::vector<std::size_t> shape_of(std::string const& role, std::size_t k = 0) const {
        return entry(role, k).at("shape").get<std::vector<std::size_t>>();
    }
    [[nodiscard]] std::vector<double> load(std::string const& role, std::size_t k = 0) const {
        return load_npy<double>(path_ / entry(role, k).at("file").get<std::string>()).values;
    }
    [[nodiscard]] std::size_t input_count() const { return file_.at("sets").at(0).at("inputs").size(); }
    template<class T>
    [[nodiscard]] T attribute(std::string const& name, T otherwise) const {
        return node().at("attrs").value(name, otherwise);
    }
    [[nodiscard]] std::filesystem::path const& path() const { return path_; }

private:
    [[nodiscard]] json const& entry(std::string const& role, std::size_t k) const {
        return file_.at("sets").at(0).at(role).at(k);
    }

    std::filesystem::path path_;
    json file_;
};

/// Each sample's output equals the stored one.
template<class Net, class T>
void compare(support::array_map const& parameters, std::vector<double> const& input,
             std::vector<double> const& output, support::deviations& close, double allowed, double scale) {
    constexpr std::size_t in = Net::input.count(), out = Net::output.count();
    REQUIRE(input.size() % in == 0);
    REQUIRE(output.size() == input.size() / in * out);
    auto const net = load_from<Net, T>(parameters);
    auto const values = support::converted<T>(input);
    std::vector<T> found;
    for (std::size_t from = 0; from < values.size(); from += in) {
        auto const scores = net.predict(view_as<Net>(std::span(values).subspan(from, in)));
        CHECK(scores.status == status::ok);
        found.insert(found.end(), scores.begin(), scores.end());
    }
    close.of<T>().check(found, output, allowed, scale);
}

template<class Net>
void compare_all(vector_case const& from, support::array_map const& parameters, std::vector<double> const& input,
                 support::deviations& close, double allowed = as_float32, double scale = 0) {
    auto const output = from.load("outputs");
    if (scale == 0) scale = support::largest_magnitude(output);
    // An image's shape is checked too, not only its number of elements.
    if (auto const stored = from.shape_of("outputs"); stored.size() == 4 && Net::output.rank == 3)
        for (std::size_t axis = 0; axis < 3; ++axis) CHECK(stored[axis + 1] == Net::output[axis]);
    compare<Net, double>(parameters, input, output, close, allowed, scale);
    compare<Net, float>(parameters, input, output, close, allowed, scale);
}

/// A network without parameters. An input of more samples than one, or of a shape that networks do not have, is viewed
/// as samples of the network's input shape one after the other.
template<class Net>
void expressed_as(vector_case const& from, support::deviations& close) {
    REQUIRE(from.input_count() == 1);
    compare_all<Net>(from, {}, from.load("inputs"), close);
}

/// A network with parameters: the further inputs are its arrays of these names, in this order.
template<class Net, fixed_string... Names>
void expressed_with(vector_case const& from, support::deviations& close) {
    REQUIRE(from.input_count() == 1 + sizeof...(Names));
    std::map<std::string, std::vector<double>> arrays;
    std::size_t k = 0;
    ((arrays[std::string(Names.view())] = from.load("inputs", ++k)), ...);
    compare_all<Net>(from, support::array_map(arrays), from.load("inputs"), close);
}

/// Cases that no network expresses, and why.
struct exception {
    std::string_view name, reason;
};
class exceptions {
public:
    exceptions(std::initializer_list<exception> entries) {
        all().insert(all().end(), entries.begin(), entries.end());
    }
    static std::vector<exception>& all() {
        static std::vector<exception> every;
        return every;
    }
};

/// A table of cases. All tables of the program together are checked for completeness.
struct entry {
    std::string_view name;
    void (*run)(vector_case const&, support::deviations&);
};
class table {
public:
    table(std::initializer_list<entry> entries) : entries_(entries) { all().push_back(this); }
    table(table const&) = delete;
    table& operator=(table const&) = delete;

    void run(std::string const& what) const {
        support::deviations close("ONNX, " + what);
        for (auto const& e : entries_) {
            INFO(e.name);
            e.run(vector_case(e.name), close);
        }
        std::cout << "ONNX, " << what << ": " << entries_.size() << " cases" << std::endl;
    }
    [[nodiscard]] std::vector<entry> const& entries() const { return entries_; }

    static std::vector<table const*>& all() {
        static std::vector<table const*> tables;
        return tables;
    }

private:
    std::vector<entry> entries_;
};

}  // namespace onnx
