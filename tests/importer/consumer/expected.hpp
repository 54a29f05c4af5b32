// What tests/importer/write_models.py prints: the output for the input 0, 1/36, 2/36, ...
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>

inline std::array<float, 36> ramp() {
    std::array<float, 36> image{};
    for (std::size_t k = 0; k < image.size(); ++k) image[k] = static_cast<float>(k) / 36;
    return image;
}

template<class Scores>
bool as_expected(Scores const& scores) {
    std::printf("%.9g %.9g\n", static_cast<double>(scores[0]), static_cast<double>(scores[1]));
    return std::abs(scores[0] - 0.04385944791212282F) < 4e-6F && std::abs(scores[1] + 0.3526744223107219F) < 4e-6F;
}
