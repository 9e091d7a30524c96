#include "apps/synod/genesis_parts.hpp"

#include "actors/node/chain_rules.hpp"
#include "actors/node/placement.hpp"
#include "runtime/accounts/key_ring.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <toml++/toml.h>

#include <set>
#include <stdexcept>
#include <string_view>

namespace synod {

namespace {

/// As a TOML string, whose escapes are JSON's.
std::string toml_string(const std::string& x) {
  return nlohmann::json(x).dump();
}

/// Joins parts, which come from machines that do not trust each other.
class part_joiner {
public:
  explicit part_joiner(const topology::network& network) {
    for (const auto& x : find_role<topology::validator_spec>(network))
      missing_.insert(x.address.node);
  }

  void add(const given_part& part) {
    file_ = part.file;
    text_ += "# " + toml_string(file_) + '\n';
    for (const auto& [key, value] : parse(part.text)) {
      const auto* tables = value.as_array();
      auto is_validator = key == "validator";
      if ((!is_validator && key != "account") || tables == nullptr)
        refuse("holds \"" + std::string{key.str()}
               + "\"; expected [[validator]] and [[account]] alone");
      for (const auto& x : *tables)
        if (const auto* table = x.as_table())
          is_validator ? add_validator(*table) : add_account(*table);
        else
          refuse("is no list of tables");
    }
  }

  [[nodiscard]] std::string finish() const {
    if (!missing_.empty())
      throw std::runtime_error("no part names the validator "
                               + *missing_.begin()
                               + "; its machine gives one: synod genesis keys");
    return text_;
  }

private:
  [[noreturn]] void refuse(const std::string& why) const {
    throw std::runtime_error(file_ + " " + why);
  }

  toml::table parse(const std::string& text) const {
    try {
      return toml::parse(text);
    } catch (const toml::parse_error& error) {
      refuse("is no part of a draft: " + std::string{error.description()});
    }
  }

  template <class T>
  T get(const toml::table& from, std::string_view key) const {
    auto result = from[key].value_exact<T>();
    if (!result)
      refuse("lacks a good \"" + std::string{key} + '"');
    return *result;
  }

  void add_validator(const toml::table& x) {
    auto node = get<std::string>(x, "node");
    if (missing_.erase(node) == 0)
      refuse("names " + toml_string(node)
             + ", which the topology has not as a validator, or another part "
               "has named");
    text_ += fmt::format(
      "[[validator]]\nnode = {}\nkey = {}\nweight = {}\n", toml_string(node),
      toml_string(get<std::string>(x, "key")), get<std::int64_t>(x, "weight"));
  }

  void add_account(const toml::table& x) {
    auto account = get<std::string>(x, "account");
    auto balance = get<std::int64_t>(x, "balance");
    if (accounts_.insert(account).second) // two nodes of a folder share one
      text_ += fmt::format("[[account]]\naccount = {}\nbalance = {}\n",
                           toml_string(account), balance);
  }

  std::set<std::string> missing_; ///< Validators that no part has named yet.
  std::set<std::string> accounts_;
  std::string file_;
  std::string text_;
};

} // namespace

std::string genesis_part(const topology::network& network,
                         const topology::data_folder& folder,
                         const std::string& node, amount balance) {
  const auto* found = topology::find_node(network, node);
  if (found == nullptr)
    throw std::runtime_error("the topology names no node " + node);
  auto result = std::string{};
  for (const auto& actor : found->actors)
    if (const auto* x = std::get_if<topology::validator_spec>(&actor.options))
      result += fmt::format(
        "[[validator]]\nnode = {}\nkey = \"{}\"\nweight = {}\n",
        toml_string(node),
        to_hex(accounts::make_development_key(folder.validator_key(node))),
        x->weight);
  for (const auto& name : accounts::account_names(*found))
    result += fmt::format(
      "[[account]] # {}\naccount = \"{}\"\nbalance = {}\n", name,
      to_hex(accounts::make_development_account(folder, name)), balance);
  if (result.empty())
    result = "# " + node + " has no part in the ledger\n";
  return result;
}

std::string
genesis_draft(const topology::network& network, const account_id& community,
              const std::vector<given_part>& parts) {
  auto rules = parameters_for(network);
  auto result = fmt::format("[chain]\nid = {}\ncommunity = \"{}\"\n"
                            "close_delay_s = {}\ndispute_window_s = {}\n",
                            toml_string(rules.chain_id), to_hex(community),
                            rules.close_delay_ms / 1'000,
                            rules.dispute_window_ms / 1'000);
  for (const auto& model : network.models)
    result
      += fmt::format("[[model]]\nname = {}\nfile = {}\n",
                     toml_string(model.name), toml_string(model.file.string()));
  auto joiner = part_joiner{network};
  for (const auto& part : parts)
    joiner.add(part);
  return result + joiner.finish();
}

} // namespace synod
