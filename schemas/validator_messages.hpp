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

/// Asks for the body of a block that was proposed. Fails with `not_stored`.
struct fetch_body {
  static constexpr auto name = "fetch_body";

  block_id block;

  static auto fields(auto& x) {
    return std::tie(x.block);
  }
};

struct body_found {
  static constexpr auto name = "body_found";

  buffer block; ///< Canonical `block`.

  static auto fields(auto& x) {
    return std::tie(x.block);
  }
};

/// Asks for decided heights, from one that is behind. Fails with `not_stored`
/// if the first is above the head.
struct fetch_decided {
  static constexpr auto name = "fetch_decided";

  block_height first;
  std::uint32_t count_max = 0;

  static auto fields(auto& x) {
    return std::tie(x.first, x.count_max);
  }
};

/// A block and what decided it.
struct decided_block {
  static constexpr auto name = "decided_block";

  buffer block;       ///< Canonical `block`.
  buffer certificate; ///< Canonical `certificate`.

  static auto fields(auto& x) {
    return std::tie(x.block, x.certificate);
  }
};

struct decided_blocks {
  static constexpr auto name = "decided_blocks";

  /// Without a gap, from the first asked for; as many as fit a message.
  std::vector<decided_block> blocks;

  static auto fields(auto& x) {
    return std::tie(x.blocks);
  }
};

} // namespace synod
