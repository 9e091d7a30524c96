#include "runtime/ledger/execution.hpp"

#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/dispatch.hpp"
#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/releases.hpp"
#include "runtime/ledger/tables.hpp"
#include "runtime/ledger/workers.hpp"

namespace synod::ledger {

namespace {

void release_due(state_changes& state, const block_context& block) {
  auto keys = block.keys();
  for (auto i = 0; i < releases_per_block_max; ++i) {
    if (auto due = pop_release(state, keys, release_kind::bond, block.time))
      release_bond(state, keys, account_id{due->subject.bytes()});
    if (auto due = pop_release(state, keys, release_kind::escrow, block.time))
      pay_back(state, keys, escrow_id{due->subject.bytes()});
  }
}

/// Uses up the nonce and takes the fee. @pre the transaction has standing
void charge(state_changes& state, const block_context& block,
            const account_id& sender) {
  auto keys = block.keys();
  auto fee = block.parameters.transaction_fee;
  debit(state, keys, sender, fee);
  burn(state, keys, fee);
  auto record = find_account(state, keys, sender);
  ++record.nonce;
  store(state, keys.account(sender), record);
}

transaction_receipt no_standing(const transaction_id& id, errc reason) {
  return {1, id, static_cast<std::uint8_t>(reason), 0};
}

transaction_receipt run_opened(state_changes& state, const block_context& block,
                               const opened_transaction& x) {
  auto account = find_account(state, block.keys(), x.head.sender);
  if (auto reason = check_standing(x, block, account.nonce, account.balance))
    return no_standing(x.id, *reason);
  if (auto reason = check_signature(x, block))
    return no_standing(x.id, *reason);
  charge(state, block, x.head.sender);
  // On top, so that what a contract does before it refuses cannot stay.
  auto attempt = state_changes{state};
  auto reason = dispatch(attempt, {block, x.head.sender, x.id}, x.body);
  if (!reason)
    state.apply(attempt.take());
  return {1, x.id, static_cast<std::uint8_t>(reason.value_or(errc{})),
          block.parameters.transaction_fee};
}

transaction_receipt run_one(state_changes& state, const block_context& block,
                            const std::string& canonical) {
  auto opened = open_transaction(canonical, block.parameters);
  if (opened)
    return run_opened(state, block, *opened);
  auto id = crypto::sha256(std::as_bytes(std::span{canonical}));
  return no_standing(transaction_id{id.bytes()}, errc{opened.error().code()});
}

} // namespace

block_result
execute_block(const state_reader& state, const block_context& block,
              std::span<const std::string> transactions) {
  auto changes = state_changes{state};
  auto result = block_result{};
  release_due(changes, block);
  for (const auto& x : transactions)
    result.receipts.push_back(run_one(changes, block, x));
  result.changes = changes.take();
  return result;
}

std::vector<digest>
receipt_leaves(std::span<const transaction_receipt> receipts) {
  auto result = std::vector<digest>{};
  for (const auto& x : receipts)
    result.push_back(crypto::merkle_leaf(canonical_encode(x)));
  return result;
}

std::vector<digest>
transaction_leaves(std::span<const std::string> transactions) {
  auto result = std::vector<digest>{};
  for (const auto& x : transactions)
    result.push_back(crypto::merkle_leaf(std::as_bytes(std::span{x})));
  return result;
}

} // namespace synod::ledger
