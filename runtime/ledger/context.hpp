#pragma once

#include "runtime/ledger/state_keys.hpp"
#include "schemas/chain_ids.hpp"
#include "schemas/error.hpp"
#include "schemas/genesis.hpp"

#include <functional>
#include <optional>
#include <span>
#include <string_view>

namespace synod::ledger {

/// Whether a signature over signed bytes is a key's: `crypto::verify`, or a
/// cheaper scheme where a whole network is simulated. A plain function of its
/// arguments, the same on every replica.
using signature_check
  = std::function<bool(const public_key& key,
                       std::span<const std::byte> message, const signature& x)>;

/// What a block may know while it is executed. There is no other clock and no
/// randomness, so every replica computes the same state.
struct block_context {
  block_height height;
  time_ms time = 0;                   ///< The header's.
  const chain_parameters& parameters; ///< Must outlive this.
  const signature_check& check;       ///< Must outlive this.
  lane_id lane;

  [[nodiscard]] state_keys keys() const noexcept {
    return state_keys{lane};
  }
};

/// What a contract may know about the transaction it runs for.
struct transaction_context {
  const block_context& block;
  account_id sender;
  transaction_id id;
};

/// Why a transition was refused; it changed nothing then. Each checks in the
/// order in which its header lists the reasons, then changes.
using refusal = std::optional<errc>;

constexpr auto applied = refusal{};

} // namespace synod::ledger
