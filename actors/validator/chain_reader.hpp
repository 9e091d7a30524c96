#pragma once

#include "actors/validator/stored_state.hpp"
#include "runtime/ledger/records.hpp"
#include "schemas/chain_api.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/genesis.hpp"
#include "schemas/market_reads.hpp"

namespace synod::chain {

/// The account that a key of the state ends with.
/// @throws std::runtime_error if it is too short to
[[nodiscard]] account_id account_in(const ledger::bytes& key);

/// Answers what can be read of a stored chain. Every value was checked against
/// a hash by the store; what is damaged is `store_damaged`, never served.
/// Safe to use from any thread.
class chain_reader {
public:
  /// Both must outlive it.
  chain_reader(const store::chain_store& disk, const genesis& begin) noexcept
    : disk_(disk), genesis_(begin) {
  }

  [[nodiscard]] caf::expected<stored_block> find(const get_block& x) const;
  [[nodiscard]] caf::expected<transaction_found>
  find(const get_transaction& x) const;
  [[nodiscard]] caf::expected<state_value> find(const get_state& x) const;
  [[nodiscard]] caf::expected<escrow_state> find(const get_escrow& x) const;

  /// Without `next_nonce`, which is the mempool's to say.
  [[nodiscard]] caf::expected<account_state> find(const get_account& x) const;

  /// Without what the store does not know: the mempool, who votes, and who
  /// answers.
  [[nodiscard]] caf::expected<chain_status> status() const;

  /// All registrations, by account, as of the head.
  /// @throws std::runtime_error if the state is damaged
  [[nodiscard]] std::map<account_id, ledger::worker_record> workers() const;

private:
  [[nodiscard]] caf::expected<signed_header>
  header_at(std::uint64_t height) const;

  const store::chain_store& disk_;
  const genesis& genesis_;
};

} // namespace synod::chain
