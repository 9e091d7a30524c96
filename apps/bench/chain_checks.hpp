#pragma once

#include "apps/bench/validator_network.hpp"
#include "schemas/consensus.hpp"

#include <map>
#include <set>

namespace synod::bench {

/// What must hold of a chain whatever happened to its validators.
struct chain_faults {
  std::uint64_t different_blocks = 0; ///< Of one height, on two validators.
  std::uint64_t lost = 0;             ///< Acknowledged, and not there.
  std::uint64_t money = 0;            ///< States that do not add up.
  std::uint64_t double_signatures = 0;

  [[nodiscard]] bool none() const noexcept {
    return different_blocks + lost + money + double_signatures == 0;
  }
};

/// Compares what the validators hold with what they held and said before.
class chain_checks {
public:
  explicit chain_checks(validator_network& net) : net_(net) {
  }

  /// A validator has said that this is final.
  void acknowledged(const transaction_found& x);

  /// Checks all heights up to `height`, all that was acknowledged since the
  /// last call, and the money. @pre all validators stand there
  void check(std::uint64_t height);

  [[nodiscard]] const chain_faults& faults() const noexcept {
    return faults_;
  }

  [[nodiscard]] std::uint64_t acknowledged_count() const noexcept {
    return acknowledged_;
  }

private:
  void check_block(std::size_t who, std::uint64_t height);
  void check_commit(const buffer& canonical);
  void check_held(std::size_t who);
  void check_money(std::size_t who, block_height height);

  validator_network& net_;
  chain_faults faults_;
  std::uint64_t checked_ = 0;
  std::uint64_t acknowledged_ = 0;
  std::map<std::uint64_t, std::vector<std::byte>> blocks_; ///< By height.
  std::map<transaction_id, block_height> new_;
  std::map<std::tuple<validator_id, std::uint64_t, round_number>, block_id>
    signed_;
};

} // namespace synod::bench
