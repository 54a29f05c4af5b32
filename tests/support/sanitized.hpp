// Whether this program is built with AddressSanitizer, whose instrumentation multiplies the time to compile: there the
// kernels and the laws are tried in one scalar type, and on fewer numbers; the builds without it try them all.
#pragma once

namespace support {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

}  // namespace support
