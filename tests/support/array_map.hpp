// Arrays in memory as parameters of networks.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace support {

inline std::size_t element_count(std::span<std::size_t const> extents) {
    return std::accumulate(extents.begin(), extents.end(), std::size_t{1}, std::multiplies<>{});
}

/// A parameter source that holds its arrays.
class array_map {
public:
    array_map() = default;
    explicit array_map(std::map<std::string, std::vector<double>> arrays) : arrays_(std::move(arrays)) {}

    template<class T>
    void read(std::string const& name, std::span<std::size_t const> needed, std::span<T> elements) const {
        auto const& found = arrays_.at(name);
        if (found.size() != element_count(needed)) throw std::runtime_error("array " + name + " has another size");
        for (std::size_t k = 0; k < found.size(); ++k) elements[k] = static_cast<T>(found[k]);
    }
    [[nodiscard]] std::vector<double> const& at(std::string const& name) const { return arrays_.at(name); }
    /// One array behind another.
    [[nodiscard]] std::vector<double> joined(std::string const& first, std::string const& second) const {
        auto all = at(first);
        all.insert(all.end(), at(second).begin(), at(second).end());
        return all;
    }

private:
    std::map<std::string, std::vector<double>> arrays_;
};

}  // namespace support
