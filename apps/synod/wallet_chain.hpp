#pragma once

#include "apps/synod/chain_client.hpp"
#include "schemas/ledger_ids.hpp"

#include <string>
#include <vector>

namespace synod {

/// What the commands of `synod wallet` are told.
struct wallet_options {
  std::string name = "user";
  std::string target;
  amount value = 0;
  network_choice network;
  std::string passphrase_file;
  bool development = false;
  bool balances = false;
  bool json = false;
};

/// @returns what each account holds by the ledger, in their order.
/// @throws std::runtime_error with one line for a person
[[nodiscard]] std::vector<amount>
ask_balances(const network_choice& network, const std::vector<account_id>& xs);

/// Prints what an account holds, by the ledger.
/// @throws std::runtime_error with one line for a person
void show_balance(const wallet_options& x);

/// Moves money, and waits until what came of it is shown.
/// @throws std::runtime_error with one line for a person
void transfer_money(const wallet_options& x);

} // namespace synod
