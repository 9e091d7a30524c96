#include "decided_chain.hpp"

#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/block_names.hpp"
#include "runtime/ledger/execution.hpp"
#include "runtime/ledger/genesis_rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace synod::test {

namespace {

const auto validators = std::vector<std::string>{"validator-1", "validator-2",
                                                 "validator-3", "validator-4"};

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct genesis make_genesis(genesis_model model, time_ms now) {
  auto result = genesis{};
  result.time = now;
  result.parameters.chain_id = "test-1";
  result.parameters.community = account_of("community");
  for (const auto& node : validators)
    result.validators.push_back(
      {node, public_key{account_of(node).bytes()}, 10});
  for (const auto* somebody : {"alice", "carol", "ann", "ben", "cem"})
    result.accounts.push_back({account_of(somebody), 1'000'000});
  result.models.push_back(std::move(model));
  std::ranges::sort(result.validators, {}, &genesis_validator::key);
  std::ranges::sort(result.accounts, {}, &genesis_account::account);
  return result;
}

/// Nodes in a map.
struct node_map final : crypto::smt_source {
  explicit node_map(const std::map<crypto::smt_node_id, crypto::bytes>& nodes)
    : nodes_(nodes) {
  }

  caf::expected<crypto::bytes>
  read(const crypto::smt_node_id& id) const override {
    auto found = nodes_.find(id);
    if (found == nodes_.end())
      return errc::store_damaged;
    return found->second;
  }

  const std::map<crypto::smt_node_id, crypto::bytes>& nodes_;
};

} // namespace

crypto::signing_key key_of(const std::string& somebody) {
  auto seed = crypto::sha256(std::as_bytes(std::span{somebody}));
  return crypto::signing_key::from_seed(std::as_bytes(std::span{seed.bytes()}));
}

account_id account_of(const std::string& somebody) {
  return key_of(somebody).public_key();
}

decided_chain::decided_chain(genesis_model model)
  : genesis(make_genesis(std::move(model), now)) {
  REQUIRE_FALSE(ledger::check_genesis(genesis));
  keep(0, ledger::genesis_state(genesis));
  receipts_root_ = crypto::merkle_root({});
}

std::vector<transaction_receipt>
decided_chain::add(std::vector<std::string> transactions) {
  auto set = ledger::hash_of(ledger::validators_of(genesis));
  auto x = decided{};
  auto& header = x.block.header;
  x.block.transactions = std::move(transactions);
  header.chain_id = genesis.parameters.chain_id;
  header.height = block_height{blocks_.size() + 1};
  header.time_ms = ++now;
  if (!blocks_.empty())
    header.parent = ledger::id_of(blocks_.back().block.header);
  header.proposer = validator_id{genesis.validators[0].key.bytes()};
  header.validators_hash = set;
  header.next_validators_hash = set;
  auto leaves = ledger::transaction_leaves(x.block.transactions);
  header.transactions_root = root_hash{crypto::merkle_root(leaves).bytes()};
  header.lane_roots
    = {{root_hash{root_.hash.bytes()}, root_hash{receipts_root_.bytes()}}};
  header.evidence_root = root_hash{crypto::merkle_root({}).bytes()};
  x.commit = decide(header, {validators.begin(), validators.begin() + 3});
  execute(x);
  blocks_.push_back(x);
  return x.receipts;
}

void decided_chain::execute(decided& x) {
  auto check = ledger::signature_check{crypto::verify};
  auto context = ledger::block_context{x.block.header.height, now,
                                       genesis.parameters, check, lane_id{0}};
  auto result = ledger::execute_block(state_, context, x.block.transactions);
  keep(x.block.header.height.value(), result.changes);
  auto leaves = ledger::receipt_leaves(result.receipts);
  receipts_root_ = crypto::merkle_root(leaves);
  x.receipts = std::move(result.receipts);
}

void decided_chain::keep(std::uint64_t version,
                         const ledger::state_changes::map_type& changes) {
  auto leaves = std::vector<crypto::smt_change>{};
  for (const auto& [key, value] : changes)
    leaves.push_back({key, value});
  auto update = crypto::smt_apply(node_map{nodes_}, root_, version, leaves);
  REQUIRE(update);
  root_ = update->root;
  nodes_.insert(update->nodes.begin(), update->nodes.end());
  state_.apply(changes);
}

std::string
decided_chain::make(const std::string& sender, transaction_type type,
                    std::vector<std::byte> body) const {
  auto id = account_of(sender);
  auto nonce = ledger::find_account(state_, ledger::state_keys{lane_id{0}}, id);
  auto tx = transaction{1,
                        genesis.parameters.chain_id,
                        {},
                        id,
                        nonce.nonce,
                        now + 60'000,
                        10,
                        type,
                        std::move(body)};
  return text_of(canonical_encode(
    signed_transaction{tx, key_of(sender).sign(ledger::signed_bytes_of(tx))}));
}

certificate decided_chain::decide(const block_header& header,
                                  const std::vector<std::string>& by) const {
  auto result = certificate{
    vote_kind::precommit, header.height, 0, ledger::id_of(header), {}};
  for (const auto& node : by) {
    auto id = validator_id{account_of(node).bytes()};
    auto said = vote{vote_kind::precommit, header.height, 0,
                     result.block,         no_round,      id};
    result.signatures.push_back(
      {id, no_round, sign_as(node, header.chain_id, said)});
  }
  std::ranges::sort(result.signatures, {}, &vote_signature::validator);
  return result;
}

signed_header decided_chain::header_of(const decided& x) const {
  return {text_of(canonical_encode(x.block.header)),
          text_of(canonical_encode(x.commit))};
}

std::optional<transaction_found> decided_chain::find(const transaction_id& id) {
  for (auto i = std::size_t{0}; i < blocks_.size(); ++i) {
    const auto& x = blocks_[i];
    auto found = std::ranges::find(x.receipts, id, &transaction_receipt::id);
    if (found == x.receipts.end())
      continue;
    auto index = static_cast<std::uint32_t>(found - x.receipts.begin());
    auto result = transaction_found{};
    result.height = x.block.header.height;
    result.index = index;
    result.transaction = x.block.transactions[index];
    result.receipt = *found;
    result.transaction_proof = *crypto::merkle_prove(
      ledger::transaction_leaves(x.block.transactions), index);
    result.receipt_proof
      = *crypto::merkle_prove(ledger::receipt_leaves(x.receipts), index);
    result.headers.push_back(header_of(x));
    if (i + 1 < blocks_.size())
      result.headers.push_back(header_of(blocks_[i + 1]));
    return result;
  }
  return {};
}

} // namespace synod::test
