#pragma once

#include "actors/validator/consensus_wire.hpp"
#include "runtime/store/body_file.hpp"

namespace synod::chain {

/// What a validator needs to stand by a lock after a restart: the block, and
/// the polka that convinces those who forgot that they voted for it.
struct kept_block {
  static constexpr auto name = "kept_block";

  block content;
  certificate polka; ///< For the block.

  static auto fields(auto& x) {
    return std::tie(x.content, x.polka);
  }
};

/// Keeps both until the next height; on disk when it returns, in one flush.
/// Fails as `body_file::keep`.
[[nodiscard]] caf::error keep(store::body_file& in, const kept_block& x);

/// @returns all that was kept of this height and is still what was written.
[[nodiscard]] std::vector<kept_block>
find_kept(const store::body_file& in, block_height height);

} // namespace synod::chain
