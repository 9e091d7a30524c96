#include "apps/synod/chain.hpp"

#include "apps/synod/chain_client.hpp"
#include "apps/synod/json_output.hpp"
#include "apps/synod/printable.hpp"

#include <iostream>
#include <memory>
#include <stdexcept>

namespace synod {

namespace {

using nlohmann::json;

struct options {
  network_choice network;
  std::string what;
  bool json = false;
};

json ask(const options& x, const std::string& target,
         const std::string& missing) {
  auto found = gateway_chain{find_gateway(x.network)}.get(target);
  if (!found)
    throw std::runtime_error(missing
                             + ": the chain does not have it; `synod chain "
                               "status` tells how far it is");
  return std::move(*found);
}

std::string text_of(const json& x) {
  return printable(spell(x));
}

/// The members of an object, a line each; what is nested is left to `--json`.
void print_plain(const json& x) {
  for (const auto& [key, value] : x.items())
    if (value.is_primitive()) {
      auto name = key;
      name.resize(std::max(name.size(), std::size_t{22}), ' ');
      std::cout << name << ' ' << text_of(value) << '\n';
    }
}

void print_transaction(const json& x) {
  std::cout << text_of(x.value("id", json())).substr(0, 16) << "  "
            << text_of(x.value("type", json())) << "  from "
            << text_of(x.value("sender", json("-"))).substr(0, 16) << "  "
            << text_of(x.value("receipt", json::object())
                         .value("outcome", json("not known yet")))
            << '\n';
}

void print_validators(const json& x) {
  for (const auto& y : x.value("validators", json::array()))
    std::cout << text_of(y.value("key", json())) << "  weight "
              << text_of(y.value("weight", json())) << "  "
              << text_of(y.value("node", json())) << '\n';
}

void print_block(const json& x) {
  auto members = x.value("header", json::object());
  members.update(x); // both tell the height
  print_plain(members);
  auto signatures
    = x.value("commit", json::object()).value("signatures", json::array());
  std::cout << "signed by              " << signatures.size()
            << " validators\n";
  for (const auto& y : x.value("transactions", json::array()))
    print_transaction(y);
}

void print_found(const json& x) {
  std::cout << "height                 " << text_of(x.value("height", json()))
            << '\n'
            << "outcome                "
            << text_of(
                 x.value("receipt", json::object()).value("outcome", json()))
            << (x.value("proven", false)
                  ? ", shown by the next block\n"
                  : ", not shown by a following block yet\n");
  print_plain(x.value("transaction", json::object()));
  auto body = x.value("transaction", json::object()).value("body", json());
  if (body.is_object())
    print_plain(body);
}

void print_workers(const json& x) {
  for (const auto& y : x.value("workers", json::array())) {
    auto blocks = y.value("blocks", json::object());
    auto first = blocks.value("first", 0U);
    std::cout << text_of(y.value("account", json())).substr(0, 16)
              << "  blocks " << first << '-'
              << first + blocks.value("count", 1U) - 1 << "  ask "
              << text_of(y.value("ask", json())) << "  bond "
              << text_of(y.value("bond", json())) << "  "
              << text_of(y.value("name", json())) << '\n';
  }
}

void print_status(const json& x) {
  print_plain(x);
  print_validators(x);
}

/// One of the kinds of answers.
struct view {
  const char* name;
  const char* about;
  const char* argument; ///< Its name; null: none.
  const char* target;   ///< Of the gateway; the argument follows.
  void (*print)(const json& x);
  const char* example;
};

constexpr view views[] = {
  {"status", "How far the chain is, and who decides it.", nullptr,
   "/chain/status", print_status, "synod chain status --json"},
  {"block", "A block: its header, its commit, and its transactions.", "height",
   "/chain/block/", print_block, "synod chain block head"},
  {"tx", "A transaction that is in a block, and what came of it.", "id",
   "/chain/tx/", print_found, "synod chain tx 4be1...07"},
  {"validators", "Who decides blocks, with what weight.", nullptr,
   "/chain/validators", print_validators, "synod chain validators"},
  {"escrow", "What an escrow holds, for whom, and until when.", "id",
   "/chain/escrow/", print_plain, "synod chain escrow 4be1...07"},
  {"workers", "Who is registered to serve what.", nullptr, "/chain/workers",
   print_workers, "synod chain workers"},
};

void show(const options& x, const view& what) {
  auto missing = std::string{what.name};
  if (what.argument != nullptr)
    missing += ' ' + x.what;
  auto found = ask(x, what.target + url_escape(x.what), missing);
  if (x.json)
    print_json(found);
  else
    what.print(found);
}

void add_view(command_line chain, const view& what) {
  auto x = std::make_shared<options>();
  auto command = chain.add_subcommand(what.name, what.about);
  if (what.argument != nullptr)
    command.add_option(what.argument, x->what).required();
  add_network_options(command, x->network);
  command.add_flag("--json", x->json, "Print one JSON object");
  command.footer(std::string{"Example:\n  "} + what.example);
  command.callback([x, &what] { show(*x, what); });
}

} // namespace

void add_chain(command_line app) {
  auto chain = app.add_subcommand("chain", "Look into the ledger.");
  chain.require_subcommand();
  for (const auto& what : views)
    add_view(chain, what);
}

} // namespace synod
