#pragma once

#include "runtime/consensus/signer_record.hpp"
#include "tests/sim/consensus/ledger_model.hpp"

#include <array>
#include <map>
#include <optional>
#include <vector>

namespace synod::sim {

/// What survives a crash of one validator: the signer's two slots, the bodies
/// that were persisted, and the chain, each height of which is one
/// transaction.
class disk {
public:
  /// Writes the slot that does not hold the last good record.
  void write(const consensus::signer_record& x);

  /// A crash in the middle of `write`: the slot is neither old nor new.
  void tear();

  /// The slot of the newest record can no longer be read.
  void rot();

  struct reading {
    std::optional<consensus::signer_record>
      record;             ///< The newest that is good.
    bool damaged = false; ///< A slot was bad.
    bool lost = false;    ///< Both were bad.
  };

  [[nodiscard]] reading read() const;

  /// Executes the next block, and stores it with what that leaves behind.
  void commit(const stored_block& x);

  [[nodiscard]] const std::vector<stored_block>& chain() const noexcept {
    return chain_;
  }

  /// After the last block.
  [[nodiscard]] const ledger_model& ledger() const noexcept {
    return ledger_;
  }

  std::map<block_id, stored_block> bodies; ///< Each with its latest polka.

private:
  struct slot {
    std::uint64_t sequence = 0; ///< 0: never written.
    bool bad = false;
    consensus::signer_record record;
  };

  slot& older();

  std::array<slot, 2> slots_;
  std::vector<stored_block> chain_;
  ledger_model ledger_;
};

} // namespace synod::sim
