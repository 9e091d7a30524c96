#pragma once

#include "schemas/consensus.hpp"
#include "tests/sim/consensus/digest.hpp"

#include <string>
#include <tuple>
#include <vector>

namespace synod::sim {

/// A block as consensus sees it: something with an id, a parent and a time.
struct body {
  static constexpr auto name = "body";

  block_height height;
  block_id parent;
  std::uint64_t time_ms = 0;
  validator_id proposer;
  std::uint64_t payload = 0; ///< 0 makes it invalid.
  root_hash state;           ///< After its parent.
  std::vector<std::string> transactions;

  static auto fields(auto& x) {
    return std::tie(x.height, x.parent, x.time_ms, x.proposer, x.payload,
                    x.state, x.transactions);
  }
};

[[nodiscard]] inline block_id id_of(const body& x) {
  return digest{}.add(x).as<block_id>();
}

/// A decided block and what proves it.
struct stored_block {
  static constexpr auto name = "stored_block";

  sim::body body;
  certificate commit;

  static auto fields(auto& x) {
    return std::tie(x.body, x.commit);
  }
};

/// Asks for a body by its id.
struct body_wanted {
  static constexpr auto name = "body_wanted";

  block_id block;

  static auto fields(auto& x) {
    return std::tie(x.block);
  }
};

} // namespace synod::sim
