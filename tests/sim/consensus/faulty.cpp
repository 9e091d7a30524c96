#include "tests/sim/consensus/faulty.hpp"

namespace synod::sim {

// -- equivocator --------------------------------------------------------------

void equivocator::say(const packet& x) {
  if (const auto* proposal = std::get_if<signed_proposal>(&x)) {
    last_block_ = proposal->proposal.block;
    alternative_ = bodies_.at(last_block_);
    alternative_.payload // and now and then one that is invalid
      = world_.chance(30) ? 0 : alternative_.payload + 1;
    alternative_.transactions.clear(); // other blocks, other balances
  }
  auto changed = other(x);
  for (auto to = number{0}; to < options_.validators.size(); ++to)
    if (to != options_.self)
      world_.send(options_.self, to, world_.chance(50) ? x : changed);
}

packet equivocator::other(const packet& x) {
  if (const auto* vote = std::get_if<signed_vote>(&x)) {
    auto changed = vote->vote;
    changed.block = changed.block.is_zero() ? last_block_ : nil_block;
    changed.valid_round = no_round;
    return sign(scheme_, changed);
  }
  if (const auto* proposal = std::get_if<signed_proposal>(&x)) {
    auto changed = proposal->proposal;
    changed.block = id_of(alternative_);
    bodies_.emplace(changed.block, alternative_); // for who asks
    return sign(scheme_, changed);
  }
  if (std::holds_alternative<body>(x))
    return alternative_;
  return x;
}

// -- garbler ------------------------------------------------------------------

garbler::garbler(world& where, const signature_scheme& scheme, number self,
                 std::size_t validators)
  : world_(where), scheme_(scheme), self_(self), validators_(validators) {
}

void garbler::start() {
  for (auto i = 0; i < 5; ++i)
    world_.send(self_, world_.below(validators_), any());
  world_.after(10, [this] { start(); });
}

void garbler::receive(number, const packet& x) {
  if (const auto* position = std::get_if<validator_position>(&x))
    heard_ = *position;
}

validator_id garbler::anyone() {
  // Now and then one that no set knows.
  return world_.chance(80) ? scheme_.id(self_)
                           : scheme_.id(world_.below(2 * validators_));
}

round_number garbler::any_round() {
  if (world_.chance(50))
    return heard_.round + static_cast<round_number>(world_.below(4)) - 1;
  return static_cast<round_number>(world_.below(0x80000000U)) - 1;
}

block_height garbler::any_height() {
  return block_height{heard_.height.value()
                      + (world_.chance(70) ? 0 : world_.below(1U << 20U))};
}

vote garbler::any_vote() {
  auto block
    = world_.chance(30) ? nil_block : digest{world_.below(5)}.as<block_id>();
  return {world_.chance(50) ? vote_kind::prevote : vote_kind::precommit,
          any_height(),
          any_round(),
          block,
          world_.chance(80) ? no_round : any_round(),
          anyone()};
}

packet garbler::any() {
  auto x = any_vote();
  auto honest = x.validator == scheme_.id(self_);
  switch (world_.below(6)) {
    case 0:
      return signed_proposal{
        {x.height, x.round, x.block, x.valid_round, x.validator}, {}};
    case 1:
      if (honest)
        return sign(scheme_, proposal{x.height, x.round, x.block, x.valid_round,
                                      x.validator});
      return signed_vote{x, {}};
    case 2:
      return certificate{x.kind,
                         x.height,
                         x.round,
                         x.block,
                         {{x.validator, x.valid_round,
                           honest ? sign(scheme_, x).signature : signature{}}}};
    case 3:
      return body{x.height,    x.block,         world_.below(1U << 30U),
                  x.validator, world_.below(3), {},
                  {"garbage"}};
    case 4:
      return body_wanted{x.block};
    default:
      return honest ? sign(scheme_, x) : signed_vote{x, {}};
  }
}

} // namespace synod::sim
