// A network of the zoo from its ONNX file alone: the type list and the weights that the importer wrote give the stored
// outputs and relevance maps. The build makes one program for each network; ZOO_RULES names the rule sets that are
// stored for it, each between commas.

#include "reference/zoo_folder.hpp"

#include <constexplain/parameters/load_safetensors.hpp>

#include ZOO_HEADER

namespace zoo {

// Imported with batch normalisation as layers of its own, and folded here, as the references were: in double.
using network = folded<ZOO_NETWORK>;
template<>
struct bind<network> {
    template<class T>
    static auto from(support::array_folder const&) {
        return fold(load_safetensors<ZOO_NETWORK, T>(ZOO_WEIGHTS));
    }
};

namespace {

constexpr bool is_stored(std::string_view rule_set) {
    constexpr std::string_view all = ZOO_RULES;
    for (std::size_t at = all.find(rule_set); at != all.npos; at = all.find(rule_set, at + 1))
        if (all[at - 1] == ',' && all[at + rule_set.size()] == ',') return true;
    return false;
}

/// The maps of a rule set that is stored. Not compiled where it is not: the network may not admit it.
template<fixed_string Name, class Rules, class Net>
void check(folder& zoo) {
    if constexpr (is_stored(Name.view()))
        zoo.template check_rules<Net, Rules, precisions::in_double>(std::string(Name.view()));
}

template<class Net>
void check_network(std::string const& name) {
    folder zoo(name);
    zoo.check_outputs<Net>();
    check<"EpsilonPlus", epsilon_plus, Net>(zoo);
    if (name != "mlperf_kws") check<"EpsilonPlusFlat", epsilon_plus_flat, Net>(zoo);
    check<"EpsilonAlpha2Beta1", epsilon_alpha2_beta1, Net>(zoo);
    check<"EpsilonGammaBox", epsilon_gamma_box, Net>(zoo);
    check<"Epsilon1e-6_all", epsilon_all, Net>(zoo);
    check<"Alpha1Beta0_nobias_all", alpha1_beta0_nobias_all, Net>(zoo);
    check<"DTD_zplus_zbox_nobias", dtd_zbox_nobias, Net>(zoo);
    check<"DTD_zplus_wsquare_nobias", dtd_wsquare_nobias, Net>(zoo);
    // Stored for a network whose first padding is a layer of its own: reference/zoo_padding.cpp.
    if (name == "mlperf_kws") zoo.leave_out("EpsilonPlusFlat");
    zoo.check_all_maps_seen();
}

}  // namespace
}  // namespace zoo

TEST_CASE("imported: " ZOO_NAME) {
    NEEDS_SHARED_DATA("zoo/" ZOO_NAME);
    zoo::check_network<zoo::network>(ZOO_NAME);
}
