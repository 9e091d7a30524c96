#pragma once

#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/crypto/sparse_merkle_tree.hpp"
#include "runtime/ledger/state.hpp"
#include "runtime/proof/assemble.hpp"
#include "schemas/genesis.hpp"

#include <map>
#include <string>

namespace synod::test {

/// The key of somebody by that name; always the same.
[[nodiscard]] crypto::signing_key key_of(const std::string& somebody);

/// Signs a message of the chain as somebody.
template <class T>
[[nodiscard]] signature
sign_as(const std::string& somebody, const std::string& chain_id, const T& x) {
  return key_of(somebody).sign(crypto::signed_bytes(chain_id, x));
}

/// A chain in memory, with real contracts, trees and signatures, on which every
/// block is decided by three of its four validators at once.
class decided_chain final : public proof::chain_reader {
public:
  explicit decided_chain(genesis_model model);

  /// Makes a block of these.
  std::vector<transaction_receipt> add(std::vector<std::string> transactions);

  /// Makes a block of one transaction. It need not be applied.
  template <class Body>
  transaction_receipt
  submit(const std::string& sender, transaction_type type, const Body& body) {
    return add({make(sender, type, canonical_encode(body))})[0];
  }

  /// @returns a canonical transaction, everything about it right.
  [[nodiscard]] std::string
  make(const std::string& sender, transaction_type type,
       std::vector<std::byte> body) const;

  [[nodiscard]] std::optional<transaction_found>
  find(const transaction_id& id) override;

  /// @returns a commit for the header by these validators.
  [[nodiscard]] certificate
  decide(const block_header& header, const std::vector<std::string>& by) const;

  time_ms now = 1'700'000'000'000;
  struct genesis genesis;

private:
  struct decided {
    struct block block;
    certificate commit;
    std::vector<transaction_receipt> receipts;
  };

  [[nodiscard]] signed_header header_of(const decided& x) const;
  void execute(decided& x);
  void
  keep(std::uint64_t version, const ledger::state_changes::map_type& changes);

  ledger::memory_state state_;
  std::map<crypto::smt_node_id, crypto::bytes> nodes_;
  crypto::smt_root root_;
  digest receipts_root_;
  std::vector<decided> blocks_; // of heights 1, 2, ...
};

[[nodiscard]] account_id account_of(const std::string& somebody);

} // namespace synod::test
