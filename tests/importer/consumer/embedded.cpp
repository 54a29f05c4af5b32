// The parameters inside the program.
#include "expected.hpp"

#include <tiny.hpp>
#include <tiny_embedded.hpp>

int main() {
    auto const net = constexplain::embedded<tiny>(tiny_weights{});
    auto const answer = net.explain<tiny_rules>(ramp());
    bool const closes = answer.status == constexplain::status::ok && answer.ledger.closes(1e-3F);
    return as_expected(answer.scores) && closes ? 0 : 1;
}
