#pragma once

#include "runtime/consensus/height_rules.hpp"

#include <memory>
#include <vector>

// Short names for what the tests of consensus are about.

namespace synod::test {

inline validator_id member(std::uint8_t number) {
  auto bytes = validator_id::bytes_type{};
  bytes[0] = number;
  return validator_id{bytes};
}

inline block_id block_named(std::uint8_t name) {
  auto bytes = block_id::bytes_type{};
  bytes[31] = name;
  return block_id{bytes};
}

/// Members 1 to `weights.size()`.
inline consensus::validator_set
members(const std::vector<consensus::vote_weight>& weights) {
  auto result = std::vector<consensus::validator>{};
  for (auto weight : weights)
    result.push_back(
      {member(static_cast<std::uint8_t>(result.size() + 1)), weight});
  return consensus::validator_set{std::move(result)};
}

inline auto shared_members(const std::vector<consensus::vote_weight>& weights) {
  return std::make_shared<const consensus::validator_set>(members(weights));
}

constexpr auto height_one = block_height{1};

inline signed_vote
prevote(std::uint8_t by, round_number round, const block_id& block,
        round_number valid_round = no_round) {
  return {
    {vote_kind::prevote, height_one, round, block, valid_round, member(by)},
    {}};
}

inline signed_vote
precommit(std::uint8_t by, round_number round, const block_id& block) {
  return {
    {vote_kind::precommit, height_one, round, block, no_round, member(by)}, {}};
}

inline signed_proposal
proposed(std::uint8_t by, round_number round, const block_id& block,
         round_number pol_round = no_round) {
  return {{height_one, round, block, pol_round, member(by)}, {}};
}

inline certificate
certified(vote_kind kind, round_number round, const block_id& block,
          const std::vector<std::uint8_t>& by) {
  auto result = certificate{kind, height_one, round, block, {}};
  for (auto number : by)
    result.signatures.push_back({member(number), no_round, {}});
  return result;
}

const auto red = block_named(1);
const auto blue = block_named(2);

} // namespace synod::test
