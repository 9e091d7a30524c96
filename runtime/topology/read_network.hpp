#pragma once

#include "runtime/topology/network.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace synod::topology {

/// What is wrong at one place of a file.
struct fault {
  std::uint32_t line = 0;   ///< From 1; 0: the file as a whole.
  std::uint32_t column = 0; ///< From 1, in code points.
  std::string key;          ///< Such as `node.actor.blocks`; may be empty.
  std::string text;         ///< What is wrong and what was expected.
};

/// A network, or everything that is wrong with its file.
struct reading {
  std::optional<network> found; ///< Set exactly if `faults` is empty.
  std::vector<fault> faults;    ///< In the file's order; 100 at most.
  std::vector<std::string> warnings;
};

/// @returns how many blocks the model in a file has; nothing if it cannot be
///          opened on this machine.
using block_counter
  = std::function<std::optional<std::uint32_t>(const std::filesystem::path&)>;

/// Reads a topology. Paths in it are relative to `folder`. Never throws for
/// what the text says, however hostile: 256 KiB at most are looked at.
[[nodiscard]] reading
read_network(std::string_view text, const std::filesystem::path& folder,
             const block_counter& blocks_of = {});

/// Reads a topology file.
[[nodiscard]] reading read_network_file(const std::filesystem::path& file,
                                        const block_counter& blocks_of = {});

/// One line for a person: `FILE:LINE:COLUMN: KEY: TEXT`.
[[nodiscard]] std::string to_string(const fault& x, std::string_view file);

} // namespace synod::topology
