#include "apps/bench/transfer_load.hpp"

#include "runtime/crypto/ed25519.hpp"
#include "schemas/canonical.hpp"
#include "schemas/ledger_bodies.hpp"

#include <stdexcept>
#include <thread>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;

constexpr auto senders = 64U;
constexpr auto budget = amount{1'000'000};

accounts::account make_account(const std::string& chain_id) {
  auto key = std::make_shared<const crypto::signing_key>(
    crypto::signing_key::generate());
  return {chain_id, key->public_key(),
          [key](auto bytes) { return key->sign(bytes); }};
}

} // namespace

transfer_load::transfer_load(validator_network& net, std::uint32_t count)
  : net_(net) {
  for (auto i = 0U; i < senders; ++i)
    senders_.push_back(make_account(net.begin().parameters.chain_id));
  fund();
  sign(count / senders);
}

void transfer_load::fund() {
  net_.resume_nonces();
  auto last = transaction_id{};
  for (const auto& x : senders_) {
    auto made = net_.next_transfer(x.id, budget);
    last = made.id;
    if (!net_.ask<transaction_accepted>(0, submit_transaction{made.canonical}))
      throw std::runtime_error{"a sender was not given money"};
  }
  if (!net_.ask<transaction_found>(0, wait_transaction{last, true, 0}, 30s))
    throw std::runtime_error{"the senders did not get their money"};
}

void transfer_load::sign(std::uint32_t each) {
  auto body = canonical_encode(transfer{1, net_.target(), 1});
  for (auto nonce = 0U; nonce < each; ++nonce)
    for (std::size_t i = 0; i < senders_.size(); ++i) {
      auto made = accounts::make_transaction(
        senders_[i], {nonce, net_.begin().time + 24 * 3'600 * 1'000, 1},
        transaction_type::transfer, body);
      // One sender's go to one validator, so that they stay in order.
      transfers_.push_back(
        {i % validator_network::size, std::move(made.canonical)});
    }
}

void transfer_load::run() {
  auto left = net_.submit_all(transfers_);
  while (!left.empty()) { // the mempool was full
    std::this_thread::sleep_for(20ms);
    left = net_.submit_all(left);
  }
  await_nonces(transfers_.size() / senders);
}

void transfer_load::await_nonces(std::uint64_t nonce) {
  for (const auto& x : senders_)
    for (auto tries = 0;; ++tries) {
      auto state = net_.ask<account_state>(0, get_account{x.id, lane_id{0}});
      if (state && state->nonce == nonce)
        break;
      if (tries > 6'000)
        throw std::runtime_error{"some transfers did not become final"};
      std::this_thread::sleep_for(10ms);
    }
}

} // namespace synod::bench
