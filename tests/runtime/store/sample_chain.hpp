#pragma once

#include "runtime/store/chain_store.hpp"

#include <map>
#include <string>

namespace synod::test {

/// A chain that is the same in every process: what height H holds follows from
/// H alone, so that a reader can tell a wrong byte from a right one.
struct sample_chain {
  using model = std::map<std::string, std::string>;

  static store::bytes block(std::uint64_t height);
  static store::bytes certificate(std::uint64_t height);
  static store::bytes receipts(std::uint64_t height);

  /// The whole state after a height.
  static model state(std::uint64_t height);

  /// Commits the store's next height.
  /// @param first_state which states to keep
  [[nodiscard]] static caf::error
  extend(store::chain_store& chain, std::uint64_t first_state = 0);

  /// Commits until the store's head is `height`.
  [[nodiscard]] static caf::error
  extend_to(store::chain_store& chain, std::uint64_t height);
};

/// How a store answers, against what it should hold.
struct audit {
  std::size_t right = 0;
  std::size_t refused = 0; ///< A named error where there should be an answer.
  std::size_t wrong = 0;   ///< Bytes that were never written there.
};

/// Reads everything up to the store's head.
audit audit_chain(const store::chain_store& chain);

} // namespace synod::test
