#pragma once

#include "runtime/topology/read_network.hpp"
#include "schemas/genesis.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace synod {

/// A genesis in the making, or all that is wrong with its draft.
struct genesis_reading {
  genesis found; ///< Sorted as it must be; valid only without faults.
  std::vector<topology::fault> faults;
};

/// Reads what a genesis is to hold:
///
///     [chain]              # id, community; transaction_fee, bond_min,
///                          # epoch_s, close_delay_s, dispute_window_s
///     [split]              # basis points: workers, respondents, corpora,
///                          # coordinator, auditors, community, burn
///     [[validator]]        # node, weight, key or key_file
///     [[account]]          # balance, account or key_file
///     [[model]]            # name, file (GGUF)
///
/// Keys and accounts are hex; of a key file only its public half is read. Says
/// nothing of the genesis' rules (`ledger::check_genesis`).
/// @param folder that paths are relative to
/// @param now milliseconds since 1970
[[nodiscard]] genesis_reading
read_genesis_draft(std::string_view text, const std::filesystem::path& folder,
                   time_ms now);

} // namespace synod
