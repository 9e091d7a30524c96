#pragma once

#include "schemas/buffer.hpp"
#include "schemas/chain_ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What validators tell each other. Everything here is checked by signature or
// by hash, never believed for who sent it.

namespace synod {

/// Asks for the body of a block that was proposed.
struct wanted_body {
  static constexpr auto name = "wanted_body";

  block_id block;

  static auto fields(auto& x) {
    return std::tie(x.block);
  }
};

/// Asks for the blocks and commits of decided heights, from the first on, as
/// one that is behind does. They come as certificates and bodies.
struct wanted_heights {
  static constexpr auto name = "wanted_heights";

  block_height first;
  std::uint32_t count = 0;

  static auto fields(auto& x) {
    return std::tie(x.first, x.count);
  }
};

/// Something that moves agreement on a height. Nothing between two validators
/// looks inside: that is for who decides and who checks signatures.
struct consensus_message {
  static constexpr auto name = "consensus_message";

  /// What the content is, canonically encoded. Append only.
  enum kinds : std::uint8_t {
    proposal = 1, ///< `signed_proposal`
    vote,         ///< `signed_vote`
    certificate,  ///< `certificate`
    body,         ///< `block`
    position,     ///< `validator_position`, unsigned
    body_wanted,  ///< `wanted_body`
    decided_wanted, ///< `wanted_heights`
  };

  std::uint8_t kind = 0;
  buffer content;

  static auto fields(auto& x) {
    return std::tie(x.kind, x.content);
  }
};

/// Transactions that are new to the sender's mempool.
struct gossip_transactions {
  static constexpr auto name = "gossip_transactions";

  std::vector<std::string> transactions; ///< Canonical `signed_transaction`s.

  static auto fields(auto& x) {
    return std::tie(x.transactions);
  }
};

} // namespace synod
