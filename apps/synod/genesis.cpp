#include "apps/synod/genesis.hpp"

#include "apps/synod/genesis_draft.hpp"
#include "apps/synod/genesis_file.hpp"
#include "apps/synod/json_output.hpp"
#include "runtime/ledger/genesis_json.hpp"
#include "runtime/ledger/genesis_rules.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>

namespace synod {

namespace {

using nlohmann::json;

struct options {
  std::string file;
  bool json = false;
};

time_ms now_ms() {
  auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<time_ms>(
    std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

constexpr auto fit = "a chain can begin with it";

/// What a file holds, or what is wrong with it.
struct judgement {
  genesis found;
  std::string fault; ///< A name; empty: none.
  std::string text;
};

judgement judge(const std::string& file) {
  auto result = judgement{};
  try {
    result.found = ledger::read_genesis_json(read_text_file(file));
  } catch (const ledger::genesis_file_error& error) {
    return {{}, "malformed", error.what()};
  }
  if (auto error = ledger::check_genesis(result.found))
    return {{}, ledger::to_string(error->fault), error->text};
  result.text = fit;
  return result;
}

json to_json(const judgement& x) {
  if (!x.fault.empty())
    return {{"valid", false}, {"fault", x.fault}, {"text", x.text}};
  auto supply = amount{0};
  for (const auto& account : x.found.accounts)
    supply += account.balance;
  return {{"valid", true},
          {"fault", nullptr},
          {"text", x.text},
          {"hash", to_hex(ledger::hash_of(x.found))},
          {"chain_id", x.found.parameters.chain_id},
          {"validators", x.found.validators.size()},
          {"accounts", x.found.accounts.size()},
          {"models", x.found.models.size()},
          {"supply", supply}};
}

void write_genesis(const options& x) {
  auto path = std::filesystem::absolute(x.file);
  auto draft
    = read_genesis_draft(read_text_file(path), path.parent_path(), now_ms());
  for (const auto& fault : draft.faults)
    std::cerr << topology::to_string(fault, x.file) << '\n';
  if (!draft.faults.empty())
    throw std::runtime_error(x.file + " is no draft of a genesis: "
                             + std::to_string(draft.faults.size())
                             + " fault(s), listed above");
  if (auto fault = ledger::check_genesis(draft.found))
    throw std::runtime_error(x.file + ": " + fault->text + " ("
                             + ledger::to_string(fault->fault) + ")");
  auto text = ledger::write_genesis_json(draft.found);
  if (x.json) {
    auto told = to_json(judgement{draft.found, {}, fit});
    told["genesis"] = json::parse(text);
    print_json(told);
  } else {
    std::cout << text;
  }
  std::cerr << "genesis " << to_hex(ledger::hash_of(draft.found))
            << ": give the file to every validator, and its hash to whoever is "
               "to trust the chain\n";
}

void check_file(const options& x) {
  auto result = judge(x.file);
  auto told = to_json(result);
  if (x.json)
    print_json(told);
  if (!result.fault.empty())
    throw std::runtime_error(x.file + ": " + result.text + " (" + result.fault
                             + ")");
  if (!x.json)
    std::cout << x.file << ": ok: chain " << told["chain_id"] << ", "
              << told["validators"] << " validators, " << told["accounts"]
              << " accounts, supply " << told["supply"] << "\nhash "
              << told["hash"].get<std::string>() << '\n';
}

} // namespace

void add_genesis(command_line app) {
  auto genesis = app.add_subcommand(
    "genesis", "What a chain begins with, and what its proofs trust.");
  genesis.require_subcommand();
  auto x = std::make_shared<options>();
  auto make = genesis.add_subcommand(
    "new", "Print the genesis that a draft describes.");
  make.add_option("draft", x->file, "A TOML file").required();
  make.add_flag("--json", x->json,
                "Print one JSON object that tells of it, with the genesis in "
                "it");
  make.footer("A draft:\n"
              "  [chain]\n"
              "  id = \"my-chain\"\n"
              "  community = \"64 digits of hex\"\n"
              "  [[validator]]\n"
              "  node = \"alpha\"\n"
              "  key_file = \"keys/alpha.validator\"\n"
              "  weight = 1\n"
              "  [[account]]\n"
              "  key_file = \"keys/accounts/user.key\"\n"
              "  balance = 1000000\n"
              "  [[model]]\n"
              "  name = \"reader\"\n"
              "  file = \"reader.gguf\"\n"
              "Example:\n  synod genesis new draft.toml > genesis.json");
  make.callback([x] { write_genesis(*x); });
  auto y = std::make_shared<options>();
  auto check
    = genesis.add_subcommand("check", "Check a genesis, and print its hash.");
  check.add_option("file", y->file, "A genesis.json").required();
  check.add_flag("--json", y->json, "Print one JSON object");
  check.footer("Example:\n  synod genesis check genesis.json");
  check.callback([y] { check_file(*y); });
}

} // namespace synod
