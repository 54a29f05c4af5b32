#include "importer/structure.hpp"

#include "importer/limits.hpp"

#include <algorithm>

namespace constexplain::importer {

namespace {

bool is_join(layer const& here) {
    return std::holds_alternative<sum_layer>(here.op) || std::holds_alternative<concatenation_layer>(here.op);
}

class structure_finder {
public:
    explicit structure_finder(layer_graph const& graph)
        : graph_(graph)
        , dominator_(graph.layers.size(), 0)
        , depth_(graph.layers.size(), 0)
        , placed_(graph.layers.size(), false) {
        for (size_t k = 1; k < graph.layers.size(); ++k) {
            size_t common = graph.layers[k].inputs.at(0);
            for (size_t const in : graph.layers[k].inputs) common = common_dominator(common, in);
            dominator_[k] = common;
            depth_[k] = depth_[common] + 1;
        }
    }

    sequence whole() { return row(graph_.output, 0, 0); }

private:
    /// The last layer that every way to both must pass; each of them may be it.
    size_t common_dominator(size_t a, size_t b) const {
        while (a != b)
            if (depth_[a] >= depth_[b])
                a = dominator_[a];
            else
                b = dominator_[b];
        return a;
    }

    /// The layers after `begin` up to and with `end`; every way to `end` passes `begin`.
    sequence row(size_t end, size_t begin, size_t level) {
        if (level > limits::branch_depth)
            throw import_error(failure::size_limit_exceeded, graph_.layers[end].where,
                               "branches inside more than " + std::to_string(limits::branch_depth) + " others",
                               "fewer");
        sequence backwards;
        while (end != begin) {
            layer const& here = graph_.layers[end];
            if (placed_[end]) refuse(end);
            placed_[end] = true;
            element next{end, {}};
            if (is_join(here))
                for (size_t const from : here.inputs) next.branches.push_back(row(from, dominator_[end], level + 1));
            if (std::holds_alternative<sum_layer>(here.op))
                std::sort(next.branches.begin(), next.branches.end(), runs_before);
            backwards.push_back(std::move(next));
            end = dominator_[end];
        }
        return {std::make_move_iterator(backwards.rbegin()), std::make_move_iterator(backwards.rend())};
    }

    /// The branches of a sum stand in the order in which the model runs them, so that its first layer stays the first;
    /// a branch without layers comes last.
    static bool runs_before(sequence const& a, sequence const& b) {
        return !a.empty() && (b.empty() || first_layer(a) < first_layer(b));
    }
    static size_t first_layer(sequence const& branch) {
        size_t first = branch[0].layer;
        for (sequence const& each : branch[0].branches)
            if (!each.empty()) first = std::min(first, first_layer(each));
        return first;
    }

    [[noreturn]] void refuse(size_t crossed) const {
        std::string readers;
        for (layer const& each : graph_.layers)
            if (std::find(each.inputs.begin(), each.inputs.end(), crossed) != each.inputs.end())
                readers.append(readers.empty() ? "" : " and ").append(each.where);
        throw import_error(
            failure::not_series_parallel, graph_.layers[crossed].where,
            "an output that crosses branches: it is read by " + readers,
            "branches that start from one value and end in one sum or concatenation, nested at most",
            "end before them with --output NAME, or rewrite the model without the crossing connection");
    }

    layer_graph const& graph_;
    std::vector<size_t> dominator_, depth_;
    std::vector<bool> placed_;
};

size_t write_out(sequence const& layers, size_t boundary, std::vector<executed>& order) {
    for (element const& each : layers) {
        std::vector<size_t> sources;
        for (sequence const& branch : each.branches) sources.push_back(write_out(branch, boundary, order));
        if (each.branches.empty()) sources.push_back(boundary);
        order.push_back({each.layer, std::move(sources)});
        boundary = order.size();
    }
    return boundary;
}

}  // namespace

void share_concatenations(layer_graph& graph) {
    std::vector<size_t> joins;
    for (size_t k = 1; k < graph.layers.size(); ++k)
        if (std::holds_alternative<concatenation_layer>(graph.layers[k].op)) joins.push_back(k);
    // From the last on, so that the parts of those before it are still as they were.
    for (size_t k = joins.size(); k-- > 1;) {
        auto& parts = graph.layers[joins[k]].inputs;
        size_t best = 0, length = 0;
        for (size_t other = 0; other < k; ++other) {
            auto const& first = graph.layers[joins[other]].inputs;
            if (first.size() > length && first.size() < parts.size() &&
                std::equal(first.begin(), first.end(), parts.begin())) {
                best = joins[other];
                length = first.size();
            }
        }
        if (length == 0) continue;
        parts.erase(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(length));
        parts.insert(parts.begin(), best);
    }
}

sequence find_structure(layer_graph const& graph) { return structure_finder(graph).whole(); }

std::vector<executed> execution_order(sequence const& layers) {
    std::vector<executed> order;
    write_out(layers, 0, order);
    return order;
}

}  // namespace constexplain::importer
