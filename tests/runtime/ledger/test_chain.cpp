#include "test_chain.hpp"

#include "runtime/crypto/sha256.hpp"
#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/genesis_rules.hpp"

#include <algorithm>

namespace synod::test {

namespace {

digest hash(std::string_view text) {
  return crypto::sha256(std::as_bytes(std::span{text}));
}

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

genesis make_genesis() {
  auto result = genesis{};
  result.time = test_chain::start_ms;
  result.parameters.chain_id = "test-1";
  result.parameters.transaction_fee = 2;
  result.parameters.community = account("community");
  result.parameters.bond_min = 1'000;
  result.parameters.close_delay_ms = 60'000;
  result.parameters.dispute_window_ms = 120'000;
  result.parameters.epoch_ms = 30'000;
  for (const auto* node : {"validator-1", "validator-2"})
    result.validators.push_back({node, account(node), 10});
  for (const auto* somebody :
       {"alice", "bob", "carol", "ann", "ben", "cem", "dora", "mallory"})
    result.accounts.push_back({account(somebody), 1'000'000});
  result.models.push_back({"stories", test_model(), test_blocks,
                           template_hash{hash("template").bytes()},
                           test_profile});
  std::ranges::sort(result.validators, {}, &genesis_validator::key);
  std::ranges::sort(result.accounts, {}, &genesis_account::account);
  return result;
}

} // namespace

signature
keyed_hash(const public_key& key, std::span<const std::byte> message) {
  auto bytes = signature::bytes_type{};
  for (auto half : {0, 1}) {
    auto stream = crypto::sha256_stream{};
    auto which = std::byte(half);
    stream.add({&which, 1});
    stream.add(std::as_bytes(std::span{key.bytes()}));
    stream.add(message);
    std::ranges::copy(stream.finish().bytes(), bytes.begin() + 32 * half);
  }
  return signature{bytes};
}

account_id account(const std::string& somebody) {
  return account_id{hash(somebody).bytes()};
}

model_root test_model() {
  return model_root{hash("manifest").bytes()};
}

test_chain::test_chain() : genesis(make_genesis()) {
  REQUIRE_FALSE(ledger::check_genesis(genesis));
  state.apply(ledger::genesis_state(genesis));
  check = [](const public_key& key, std::span<const std::byte> message,
             const signature& x) { return keyed_hash(key, message) == x; };
}

errc test_chain::apply(const std::string& canonical) {
  auto receipt = block({canonical})[0];
  last_id = receipt.id;
  return errc{receipt.refusal};
}

std::vector<transaction_receipt>
test_chain::block(const std::vector<std::string>& transactions) {
  ++height;
  ++time;
  auto result = ledger::execute_block(state, context(), transactions);
  state.apply(result.changes);
  auto money = ledger::count_money(state);
  REQUIRE(money.is_conserved());
  REQUIRE(money.supply() == 8'000'000);
  return result.receipts;
}

transaction test_chain::draft(const account_id& sender, transaction_type type,
                              std::vector<std::byte> body) const {
  auto nonce
    = ledger::find_account(state, ledger::state_keys{lane_id{0}}, sender).nonce;
  return {1,
          genesis.parameters.chain_id,
          lane_id{0},
          sender,
          nonce,
          time + 60'000,
          genesis.parameters.transaction_fee,
          type,
          std::move(body)};
}

std::string test_chain::sign(const transaction& x) const {
  return text_of(canonical_encode(
    signed_transaction{x, keyed_hash(x.sender, ledger::signed_bytes_of(x))}));
}

amount test_chain::balance(const std::string& somebody) const {
  return ledger::find_account(state, ledger::state_keys{lane_id{0}},
                              account(somebody))
    .balance;
}

amount test_chain::burned() const {
  return ledger::find_totals(state, ledger::state_keys{lane_id{0}}).burned;
}

amount test_chain::auditors() const {
  return ledger::find_totals(state, ledger::state_keys{lane_id{0}}).auditors;
}

} // namespace synod::test
