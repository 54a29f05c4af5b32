#pragma once
/// A model in another scalar.
#include <constexplain/model.hpp>

namespace constexplain {

namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET {

/// Copies a linear layer's packed parameters of T to those of U, whose rows may be padded to another width.
template<linear_geometry G, class T, class U>
constexpr void repack(T const* from, U* to) {
    using source = kernels::packing<T, G>;
    using target = kernels::packing<U, G>;
    for (size_t k = 0; k < target::total; ++k) to[k] = U(0);
    for (size_t o = 0; o < G.out_channels; ++o) {
        size_t const group = o / G.group_out(), out = o % G.group_out();
        for (size_t ky = 0; ky < G.over.kernel.height; ++ky)
            for (size_t kx = 0; kx < G.over.kernel.width; ++kx)
                for (size_t in = 0; in < G.group_in(); ++in)
                    to[target::place(group, ky, kx, in, out)] =
                        static_cast<U>(from[source::place(group, ky, kx, in, out)]);
        to[target::weights + target::place(group, out)] =
            static_cast<U>(from[source::weights + source::place(group, out)]);
    }
    target::transpose(to);
}

/// The same for any layer that has parameters.
template<class Node, class T, class U>
constexpr void repack(T const* from, U* to) {
    if constexpr (linear_layer<typename Node::layer_type>) {
        repack<Node::geometry()>(from, to);
    } else if constexpr (recurrent_layer<typename Node::layer_type>) {
        using source = kernels::recurrent_products<T, Node>;
        using target = kernels::recurrent_products<U, Node>;
        repack<source::of_input>(from, to);
        repack<source::of_state>(from + source::state_at, to + target::state_at);
        if constexpr (source::has_candidate)
            repack<source::of_candidate>(from + source::candidate_at, to + target::candidate_at);
    } else {
        for (size_t k = 0; k < kernels::parameters<T, Node>::total; ++k) to[k] = static_cast<U>(from[k]);
    }
}

}  // namespace detail::inline CONSTEXPLAIN_INSTRUCTION_SET

inline namespace CONSTEXPLAIN_INSTRUCTION_SET {

/// The same network and parameters in the scalar U: `with_scalar<interval>(net)`. Parameters keep their values, but for
/// double to float, which rounds.
template<model_scalar U, class Net, class T, class Storage>
[[nodiscard]] model<Net, U> with_scalar(model<Net, T, Storage> const& net) {
    owned_parameters<U, parameter_layout<Net, U>::total> packed;
    [&]<class... Nodes>(meta::list<Nodes...>) {
        (detail::repack<Nodes>(net.packed() + parameter_layout<Net, T>::offsets[Nodes::index],
                               packed.data() + parameter_layout<Net, U>::offsets[Nodes::index]),
         ...);
    }(parameter_nodes<Net>{});
    return model<Net, U>(std::move(packed));
}

}  // namespace CONSTEXPLAIN_INSTRUCTION_SET

}  // namespace constexplain
