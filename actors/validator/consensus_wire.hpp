#pragma once

#include "actors/validator/block_form.hpp"
#include "schemas/consensus.hpp"
#include "schemas/validator_messages.hpp"
#include "schemas/validator_position.hpp"

#include <optional>
#include <string>
#include <variant>

// What moves agreement, as it travels and as it was checked.

namespace synod::chain {

/// A block with the bytes that its receivers get.
struct block_body {
  block_id id;
  block content;
  buffer canonical;
};

using consensus_content
  = std::variant<signed_proposal, signed_vote, certificate, block_body,
                 validator_position, wanted_body, wanted_heights>;

[[nodiscard]] consensus_message message_of(const signed_proposal& x);
[[nodiscard]] consensus_message message_of(const signed_vote& x);
[[nodiscard]] consensus_message message_of(const certificate& x);
[[nodiscard]] consensus_message message_of(const block_body& x);
[[nodiscard]] consensus_message message_of(const validator_position& x);
[[nodiscard]] consensus_message message_of(const wanted_body& x);
[[nodiscard]] consensus_message message_of(const wanted_heights& x);

/// @returns nothing unless the content is the canonical form of its kind, and
///          of a block, its transactions those of its header.
[[nodiscard]] std::optional<consensus_content>
open_message(const consensus_message& x);

[[nodiscard]] block_body body_of(block x);

/// Checks signatures for one chain and one set of validators. What a stranger
/// signed does not hold.
class signature_rule {
public:
  signature_rule(std::string chain_id, const consensus::validator_set& set)
    : chain_id_(std::move(chain_id)), set_(&set) {
  }

  [[nodiscard]] bool holds(const signed_proposal& x) const;
  [[nodiscard]] bool holds(const signed_vote& x) const;
  [[nodiscard]] bool holds(const certificate& x) const;

private:
  std::string chain_id_;
  const consensus::validator_set* set_;
};

} // namespace synod::chain
