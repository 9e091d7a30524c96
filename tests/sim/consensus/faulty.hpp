#pragma once

#include "tests/sim/consensus/validator_node.hpp"

namespace synod::sim {

/// Tells half of the others one thing and half another: votes for a block and
/// for none, and two proposals for one round.
class equivocator final : public validator_node {
public:
  using validator_node::validator_node;

protected:
  void say(const packet& x) override;

private:
  [[nodiscard]] packet other(const packet& x);

  block_id last_block_;
  body alternative_;
};

/// Takes part in nothing and sends what nobody should: votes and proposals of
/// any height and round, of strangers and of others, unsigned; certificates of
/// nobody, and of itself alone; bodies that nobody asked for.
class garbler {
public:
  garbler(world& where, const signature_scheme& scheme, number self,
          std::size_t validators);

  /// Sends, and goes on sending.
  void start();

  /// Hears where the others are, to aim better.
  void receive(number from, const packet& x);

private:
  packet any();
  vote any_vote();
  validator_id anyone();
  round_number any_round();
  block_height any_height();

  world& world_;
  const signature_scheme& scheme_;
  number self_;
  std::size_t validators_;
  validator_position heard_;
};

} // namespace synod::sim
