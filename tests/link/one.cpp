// Two translation units that include everything and use the same network are one program: whatever the headers define
// is inline, and there is one of each.
#include "net.hpp"

#include <cstdio>

using namespace link_test;

int main() {
    input_tensor<net> image{};
    for (size_t k = 0; k < image.size(); ++k) image[k] = static_cast<float>(k) / static_cast<float>(image.size());

    auto const here = bound().explain<net_rules>(image);
    auto const there = explained_in_two(image);
    bool const same = here.scores == there.scores && here.relevance == there.relevance && here.target == there.target;
    bool const one_definition = net::signature.data() == signature_in_two();
    if (here.status != status::ok) std::puts("the explanation is not ok");
    if (!same) std::puts("the two translation units disagree");
    if (!one_definition) std::puts("a constant is defined once in each translation unit");
    return here.status == status::ok && same && one_definition ? 0 : 1;
}
