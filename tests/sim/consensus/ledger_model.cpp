#include "tests/sim/consensus/ledger_model.hpp"

#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/bank.hpp"
#include "runtime/ledger/execution.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "schemas/canonical.hpp"

#include <algorithm>

namespace synod::sim {

namespace {

constexpr auto accounts = std::size_t{4};
constexpr auto wealth = amount{1'000};
constexpr auto per_block_max = std::uint64_t{3};

template <class Id>
Id name_of(std::size_t number) {
  return digest{number + 5'000}.as<Id>();
}

genesis make_genesis() {
  auto result = genesis{};
  result.time = 1;
  result.parameters.chain_id = "sim";
  result.parameters.community = name_of<account_id>(0);
  result.parameters.close_delay_ms = 300;
  result.parameters.dispute_window_ms = 600;
  for (auto i = std::size_t{0}; i < accounts; ++i)
    result.accounts.push_back({name_of<account_id>(i), wealth});
  std::ranges::sort(result.accounts, {}, &genesis_account::account);
  result.models.push_back(
    {"model", name_of<model_root>(100), 4, name_of<template_hash>(101), "int"});
  return result;
}

root_hash root_of(const ledger::memory_state& x) {
  auto result = digest{};
  for (const auto& [key, value] : x.values())
    result.add(key.size()).add(key).add(value.size()).add(value);
  return result.as<root_hash>();
}

template <class Body>
void set(transaction& x, transaction_type type, const Body& content) {
  x.type = type;
  x.body = canonical_encode(content);
}

} // namespace

ledger_model::ledger_model() {
  static const auto first = std::make_shared<const genesis>(make_genesis());
  genesis_ = first;
  state_.apply(ledger::genesis_state(*genesis_));
  root_ = root_of(state_);
}

std::vector<std::string>
ledger_model::draw(std::uint64_t time_ms, const chance& below) const {
  auto result = std::vector<std::string>{};
  auto nonces = std::vector<std::uint64_t>{};
  for (auto i = std::size_t{0}; i < accounts; ++i)
    nonces.push_back(ledger::find_account(state_,
                                          ledger::state_keys{lane_id{0}},
                                          name_of<account_id>(i))
                       .nonce);
  for (auto left = below(per_block_max + 1); left > 0; --left) {
    auto sender = below(accounts);
    // Now and then one that has no standing.
    auto nonce = below(10) == 0 ? below(50) : nonces[sender]++;
    result.push_back(draw_one(time_ms, sender, nonce, below));
  }
  return result;
}

std::string
ledger_model::draw_one(std::uint64_t time_ms, std::size_t sender,
                       std::uint64_t nonce, const chance& below) const {
  auto x = transaction{};
  x.chain_id = genesis_->parameters.chain_id;
  x.sender = name_of<account_id>(sender);
  x.nonce = nonce;
  x.valid_until_ms = time_ms + 10'000;
  x.fee_max = genesis_->parameters.transaction_fee;
  auto value = 1 + below(wealth / 4); // more than some have left
  switch (below(5)) {
    case 0:
      set(x, transaction_type::open_escrow,
          open_escrow{1, name_of<account_id>(0), name_of<model_root>(100), 1,
                      value, time_ms + 1'000});
      break;
    case 1:
      set(x, transaction_type::close_escrow,
          close_escrow{1, escrows_.empty() ? escrow_id{}
                                           : escrows_[below(escrows_.size())]});
      break;
    default:
      set(x, transaction_type::transfer,
          transfer{1, name_of<account_id>(below(accounts)), value});
  }
  auto bytes = canonical_encode(signed_transaction{x, {}});
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void ledger_model::execute(const body& x) {
  static const auto check = ledger::signature_check{
    [](const auto&, auto, const auto&) { return true; }};
  auto in = ledger::block_context{x.height, x.time_ms, genesis_->parameters,
                                  check, lane_id{0}};
  state_.apply(ledger::execute_block(state_, in, x.transactions).changes);
  for (const auto& canonical : x.transactions)
    if (auto opened = ledger::open_transaction(canonical, genesis_->parameters);
        opened && opened->head.type == transaction_type::open_escrow)
      escrows_.push_back(escrow_id{opened->id.bytes()});
  root_ = root_of(state_);
}

bool ledger_model::is_conserved() const {
  auto money = ledger::count_money(state_);
  return money.is_conserved() && money.supply() == accounts * wealth;
}

} // namespace synod::sim
