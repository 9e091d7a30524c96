#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace synod::topology {

/// First and last block of a range, both included.
using block_range = std::pair<std::uint32_t, std::uint32_t>;

/// Whether ranges of blocks can be laid end to end over a whole model.
struct tiling {
  /// What keeps the model as a whole from running; empty if nothing does.
  std::string fault;

  /// The ranges, by index, that are part of no way from the first block to the
  /// last, so that no route can use them.
  std::vector<std::size_t> unused;
};

/// Ranges may repeat (replicas) and may be cut differently. `blocks` is the
/// model's number of blocks; without it the highest range ends the model.
/// @pre no range ends before it begins
[[nodiscard]] tiling check_tiling(const std::vector<block_range>& ranges,
                                  std::optional<std::uint32_t> blocks);

} // namespace synod::topology
