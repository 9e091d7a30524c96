#pragma once

#include "runtime/ledger/conservation.hpp"
#include "runtime/ledger/execution.hpp"
#include "schemas/attestation.hpp"
#include "schemas/canonical.hpp"
#include "schemas/ledger_bodies.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace synod::test {

/// Anyone could forge this scheme; what matters here is that a signature is for
/// one key and one message, and quick.
[[nodiscard]] signature
keyed_hash(const public_key& key, std::span<const std::byte> message);

/// The account of somebody by that name.
[[nodiscard]] account_id account(const std::string& somebody);

/// A chain of one ledger: blocks as they come, each conserving money.
class test_chain {
public:
  static constexpr auto start_ms = time_ms{1'700'000'000'000};

  test_chain();

  /// Executes one block of one transaction.
  /// @returns why it was refused, or `errc{}` if it was applied.
  template <class Body>
  errc apply(const std::string& sender, const Body& body) {
    return apply(sign(draft(sender, body)));
  }

  errc apply(const std::string& canonical);

  /// Executes a block, later by a millisecond than the last.
  std::vector<transaction_receipt>
  block(const std::vector<std::string>& transactions);

  void pass(time_ms delay) {
    time += delay;
  }

  /// A transaction with everything right, to be spoilt and signed.
  template <class Body>
  [[nodiscard]] transaction
  draft(const std::string& sender, const Body& body) const {
    return draft(account(sender), type_of(body), canonical_encode(body));
  }

  /// @returns the canonical form, signed by the sender.
  [[nodiscard]] std::string sign(const transaction& x) const;

  [[nodiscard]] ledger::block_context context() const {
    return {block_height{height}, time, genesis.parameters, check, lane_id{0}};
  }

  [[nodiscard]] amount balance(const std::string& somebody) const;
  [[nodiscard]] amount burned() const;
  [[nodiscard]] amount auditors() const;

  struct genesis genesis;
  ledger::memory_state state;
  ledger::signature_check check;
  std::uint64_t height = 0;
  time_ms time = start_ms;
  transaction_id last_id; ///< Of the last transaction that was applied alone.

private:
  [[nodiscard]] transaction
  draft(const account_id& sender, transaction_type type,
        std::vector<std::byte> body) const;

  static transaction_type type_of(const transfer&) {
    return transaction_type::transfer;
  }
  static transaction_type type_of(const register_worker&) {
    return transaction_type::register_worker;
  }
  static transaction_type type_of(const unregister_worker&) {
    return transaction_type::unregister_worker;
  }
  static transaction_type type_of(const open_escrow&) {
    return transaction_type::open_escrow;
  }
  static transaction_type type_of(const top_up&) {
    return transaction_type::top_up;
  }
  static transaction_type type_of(const attest&) {
    return transaction_type::attest;
  }
  static transaction_type type_of(const close_escrow&) {
    return transaction_type::close_escrow;
  }
  static transaction_type type_of(const expire&) {
    return transaction_type::expire;
  }
};

/// The one model of the genesis: six blocks.
[[nodiscard]] model_root test_model();

constexpr auto test_blocks = std::uint32_t{6};
constexpr auto test_profile = "int16-v1";

} // namespace synod::test
