// Skipping a test case in a way that CTest sees, with Catch2 version 2 (which has no SKIP) as with version 3.
//
// A skipped case prints its reason and returns; the program then ends with `skip_exit_code` unless something failed.
// CTest runs every test case in a process of its own, so it reports exactly that case as skipped.
#pragma once

#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>

namespace support {

inline constexpr int skip_exit_code = 77;
inline int skipped_cases = 0;

inline void report_skipped(std::string_view reason) {
    ++skipped_cases;
    std::cout << "skipped: " << reason << std::endl;
}

/// The file or folder `name` in the folder of shared test data; it need not exist.
inline std::filesystem::path shared_data(std::string_view name) {
    return std::filesystem::path(CONSTEXPLAIN_SHARED) / name;
}

/// True where the shared test data has `name`; otherwise the running case counts as skipped, and should return.
inline bool has_shared_data(std::string_view name) {
    if (std::filesystem::exists(shared_data(name))) return true;
    report_skipped("needs " + std::string(name) +
                   " of the shared test data (CMake's CONSTEXPLAIN_SHARED), which is not in " + CONSTEXPLAIN_SHARED);
    return false;
}

}  // namespace support

/// First line of a test case (not of a section, whose siblings it would hide) that reads shared data:
///     NEEDS_SHARED_DATA("zoo/mnist_mlp_relu");
#define NEEDS_SHARED_DATA(name)                                                                                      \
    if (!::support::has_shared_data(name)) return
