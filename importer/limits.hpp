#pragma once
/// How much of everything a model may hold. Real networks stay far below; a hostile file would not.
#include <cstddef>

namespace constexplain::importer::limits {

inline constexpr std::size_t file_bytes = (std::size_t{1} << 31) - 1;  ///< protobuf's own limit
inline constexpr std::size_t message_fields = 2'000'000;  ///< fields of a file, packed numbers counted once
inline constexpr int message_depth = 32;                  ///< nested messages
inline constexpr std::size_t nodes = 20'000;
inline constexpr std::size_t rank = 8;
inline constexpr std::size_t name_bytes = 4096;
/// Numbers of one array of a file: four of them fill protobuf's limit in external files too.
inline constexpr std::size_t array_elements = std::size_t{1} << 31;
/// Numbers of an array that is computed here from others: shapes and normalisation constants, not pictures.
inline constexpr std::size_t computed_elements = std::size_t{1} << 22;
/// Numbers between two layers.
inline constexpr std::size_t value_elements = std::size_t{1} << 28;
/// A kernel's, a stride's, a padding's size.
inline constexpr std::size_t window_size = 1U << 16;
inline constexpr std::size_t branch_depth = 64;  ///< branches inside branches

}  // namespace constexplain::importer::limits
