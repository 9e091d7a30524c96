#pragma once

#include "runtime/consensus/catch_up.hpp"
#include "schemas/address.hpp"
#include "schemas/validator_messages.hpp"

#include <map>
#include <optional>

namespace synod::chain {

/// Where the other validators are: who is to be sent something again, and whom
/// to ask if this one is behind.
class peer_progress {
public:
  /// Of decided heights, at once.
  static constexpr auto heights_asked = std::uint32_t{32};

  /// @returns true if it said so a moment ago, and nothing was returned in the
  ///          last second: it does not rest, and may not have heard this one
  bool
  heard(const node_id& from, const validator_position& x, std::uint64_t now_ms);

  /// A peer that is due to be sent what it lacks, and where it is.
  struct behind {
    node_id node;
    validator_position position;
  };

  [[nodiscard]] std::vector<behind> due(std::uint64_t now_ms);

  /// Whom to ask for decided heights, and for which: nothing unless someone has
  /// been ahead for a moment. Asked again only when the answer came or is late.
  struct question {
    node_id node;
    wanted_heights heights;
  };

  [[nodiscard]] std::optional<question>
  question_at(block_height here, std::uint64_t now_ms);

  /// True if this peer may be answered `wanted_heights` now; each is bounded.
  [[nodiscard]] bool may_answer(const node_id& to, std::uint64_t now_ms);

  /// True if one's own position is to be told now: it is a new one, or may have
  /// been missed. Seldom at rest, for a message now and then keeps connections
  /// from resting (`transport_options::rest_after`).
  [[nodiscard]] bool
  is_news(const validator_position& own, std::uint64_t now_ms, bool at_rest);

  /// True if so many others said last that they are at `own`, and none that it
  /// is elsewhere.
  [[nodiscard]] bool
  is_level(const validator_position& own, std::size_t others) const;

private:
  struct peer {
    consensus::catch_up_schedule schedule{{}};
    std::uint64_t ahead_since_ms = 0; ///< 0: it is not.
    std::uint64_t answered_ms = 0;
    std::uint64_t heard_ms = 0;    ///< 0: never.
    std::uint64_t returned_ms = 0; ///< When its repetition was last answered.
  };

  std::map<node_id, peer> peers_;
  block_height asked_from_;
  std::uint64_t asked_ms_ = 0;
  node_id asked_last_;
  std::optional<validator_position> told_;
  std::uint64_t told_ms_ = 0;
};

} // namespace synod::chain
