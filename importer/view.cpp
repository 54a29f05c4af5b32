#include "importer/view.hpp"

namespace constexplain::importer {

view::view(extents dims) : dims_(std::move(dims)) {
    for (size_t const extent : dims_) count_ *= extent;
    if (count_ > 1) runs_.push_back({count_, 1});
}

bool view::is_natural() const { return runs_.empty() || (runs_.size() == 1 && runs_[0].stride == 1); }

void view::merge() {
    std::vector<run> merged;
    for (run const& next : runs_) {
        if (next.extent == 1) continue;
        if (!merged.empty() && merged.back().stride == next.extent * next.stride)
            merged.back() = {merged.back().extent * next.extent, next.stride};
        else
            merged.push_back(next);
    }
    runs_ = std::move(merged);
}

std::optional<std::vector<std::vector<run>>> view::by_axis() const {
    std::vector<std::vector<run>> axes(dims_.size());
    std::vector<run> rest(runs_.rbegin(), runs_.rend());
    for (size_t axis = 0; axis < dims_.size(); ++axis)
        for (size_t needed = dims_[axis]; needed > 1;) {
            run& next = rest.back();
            if (needed % next.extent == 0) {
                axes[axis].push_back(next);
                needed /= next.extent;
                rest.pop_back();
            } else if (next.extent % needed == 0) {
                next.extent /= needed;
                axes[axis].push_back({needed, next.stride * next.extent});
                needed = 1;
            } else {
                return std::nullopt;
            }
        }
    return axes;
}

view view::reshaped(extents dims) const {
    view result = *this;
    result.dims_ = std::move(dims);
    return result;
}

std::optional<view> view::transposed(std::vector<size_t> const& order) const {
    auto const axes = by_axis();
    if (!axes) return std::nullopt;
    view result;
    result.count_ = count_;
    for (size_t const axis : order) {
        result.dims_.push_back(dims_[axis]);
        result.runs_.insert(result.runs_.end(), (*axes)[axis].begin(), (*axes)[axis].end());
    }
    result.merge();
    return result;
}

std::vector<size_t> view::places() const {
    std::vector<size_t> all(count_, 0);
    size_t inner = count_;
    for (run const& each : runs_) {
        inner /= each.extent;
        for (size_t k = 0; k < count_; ++k) all[k] += k / inner % each.extent * each.stride;
    }
    return all;
}

}  // namespace constexplain::importer
