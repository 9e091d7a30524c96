#include "runtime/accounts/key_ring.hpp"

#include "runtime/crypto/key_file.hpp"
#include "schemas/error_text.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <stdexcept>

namespace synod::accounts {

namespace {

[[noreturn]] void fail(const caf::error& why) {
  throw std::runtime_error("the key cannot be used: " + spell(why));
}

void check_exists(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file))
    throw std::runtime_error(
      file.string()
      + " is missing: put the account's key back; what the account owns cannot "
        "be moved without it. A new chain begins in another data folder");
}

public_key read_public_key(const std::filesystem::path& file) {
  check_exists(file);
  auto head = crypto::read_key_file_head(file);
  if (!head)
    fail(head.error());
  return head->public_key;
}

} // namespace

std::string account_name(const std::string& node, const std::string& actor) {
  auto result = node + '.' + actor;
  std::ranges::replace(result, '/', '-');
  return result;
}

std::vector<std::string> account_names(const topology::node_spec& node) {
  auto result = std::set<std::string>{};
  for (const auto& actor : node.actors) {
    auto is_gateway
      = std::holds_alternative<topology::gateway_spec>(actor.options);
    if (is_gateway)
      result.insert(user_account);
    if (is_gateway
        || std::holds_alternative<topology::coordinator_spec>(actor.options)
        || std::holds_alternative<topology::shard_worker_spec>(actor.options))
      result.insert(account_name(node.name, actor.name));
  }
  return {result.begin(), result.end()};
}

std::vector<std::string> account_names(const topology::network& network) {
  auto result = std::set<std::string>{user_account};
  for (const auto& node : network.nodes)
    for (auto& name : account_names(node))
      result.insert(std::move(name));
  return {result.begin(), result.end()};
}

std::filesystem::path
account_file(const topology::data_folder& folder, const std::string& name) {
  return folder.keys() / "accounts" / (name + ".key");
}

public_key make_development_key(const std::filesystem::path& file) {
  if (std::filesystem::exists(file))
    return read_public_key(file);
  std::filesystem::create_directories(file.parent_path());
  auto key = crypto::signing_key::generate();
  if (auto why = crypto::write_development_key(file, key))
    fail(why);
  return key.public_key();
}

account_id make_development_account(const topology::data_folder& folder,
                                    const std::string& name) {
  return make_development_key(account_file(folder, name));
}

account_id
read_account_id(const topology::data_folder& folder, const std::string& name) {
  return read_public_key(account_file(folder, name));
}

account open_account(const topology::data_folder& folder,
                     const std::string& name, std::string chain_id) {
  auto file = account_file(folder, name);
  check_exists(file);
  auto key = crypto::read_key_file(file, {});
  if (!key)
    fail(key.error());
  auto shared = std::make_shared<const crypto::signing_key>(std::move(*key));
  return {std::move(chain_id), shared->public_key(),
          [shared](auto bytes) { return shared->sign(bytes); }};
}

} // namespace synod::accounts
