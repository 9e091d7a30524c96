#pragma once

#include "runtime/ledger/admission.hpp"

#include <map>
#include <string>
#include <vector>

// Transactions that wait for a block. Strict: an account's transactions lie in
// nonce order without a gap, from the state's nonce on, each signed, unexpired
// and able to pay its fee after those before it.

namespace synod::ledger {

struct mempool_limits {
  std::size_t bytes_max = std::size_t{64} << 20; ///< Of all transactions.
  std::size_t account_bytes_max = std::size_t{4} << 20;
  std::size_t account_transactions_max = 1'024;
};

class mempool {
public:
  /// A transaction that went, and why: `nonce_used` if a block took its nonce.
  struct dropped {
    transaction_id id;
    errc reason;
  };

  explicit mempool(mempool_limits limits = {}) noexcept : limits_(limits) {
  }

  /// Takes a transaction in, or refuses it for what `open_transaction`,
  /// `check_standing` or `check_signature` say, or as `transaction_known`,
  /// `account_quota_full` or `mempool_full`; nothing changes then.
  /// @param state as of the last block
  /// @param now its `time` is when this is asked
  [[nodiscard]] caf::expected<transaction_id>
  add(std::string canonical, const state_reader& state,
      const block_context& now);

  /// Drops what no longer holds after a block. Call it after every one.
  std::vector<dropped>
  recheck(const state_reader& state, const block_context& now);

  /// @returns transactions for a proposal, at most so many bytes: first the
  ///          first of every account by rising id, then the second ones, and so
  ///          on. It depends on what the pool holds alone, not on the order in
  ///          which it came, and no account can push the others back.
  [[nodiscard]] std::vector<std::string> select(std::size_t bytes_max) const;

  /// @returns the canonical bytes, or null. Valid until the next change.
  [[nodiscard]] const std::string* find(const transaction_id& id) const;

  /// @returns the nonce that the account's next transaction must have.
  [[nodiscard]] std::uint64_t
  next_nonce(const account_id& id, const state_reader& state,
             const state_keys& keys) const;

  [[nodiscard]] std::size_t size() const noexcept {
    return places_.size();
  }

  [[nodiscard]] std::size_t bytes() const noexcept {
    return bytes_;
  }

private:
  struct entry {
    transaction_id id;
    std::string canonical;
    time_ms valid_until_ms;
  };

  /// One account's, by nonce.
  struct queue {
    std::map<std::uint64_t, entry> entries;
    std::size_t bytes = 0;
  };

  struct place {
    account_id account;
    std::uint64_t nonce;
  };

  [[nodiscard]] refusal
  check(const opened_transaction& x, std::size_t size,
        const state_reader& state, const block_context& now) const;

  /// Drops the account's transactions from `nonce` on.
  void drop_from(const account_id& id, std::uint64_t nonce, errc first,
                 std::vector<dropped>& out);

  void drop(const account_id& id, std::uint64_t nonce, errc reason,
            std::vector<dropped>& out);

  void recheck(const account_id& id, const state_reader& state,
               const block_context& now, std::vector<dropped>& out);

  mempool_limits limits_;
  std::map<account_id, queue> queues_; // none is empty
  std::map<transaction_id, place> places_;
  std::size_t bytes_ = 0;
};

} // namespace synod::ledger
