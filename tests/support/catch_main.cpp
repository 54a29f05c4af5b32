// The main function of every run-time test program.

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#endif

#include "skip.hpp"

int main(int argc, char* argv[]) {
    // Catch2's own result is a count (of failures, or of tests when it lists them), which could equal the skip code.
    if (Catch::Session().run(argc, argv) != 0) return 1;
    return support::skipped_cases > 0 ? support::skip_exit_code : 0;
}
