// The tests in tests/static are assertions that the compiler checks: this program exists, so they hold.

#include <cstdio>

int main() { std::printf("%d files of static assertions compiled\n", CONSTEXPLAIN_STATIC_FILES); }
