#pragma once

#include <constexplain/parameters/byte_source.hpp>
#include <constexplain/parameters/error.hpp>
#include <constexplain/parameters/npy_header.hpp>
#include <constexplain/parameters/npy_values.hpp>
#include <constexplain/parameters/zip_member.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace constexplain {

/// An .npz archive, open for reading: what `numpy.savez` and `numpy.savez_compressed` write. Opening checks every
/// member's record, reading checks its data and checksum; what is wrong throws a `parameter_error`.
/// One object serves one thread at a time.
class npz_file {
public:
    explicit npz_file(std::filesystem::path const& path) : file_{path.string()}, archive_{detail::open_zip(path)} {
        list_members();
    }

    /// From memory, such as a mapped file, which must outlive this object; `name` is what messages call it.
    npz_file(std::span<std::byte const> bytes, std::string name)
        : file_{std::move(name)}
        , archive_{detail::open_zip(bytes, file_)} {
        list_members();
    }

    /// The arrays' names, without `.npy`, in the archive's order.
    std::vector<std::string> const& names() const noexcept { return names_; }

    bool contains(std::string_view name) const noexcept {
        return std::find(names_.begin(), names_.end(), name) != names_.end();
    }

    /// Shape and element type; the data stays where it is.
    npy_header header(std::string_view name) const {
        auto source = member(name);
        return detail::read_npy_header(source);
    }

    /// As `read_npy`: exactly the needed shape and bytes, no more is ever decompressed.
    void read(std::string_view name, std::span<std::size_t const> needed, std::span<float> out,
              non_finite values = non_finite::refused) const {
        auto source = member(name);
        detail::read_values(source, needed, out, values);
    }
    void read(std::string_view name, std::span<std::size_t const> needed, std::span<double> out,
              non_finite values = non_finite::refused) const {
        auto source = member(name);
        detail::read_values(source, needed, out, values);
    }

    /// As `load_npy`: an array of any shape, up to a limit.
    template<npy_value T>
    npy_array<T> load(std::string_view name, std::size_t byte_limit = default_byte_limit,
                      non_finite values = non_finite::refused) const {
        auto source = member(name);
        return detail::load_values<T>(source, byte_limit, values);
    }

    /// As `load_npy_text`: a 0-d array of bytes or of text.
    std::string text(std::string_view name, std::size_t byte_limit = default_text_limit) const {
        auto source = member(name);
        return detail::load_text(source, byte_limit);
    }

private:
    detail::zip_member_source member(std::string_view name) const {
        auto const found = std::find(names_.begin(), names_.end(), name);
        if (found == names_.end()) throw missing_array{{file_, std::string{name}}, list(), "this array"};
        return {*archive_, static_cast<zip_uint64_t>(found - names_.begin()), {file_, *found}};
    }

    std::string list() const {
        constexpr std::size_t most = 20;
        std::string text = names_.empty() ? "no arrays" : "only";
        for (std::size_t i = 0; i < std::min(names_.size(), most); ++i)
            text.append(i == 0 ? " '" : ", '").append(names_[i]).append("'");
        return names_.size() > most ? text + " and " + std::to_string(names_.size() - most) + " more" : text;
    }

    /// Every member has one name, so that names_[i] is the archive's member i.
    void list_members() {
        auto const count = zip_get_num_entries(archive_.get(), 0);
        for (zip_int64_t i = 0; i < count; ++i)
            names_.push_back(detail::array_name(*archive_, static_cast<zip_uint64_t>(i), file_));

        std::vector<std::string_view> sorted{names_.begin(), names_.end()};
        std::sort(sorted.begin(), sorted.end());
        auto const twice = std::adjacent_find(sorted.begin(), sorted.end());
        if (twice != sorted.end())
            throw malformed_file{{file_, std::string{*twice}}, "two arrays of this name", "one"};
    }

    std::string file_;
    detail::zip_archive archive_;
    std::vector<std::string> names_;
};

}  // namespace constexplain
