#include "importer/model.hpp"

#include <queue>
#include <unordered_set>

namespace constexplain::importer {

namespace {

[[noreturn]] void refuse_twice(std::string const& where, std::string const& name) {
    throw import_error(failure::duplicate_name, where, in_quotes(name) + " a second time",
                       "a name of its own for each value");
}

/// The names of inputs and constants.
std::unordered_set<std::string> given_values(model const& m) {
    std::unordered_set<std::string> given{""};
    for (auto const& [name, values] : m.constants) given.insert(name);
    for (auto const& in : m.inputs)
        if (!given.insert(in.name).second) refuse_twice("the graph's inputs", in.name);
    return given;
}

/// Which node makes each value.
std::unordered_map<std::string, size_t> makers_of(model const& m, std::unordered_set<std::string> const& given) {
    std::unordered_map<std::string, size_t> makers;
    for (size_t k = 0; k < m.nodes.size(); ++k)
        for (auto const& name : m.nodes[k].outputs)
            if (!name.empty() && (given.contains(name) || !makers.emplace(name, k).second))
                refuse_twice(m.nodes[k].text(), name);
    return makers;
}

}  // namespace

void sort_nodes(model& m) {
    auto const given = given_values(m);
    auto const makers = makers_of(m, given);
    std::vector<size_t> missing(m.nodes.size(), 0);
    std::vector<std::vector<size_t>> readers(m.nodes.size());
    for (size_t k = 0; k < m.nodes.size(); ++k)
        for (auto const& name : m.nodes[k].inputs) {
            if (auto const made = makers.find(name); made != makers.end()) {
                readers[made->second].push_back(k);
                ++missing[k];
            } else if (!given.contains(name)) {
                throw import_error(failure::missing_value, m.nodes[k].text(), "the input " + in_quotes(name),
                                   "an initialiser, an input of the graph or an output of a node of this name");
            }
        }

    // The file's order wherever it allows a choice.
    std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
    for (size_t k = 0; k < m.nodes.size(); ++k)
        if (missing[k] == 0) ready.push(k);
    std::vector<node> sorted;
    sorted.reserve(m.nodes.size());
    while (!ready.empty()) {
        size_t const next = ready.top();
        ready.pop();
        for (size_t const reader : readers[next])
            if (--missing[reader] == 0) ready.push(reader);
        sorted.push_back(std::move(m.nodes[next]));
    }
    for (size_t k = 0; k < missing.size(); ++k)
        if (missing[k] != 0)
            throw import_error(failure::cyclic_graph, m.nodes[k].text(),
                               "an input that depends on the node's own output", "a graph without cycles");
    m.nodes = std::move(sorted);
}

void keep_what_is_needed(model& m, std::string const& output) {
    std::unordered_set<std::string> needed{output};
    std::vector<node> kept;
    for (size_t k = m.nodes.size(); k-- > 0;) {
        node& here = m.nodes[k];
        bool is_needed = false;
        for (auto const& name : here.outputs) is_needed = is_needed || needed.contains(name);
        if (!is_needed) continue;
        for (auto const& name : here.inputs)
            if (!name.empty()) needed.insert(name);
        kept.push_back(std::move(here));
    }
    m.nodes.assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
}

}  // namespace constexplain::importer
