#include "importer/sha256.hpp"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>

namespace constexplain::importer {

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("libcrypto does not offer SHA-256");
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int k = 0; k < size; ++k)
        text.append(1, digits[digest[k] >> 4U]).append(1, digits[digest[k] & 15U]);
    return text;
}

}  // namespace constexplain::importer
