#pragma once

#include "runtime/ledger/mempool.hpp"
#include "runtime/ledger/records.hpp"
#include "schemas/chain_api.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/market_reads.hpp"
#include "tests/sim/accounts.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace synod::sim {

/// The ledger as validators that agree keep it: the real contracts, mempool and
/// execution on a state in memory. How they come to agree is another matter.
class chain {
public:
  explicit chain(genesis begin);

  /// Executes what waits, if anything does, at a header time.
  void make_block(time_ms now);

  /// @returns what a validator answers.
  caf::expected<transaction_id> submit(std::string canonical, time_ms now);

  [[nodiscard]] account_state account(const account_id& id) const;
  [[nodiscard]] std::optional<escrow_state> escrow(const escrow_id& id) const;
  [[nodiscard]] workers_listed workers() const;
  [[nodiscard]] const transaction_found* find(const transaction_id& id) const;
  [[nodiscard]] std::optional<ledger::attestation_record>
  attestation(const request_id& id) const;

  /// @returns the block after a height, or null.
  [[nodiscard]] const stored_block* after(block_height x) const {
    return x.value() < blocks_.size() ? &blocks_[x.value()] : nullptr;
  }

  [[nodiscard]] block_height height() const noexcept {
    return block_height{height_};
  }

  /// Signs, executes in a block of its own, and @returns the outcome.
  std::optional<errc>
  run(const accounts::account& by, transaction_type type,
      std::span<const std::byte> body, transaction_id* id = nullptr);

  /// Forgets what waits, as validators that start anew do.
  void lose_mempool() {
    pool_ = ledger::mempool{};
  }

  [[nodiscard]] const ledger::memory_state& state() const noexcept {
    return state_;
  }

private:
  void keep(time_ms time, const std::vector<std::string>& transactions,
            std::vector<transaction_receipt> receipts);
  [[nodiscard]] ledger::block_context context(time_ms now) const;

  genesis genesis_;
  ledger::signature_check check_;
  ledger::memory_state state_;
  ledger::mempool pool_;
  std::uint64_t height_ = 0;
  time_ms time_ = 0;
  std::map<transaction_id, transaction_found> found_;
  std::vector<stored_block> blocks_;
};

} // namespace synod::sim
