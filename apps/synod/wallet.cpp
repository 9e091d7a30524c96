#include "apps/synod/wallet.hpp"

#include "apps/synod/json_output.hpp"
#include "apps/synod/passphrase.hpp"
#include "apps/synod/wallet_chain.hpp"
#include "apps/synod/wallet_files.hpp"

#include <nlohmann/json.hpp>

#include <iomanip>
#include <iostream>
#include <limits>
#include <memory>

namespace synod {

namespace {

using nlohmann::json;

using options = wallet_options;

const char* protection_of(const wallet_entry& x) {
  return x.encrypted ? "encrypted"
                     : "DEVELOPMENT KEY, NOT ENCRYPTED: whoever reads the file "
                       "owns the account";
}

void make_account(const options& x) {
  auto passphrase = std::optional<std::string>{};
  if (!x.development)
    passphrase = get_passphrase(x.passphrase_file, x.name, true);
  auto made = wallet_files{x.network.data}.make(x.name, passphrase);
  if (x.json)
    print_json({{"name", made.name},
                {"account", to_hex(made.account)},
                {"file", made.file.string()},
                {"encrypted", made.encrypted}});
  else
    std::cout << to_hex(made.account) << '\n';
  std::cerr << "wrote " << made.file.string() << " (" << protection_of(made)
            << ")\n";
}

json to_json(const wallet_entry& x) {
  if (!x.error.empty())
    return {{"name", x.name}, {"account", nullptr}, {"error", x.error}};
  return {{"name", x.name},
          {"account", to_hex(x.account)},
          {"encrypted", x.encrypted}};
}

/// The balance of every entry that holds a key; of none if they are not wanted.
std::vector<std::optional<amount>>
balances_of(const options& x, const std::vector<wallet_entry>& all) {
  auto result = std::vector<std::optional<amount>>(all.size());
  if (!x.balances)
    return result;
  auto ids = std::vector<account_id>{};
  for (const auto& y : all)
    ids.push_back(y.account);
  auto told = ask_balances(x.network, ids);
  for (auto i = std::size_t{0}; i < all.size(); ++i)
    if (all[i].error.empty())
      result[i] = told[i];
  return result;
}

void print_entry(const wallet_entry& x, const std::optional<amount>& balance) {
  std::cout << (x.error.empty() ? to_hex(x.account) : std::string(64, '?'));
  if (balance)
    std::cout << "  " << std::setw(12) << *balance;
  std::cout << "  " << x.name << "  "
            << (x.error.empty() ? protection_of(x) : x.error.c_str()) << '\n';
}

void list_accounts(const options& x) {
  auto all = wallet_files{x.network.data}.list();
  auto balances = balances_of(x, all);
  auto listed = json::array();
  for (auto i = std::size_t{0}; i < all.size(); ++i) {
    auto& entry = listed.emplace_back(to_json(all[i]));
    if (balances[i])
      entry["balance"] = *balances[i];
    if (!x.json)
      print_entry(all[i], balances[i]);
  }
  if (x.json)
    print_json({{"accounts", listed}});
  else if (all.empty())
    std::cerr << "no accounts yet; `synod wallet new NAME` makes one\n";
}

void add_json(command_line command, const std::shared_ptr<options>& x) {
  command.add_flag("--json", x->json, "Print one JSON object");
}

void add_passphrase(command_line command, const std::shared_ptr<options>& x) {
  command.add_option("--passphrase-file", x->passphrase_file,
                     "Its first line is the passphrase, instead of asking on "
                     "the terminal");
}

void add_new(command_line wallet) {
  auto x = std::make_shared<options>();
  auto command = wallet.add_subcommand(
    "new", "Make an account: a key file, encrypted under a passphrase. Keys "
           "that exist are kept.");
  command.add_option("name", x->name, "What to call it").required();
  command.add_flag("--development", x->development,
                   "Leave the key unencrypted: for trying out, never for "
                   "money");
  add_passphrase(command, x);
  add_data_option(command, x->network.data);
  add_json(command, x);
  command.footer("Example:\n  synod wallet new savings");
  command.callback([x] { make_account(*x); });
}

void add_list(command_line wallet) {
  auto x = std::make_shared<options>();
  auto command = wallet.add_subcommand("list", "The accounts of this folder.");
  command.add_flag("--balances", x->balances,
                   "Ask the network what each of them holds");
  add_network_options(command, x->network);
  add_json(command, x);
  command.footer("Example:\n  synod wallet list --balances");
  command.callback([x] { list_accounts(*x); });
}

void add_balance(command_line wallet) {
  auto x = std::make_shared<options>();
  auto command
    = wallet.add_subcommand("balance", "What an account holds, by the ledger.");
  command.add_option("account", x->name, "A name, or an account's id")
    .capture_default_str();
  add_network_options(command, x->network);
  add_json(command, x);
  command.footer("Example:\n  synod wallet balance user");
  command.callback([x] { show_balance(*x); });
}

void add_transfer(command_line wallet) {
  auto x = std::make_shared<options>();
  auto command = wallet.add_subcommand(
    "transfer", "Move money, and wait until it is final.");
  command.add_option("to", x->target, "A name, or an account's id").required();
  command.add_option("amount", x->value, "In the smallest unit")
    .required()
    .between(amount{1}, std::numeric_limits<amount>::max());
  command.add_option("--from", x->name, "A name of this wallet")
    .capture_default_str();
  add_passphrase(command, x);
  add_network_options(command, x->network);
  add_json(command, x);
  command.footer("Example:\n  synod wallet transfer savings 5000 --from user");
  command.callback([x] { transfer_money(*x); });
}

} // namespace

void add_wallet(command_line app) {
  auto wallet = app.add_subcommand(
    "wallet", "Accounts on the ledger: their keys, and their money.");
  wallet.require_subcommand();
  add_new(wallet);
  add_list(wallet);
  add_balance(wallet);
  add_transfer(wallet);
}

} // namespace synod
