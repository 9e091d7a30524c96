#include "apps/synod/wallet_chain.hpp"

#include "apps/synod/passphrase.hpp"
#include "apps/synod/wallet_files.hpp"
#include "runtime/accounts/account.hpp"
#include "schemas/canonical.hpp"
#include "schemas/ledger_bodies.hpp"

#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace synod {

namespace {

using nlohmann::json;

constexpr auto transfer_patience = std::chrono::seconds{20};
constexpr auto validity_ms = time_ms{60'000};

/// The fee is a constant of the genesis; this is the most that is accepted.
constexpr auto fee_max = amount{1'000};

/// What a gateway says of an account.
json ask_account(const gateway_chain& chain, const account_id& id) {
  auto found = chain.get("/chain/account/" + to_hex(id));
  if (!found || !found->contains("balance") || !found->contains("next_nonce"))
    throw std::runtime_error("the gateway keeps no ledger; is this the network "
                             "that you mean?");
  return std::move(*found);
}

accounts::account
open_account(const wallet_options& x, const std::string& chain_id) {
  auto entry = wallet_files{x.network.data}.find(x.name);
  auto passphrase = entry.encrypted
                      ? get_passphrase(x.passphrase_file, x.name, false)
                      : std::string{};
  auto key = std::make_shared<const crypto::signing_key>(
    wallet_files::open(entry, passphrase));
  return {chain_id, key->public_key(),
          [key](auto bytes) { return key->sign(bytes); }};
}

time_ms now_ms() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<time_ms>(
    std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

std::string ask_chain_id(const gateway_chain& chain) {
  auto status = chain.get("/chain/status");
  if (!status || !status->contains("chain_id"))
    throw std::runtime_error("the gateway keeps no ledger; is this the network "
                             "that you mean?");
  return status->at("chain_id").get<std::string>();
}

void print_transfer(const wallet_options& x, const account_id& target,
                    const transaction_found& found) {
  auto refusal = found.receipt.refusal;
  auto outcome
    = refusal == 0 ? std::string{"applied"} : to_string(errc{refusal});
  if (x.json)
    std::cout << json{{"transaction", to_hex(found.receipt.id)},
                      {"from", x.name},
                      {"to", to_hex(target)},
                      {"amount", x.value},
                      {"fee", found.receipt.fee},
                      {"height", found.height.value()},
                      {"outcome", outcome}}
              << '\n';
  else
    std::cout << outcome << " at height " << found.height.value() << ", fee "
              << found.receipt.fee << ", transaction "
              << to_hex(found.receipt.id) << '\n';
  if (refusal != 0)
    throw std::runtime_error("the ledger refused the transfer: "
                             + std::string{describe(errc{refusal})});
}

} // namespace

std::vector<amount>
ask_balances(const network_choice& network, const std::vector<account_id>& xs) {
  auto chain = gateway_chain{find_gateway(network)};
  auto result = std::vector<amount>{};
  for (const auto& x : xs)
    result.push_back(ask_account(chain, x)["balance"].get<amount>());
  return result;
}

void show_balance(const wallet_options& x) {
  auto id = wallet_files{x.network.data}.account_of(x.name);
  auto chain = gateway_chain{find_gateway(x.network)};
  auto found = ask_account(chain, id);
  if (x.json)
    std::cout << json{{"name", x.name},
                      {"account", to_hex(id)},
                      {"balance", found["balance"]},
                      {"nonce", found["nonce"]},
                      {"height", found["height"]}}
              << '\n';
  else
    std::cout << found["balance"] << '\n';
}

void transfer_money(const wallet_options& x) {
  auto files = wallet_files{x.network.data};
  auto target = files.account_of(x.target);
  auto chain = gateway_chain{find_gateway(x.network)};
  auto account = open_account(x, ask_chain_id(chain));
  auto known = ask_account(chain, account.id);
  auto terms = accounts::transaction_terms{
    known["next_nonce"].get<std::uint64_t>(), now_ms() + validity_ms, fee_max};
  auto body = canonical_encode(transfer{1, target, x.value});
  auto made = accounts::make_transaction(account, terms,
                                         transaction_type::transfer, body);
  chain.submit(made.canonical);
  print_transfer(x, target, chain.wait(made.id, transfer_patience));
}

} // namespace synod
