#include "apps/bench/chain_checks.hpp"

#include "runtime/ledger/records.hpp"
#include "runtime/ledger/state_keys.hpp"
#include "runtime/ledger/tables.hpp"

namespace synod::bench {

void chain_checks::acknowledged(const transaction_found& x) {
  new_.emplace(x.receipt.id, x.height);
  ++acknowledged_;
}

void chain_checks::check(std::uint64_t height) {
  for (std::size_t who = 0; who < validator_network::size; ++who) {
    for (auto h = checked_ + 1; h <= height; ++h)
      check_block(who, h);
    check_held(who);
    check_money(who, block_height{height});
  }
  blocks_.clear();
  new_.clear();
  checked_ = height;
}

void chain_checks::check_block(std::size_t who, std::uint64_t height) {
  auto found = must(
    net_.ask<stored_block>(who, get_block{block_height{height}}), "a block");
  auto bytes = found.block.bytes();
  auto [known, is_new]
    = blocks_.emplace(height, std::vector(bytes.begin(), bytes.end()));
  if (!is_new && !std::ranges::equal(known->second, bytes))
    ++faults_.different_blocks;
  check_commit(found.certificate);
}

void chain_checks::check_commit(const buffer& canonical) {
  auto commit
    = must(canonical_decode<certificate>(canonical.bytes()), "a commit");
  for (const auto& x : commit.signatures) {
    auto [known, is_new] = signed_.emplace(
      std::tuple{x.validator, commit.height.value(), commit.round},
      commit.block);
    if (!is_new && known->second != commit.block)
      ++faults_.double_signatures;
  }
}

void chain_checks::check_held(std::size_t who) {
  for (const auto& [id, height] : new_) {
    auto found = net_.ask<transaction_found>(who, get_transaction{id});
    if (!found || found->height != height || found->receipt.refusal != 0)
      ++faults_.lost;
  }
  auto status = must(net_.ask<actor_status>(who, get_status{}), "its status");
  for (const auto& gauge : status.gauges)
    if (gauge.key == "conflicts")
      faults_.double_signatures += static_cast<std::uint64_t>(gauge.value);
}

void chain_checks::check_money(std::size_t who, block_height height) {
  auto keys = ledger::state_keys{lane_id{0}};
  // All of one height: blocks go on while this asks.
  auto read = [&]<class Record>(const ledger::bytes& key, Record) {
    auto found = must(net_.ask<state_value>(who, get_state{key, height}),
                      "a value of its state");
    return found.present ? ledger::read_record<Record>(found.value) : Record{};
  };
  auto totals = read(keys.totals(), ledger::totals_record{});
  auto sum = totals.burned + totals.auditors;
  auto accounts = std::set<account_id>{net_.target()};
  for (const auto& x : net_.begin().accounts)
    accounts.insert(x.account);
  for (const auto& x : accounts)
    sum += read(keys.account(x), ledger::account_record{}).balance;
  if (sum != totals.supply)
    ++faults_.money;
}

} // namespace synod::bench
