#pragma once

#include "schemas/chain_ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <tuple>
#include <vector>

// What validators tell each other to agree on a block. What is signed is the
// unsigned part alone, canonically encoded.

namespace synod {

/// The two votes of a round.
enum class vote_kind : std::uint8_t { prevote = 1, precommit = 2 };

/// Which values a decoder accepts.
[[nodiscard]] constexpr bool is_known(vote_kind x) noexcept {
  return x == vote_kind::prevote || x == vote_kind::precommit;
}

/// A validator's vote in one round.
struct vote {
  static constexpr auto name = "vote";

  vote_kind kind = vote_kind::prevote;
  block_height height;
  round_number round = 0;
  block_id block; ///< Or `nil_block`.
  /// Of a prevote: the latest round whose polka for the block justifies it, by
  /// its proposal or by the voter's own lock; -1 if none is needed, for nil,
  /// and in every precommit.
  round_number valid_round = no_round;
  validator_id validator;

  static auto fields(auto& x) {
    return std::tie(x.kind, x.height, x.round, x.block, x.valid_round,
                    x.validator);
  }

  friend bool operator==(const vote&, const vote&) = default;
};

/// A vote as it travels. Signed: `vote`, under "synod/vote/v1".
struct signed_vote {
  static constexpr auto name = "signed_vote";

  synod::vote vote;
  synod::signature signature;

  static auto fields(auto& x) {
    return std::tie(x.vote, x.signature);
  }

  friend bool operator==(const signed_vote&, const signed_vote&) = default;
};

/// A proposer's choice for one round. The block itself travels apart.
struct proposal {
  static constexpr auto name = "proposal";

  block_height height;
  round_number round = 0;
  block_id block;                    ///< Never `nil_block`.
  round_number pol_round = no_round; ///< Of the polka for it; -1: fresh.
  validator_id proposer;

  static auto fields(auto& x) {
    return std::tie(x.height, x.round, x.block, x.pol_round, x.proposer);
  }

  friend bool operator==(const proposal&, const proposal&) = default;
};

/// A proposal as it travels. Signed: `proposal`, under "synod/proposal/v1".
struct signed_proposal {
  static constexpr auto name = "signed_proposal";

  synod::proposal proposal;
  synod::signature signature;

  static auto fields(auto& x) {
    return std::tie(x.proposal, x.signature);
  }

  friend bool operator==(const signed_proposal&, const signed_proposal&)
    = default;
};

/// One validator's part of a certificate.
struct vote_signature {
  static constexpr auto name = "vote_signature";

  validator_id validator;
  round_number valid_round = no_round; ///< As in the vote.
  synod::signature signature;

  static auto fields(auto& x) {
    return std::tie(x.validator, x.valid_round, x.signature);
  }

  friend bool operator==(const vote_signature&, const vote_signature&)
    = default;
};

/// Votes of more than 2/3 of the weight for one block in one round: of
/// precommits a *commit*, which decides the height; of prevotes a *polka*.
/// Signatures are ordered by validator, each at most once.
struct certificate {
  static constexpr auto name = "certificate";

  vote_kind kind = vote_kind::precommit;
  block_height height;
  round_number round = 0;
  block_id block; ///< Never `nil_block`.
  std::vector<vote_signature> signatures;

  static auto fields(auto& x) {
    return std::tie(x.kind, x.height, x.round, x.block, x.signatures);
  }

  friend bool operator==(const certificate&, const certificate&) = default;
};

/// Two votes of one validator that no honest one signs together: two of one
/// kind in one round (equivocation), or a precommit for one block and a later
/// prevote for another that no polka since justifies (amnesia).
struct vote_conflict {
  static constexpr auto name = "vote_conflict";

  signed_vote first;
  signed_vote second;

  static auto fields(auto& x) {
    return std::tie(x.first, x.second);
  }

  friend bool operator==(const vote_conflict&, const vote_conflict&) = default;
};

} // namespace synod
