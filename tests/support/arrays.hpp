// Reference arrays as parameters of networks: from JSON, and from a zoo folder.
#pragma once

#include "support/array_map.hpp"

#include <constexplain/parameters/npy.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

using nlohmann::json;

inline json read_json(std::filesystem::path const& path) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return json::parse(file);
}

/// The numbers of nested JSON arrays, in row-major order.
inline std::vector<double> numbers(json const& nested) {
    if (!nested.is_array()) return {nested.get<double>()};
    std::vector<double> all;
    for (auto const& part : nested) {
        auto const inner = numbers(part);
        all.insert(all.end(), inner.begin(), inner.end());
    }
    return all;
}

template<class To, class From>
std::vector<To> converted(std::vector<From> const& values) {
    std::vector<To> result;
    result.reserve(values.size());
    for (auto const v : values) result.push_back(static_cast<To>(v));
    return result;
}

/// A parameter source over a folder with a `net.json`, which says each array's file.
class array_folder {
public:
    explicit array_folder(std::filesystem::path path) : path_(std::move(path)), net_(read_json(path_ / "net.json")) {
        for (auto const& layer : net_.at("layers"))
            for (auto const& [key, role] : roles)
                if (layer.contains(key))
                    files_[layer.at("name").get<std::string>() + "." + role] = layer.at(key).get<std::string>();
    }

    template<class T>
    void read(std::string const& name, std::span<std::size_t const> needed, std::span<T> elements) const {
        constexplain::read_npy(path_ / files_.at(name), needed, elements);
    }
    [[nodiscard]] std::filesystem::path operator/(std::string const& name) const { return path_ / name; }
    [[nodiscard]] json const& net() const { return net_; }

private:
    /// The names that `net.json` gives to arrays, and the library's.
    static inline std::vector<std::pair<std::string, std::string>> const roles{
        {"weight", "weight"},       {"bias", "bias"},
        {"gamma", "weight"},        {"beta", "bias"},
        {"mean", "running_mean"},   {"var", "running_var"},
        {"recurrent", "recurrent"}, {"recurrent_bias", "recurrent_bias"}};

    std::filesystem::path path_;
    json net_;
    std::map<std::string, std::string> files_;
};

}  // namespace support
