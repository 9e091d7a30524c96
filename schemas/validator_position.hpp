#pragma once

#include "schemas/chain_ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <tuple>

namespace synod {

/// Where a validator is, told to the others when it changes and now and then:
/// they send what it lacks until it moves.
struct validator_position {
  static constexpr auto name = "validator_position";

  block_height height;           ///< Being decided.
  round_number round = no_round; ///< -1: not begun.
  std::uint8_t step = 0;         ///< 0 unstarted, 1 propose, 2 prevote,
                                 ///< 3 precommit, 4 commit.

  static auto fields(auto& x) {
    return std::tie(x.height, x.round, x.step);
  }

  friend bool operator==(const validator_position&, const validator_position&)
    = default;
};

} // namespace synod
