#pragma once

#include "actors/coordinator/ask.hpp"
#include "runtime/accounts/submitter.hpp"
#include "runtime/ledger/context.hpp"

#include <functional>
#include <map>
#include <vector>

namespace synod::coordinator {

/// How a coordinator settles, where requests are paid.
struct ledger_settings {
  accounts::account account; ///< The coordinator's.
  chain_parameters parameters;
  std::vector<genesis_model> models;
  std::vector<hop> workers;              ///< Asked how much room they have.
  std::map<node_id, curve_key> keys;     ///< Of the nodes with workers.
  std::vector<actor_address> validators; ///< Asked in turn.
  ledger::signature_check check;
  std::function<time_ms()> wall;   ///< Milliseconds since the epoch.
  time_ms request_ms_max = 60'000; ///< The longest that a request may take.
  /// How long the last receipts of a request may take to come in.
  instant receipt_patience{35'000'000};
  instant list_interval{2'000'000}; ///< Between looks at who is registered,
  instant load_interval{4'000'000}; ///< and at how much room workers have.
  accounts::submitter_limits submissions{};
};

/// A change of what must outlive the process: an attestation that is not final
/// yet, or is now.
struct journal_entry {
  request_id request;
  std::vector<std::byte> attest; ///< Canonical; empty: forget it.
};

} // namespace synod::coordinator
