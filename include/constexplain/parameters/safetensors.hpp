#pragma once
/// Reading safetensors files. Needs nlohmann/json (the CMake target constexplain::safetensors).
#include <constexplain/parameters/mapped_file.hpp>
#include <constexplain/parameters/safetensors_header.hpp>
#include <constexplain/parameters/safetensors_values.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace constexplain {

/// A safetensors file, open for reading. Opening it checks the whole header: shapes, types and offsets agree, and the
/// arrays cover the data without gap or overlap. What is wrong throws a `parameter_error`. The file is mapped:
/// `mapped_file` says what happens to one that is changed meanwhile.
class safetensors_file {
public:
    explicit safetensors_file(std::filesystem::path const& path) : file_{path.string()}, mapped_{path} {
        open(mapped_->bytes());
    }

    /// From memory, which must outlive this object; `name` is what messages call it.
    safetensors_file(std::span<std::byte const> bytes, std::string name) : file_{std::move(name)} { open(bytes); }

    /// The arrays' names, in the order of their data.
    [[nodiscard]] std::vector<std::string> const& names() const noexcept { return names_; }
    [[nodiscard]] bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }

    /// Type, shape and place of an array.
    [[nodiscard]] safetensors_array const& array(std::string_view name) const {
        if (auto const* const found = find(name)) return *found;
        throw missing_array{{file_, std::string{name}}, list(), "this array"};
    }

    /// A text of `__metadata__`, if it is there.
    [[nodiscard]] std::optional<std::string> metadata(std::string_view key) const {
        auto const found = contents_.metadata.find(key);
        if (found == contents_.metadata.end()) return {};
        return found->second;
    }

    /// Reads an array of exactly the needed shape into `out`, row-major. F32, F16 and BF16 can be read, and F64 as
    /// double; each number exactly.
    template<std::floating_point T>
    void read(std::string_view name, std::span<std::size_t const> needed, std::span<T> out,
              non_finite values = non_finite::refused) const {
        auto const& array = of_shape(name, needed);
        origin const where{file_, array.name};
        if (auto const count = element_count(array); count != out.size())
            throw shape_mismatch{where, "room for " + std::to_string(out.size()) + " elements",
                                 std::to_string(count) + " for " + detail::describe(needed)};
        detail::read_safetensors_elements(array.type, bytes_of(array).data(), out, where);
        if (values == non_finite::refused) detail::require_finite(std::span<T const>{out}, header_of(array), where);
    }

    /// The numbers of an array where they are in the file, checked as by `read`; null where they are of another type
    /// or not aligned, so that they must be read.
    template<std::floating_point T>
    [[nodiscard]] T const* view(std::string_view name, std::span<std::size_t const> needed) const {
        auto const& array = of_shape(name, needed);
        auto const bytes = bytes_of(array);
        if (!detail::stands_as<T>(array.type, bytes.data())) return nullptr;
        auto const* const start = reinterpret_cast<T const*>(bytes.data());
        require_finite(std::span{start, bytes.size() / sizeof(T)}, array);
        return start;
    }

    /// Gives back the memory that holds an array, or these bytes of one; what follows reads the file again.
    void release(std::string_view name) const { release(bytes_of(array(name))); }
    void release(std::span<std::byte const> bytes) const noexcept {
        if (mapped_) mapped_->release(bytes);
    }

    /// Throws `file_unreadable` where the file was changed since it was opened (see `mapped_file`).
    void require_unchanged() const {
        if (mapped_) mapped_->require_unchanged();
    }

private:
    void open(std::span<std::byte const> bytes) {
        contents_ = detail::read_safetensors_header(bytes, file_);
        for (auto const& array : contents_.arrays) names_.push_back(array.name);
        for (std::size_t k = 0; k < names_.size(); ++k) by_name_.emplace(names_[k], k);
    }
    [[nodiscard]] safetensors_array const* find(std::string_view name) const noexcept {
        auto const found = by_name_.find(name);
        return found == by_name_.end() ? nullptr : &contents_.arrays[found->second];
    }
    [[nodiscard]] safetensors_array const& of_shape(std::string_view name,
                                                    std::span<std::size_t const> needed) const {
        auto const& found = array(name);
        if (!std::ranges::equal(found.shape, needed))
            throw shape_mismatch{{file_, found.name}, detail::describe(found.shape), detail::describe(needed)};
        return found;
    }
    [[nodiscard]] std::span<std::byte const> bytes_of(safetensors_array const& array) const noexcept {
        return contents_.data.subspan(array.begin, array.end - array.begin);
    }
    [[nodiscard]] static std::size_t element_count(safetensors_array const& array) noexcept {
        return (array.end - array.begin) / *detail::safetensors_element_size(array.type);
    }
    [[nodiscard]] static npy_header header_of(safetensors_array const& array) {
        return {{'<', 'f', 0}, false, array.shape, 0, element_count(array)};
    }

    /// In blocks whose memory is given back, so that checking a large array takes none.
    template<class T>
    void require_finite(std::span<T const> values, safetensors_array const& array) const {
        constexpr std::size_t block = std::size_t{1} << 20;
        for (std::size_t at = 0; at < values.size(); at += block) {
            auto const part = values.subspan(at, std::min(block, values.size() - at));
            if (!std::ranges::all_of(part, detail::finite<T>))
                detail::require_finite(values, header_of(array), {file_, array.name});
            if (values.size() > block) release(std::as_bytes(part));
        }
    }

    [[nodiscard]] std::string list() const {
        constexpr std::size_t most = 20;
        std::string text = names_.empty() ? "no arrays" : "only";
        for (std::size_t i = 0; i < std::min(names_.size(), most); ++i)
            text.append(i == 0 ? " '" : ", '").append(detail::printable(names_[i])).append("'");
        return names_.size() > most ? text + " and " + std::to_string(names_.size() - most) + " more" : text;
    }

    std::string file_;
    std::optional<mapped_file> mapped_;
    detail::safetensors_contents contents_;
    std::vector<std::string> names_;
    std::map<std::string, std::size_t, std::less<>> by_name_;
};

}  // namespace constexplain
