#include "runtime/ledger/genesis_rules.hpp"

#include "runtime/crypto/sha256.hpp"
#include "runtime/ledger/money.hpp"
#include "runtime/ledger/records.hpp"
#include "runtime/ledger/split.hpp"
#include "runtime/ledger/tables.hpp"

#include <algorithm>
#include <set>

namespace synod::ledger {

namespace {

using fault = genesis_fault;
using finding = std::optional<genesis_error>;

constexpr auto sound = finding{};
constexpr auto delay_ms_max = time_ms{366} * 24 * 3'600 * 1'000;
constexpr auto transaction_bytes_least = 4'096U;
// Must fit a block, one message, and the hex of a call over HTTP.
constexpr auto transaction_bytes_most = 1U << 18;

/// Priorities of proposers add up weights, in 64 bits with a sign.
constexpr auto weight_sum_max = std::uint64_t{1} << 56;

genesis_error found(fault x, std::string text) {
  return {x, "genesis: " + std::move(text)};
}

bool is_made_of(std::string_view text, std::size_t bytes_max,
                std::string_view alphabet) {
  return !text.empty() && text.size() <= bytes_max
         && text.find_first_not_of(alphabet) == std::string_view::npos;
}

constexpr auto lower
  = std::string_view{"abcdefghijklmnopqrstuvwxyz0123456789-"};
constexpr auto names = std::string_view{
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/:"};

std::uint64_t sum_of(const split_table& x) {
  auto result = std::uint64_t{0};
  for (auto part : {x.workers, x.respondents, x.corpora, x.coordinator,
                    x.auditors, x.community, x.burn})
    result += part;
  return result;
}

finding check_delays(const chain_parameters& x) {
  if (x.epoch_ms == 0)
    return found(fault::epoch_is_zero, "epoch_ms must be at least 1");
  if (x.close_delay_ms == 0)
    return found(fault::delay_is_zero,
                 "close_delay_ms must be longer than the longest request");
  for (auto delay : {x.epoch_ms, x.close_delay_ms, x.dispute_window_ms})
    if (delay > delay_ms_max)
      return found(fault::delay_too_long,
                   "epoch_ms and the delays may last a year at most");
  if (x.dispute_window_ms < x.close_delay_ms)
    return found(fault::dispute_window_too_short,
                 "dispute_window_ms must be at least close_delay_ms, or bonds "
                 "return while their work can still be attested");
  return sound;
}

finding check_parameters(const chain_parameters& x) {
  if (!is_made_of(x.chain_id, 32, lower))
    return found(fault::bad_chain_id,
                 "chain_id must be 1 to 32 of a-z, 0-9 and dash");
  if (x.transaction_fee == 0)
    return found(fault::fee_is_zero, "transaction_fee must be at least 1");
  if (auto sum = sum_of(x.split); sum != basis_points)
    return found(fault::split_not_whole,
                 "the split must sum to 10000 basis points, and sums to "
                   + std::to_string(sum));
  if (x.community.is_zero())
    return found(fault::no_community,
                 "community must name the account that gets the remainders");
  if (x.bond_min == 0)
    return found(fault::bond_is_zero, "bond_min must be at least 1");
  if (x.transaction_bytes_max < transaction_bytes_least
      || x.transaction_bytes_max > transaction_bytes_most)
    return found(fault::transaction_size_out_of_range,
                 "transaction_bytes_max must be 4096 to 262144");
  return check_delays(x);
}

finding check_validators(const genesis& x) {
  if (x.validators.empty())
    return found(fault::no_validator, "there must be at least one validator");
  auto nodes = std::set<std::string>{};
  auto sum = std::uint64_t{0};
  for (const auto& validator : x.validators) {
    auto who = "validator '" + validator.node + "' ";
    if (!is_made_of(validator.node, 64, names))
      return found(fault::bad_validator_name,
                   "a validator's node must be 1 to 64 of letters, digits and "
                   "-._/:");
    if (validator.weight == 0)
      return found(fault::weight_is_zero, who + "must weigh at least 1");
    sum += std::min(validator.weight, weight_sum_max + 1 - sum);
    if (sum > weight_sum_max)
      return found(fault::weight_too_large,
                   who + "brings the weights above 2^56 together");
    if (!nodes.insert(validator.node).second)
      return found(fault::duplicate_validator_name, who + "occurs twice");
  }
  auto unordered = std::ranges::adjacent_find(
    x.validators, std::ranges::greater_equal{}, &genesis_validator::key);
  if (unordered != x.validators.end())
    return found(fault::validators_unordered,
                 "validators must stand in rising order of key, each once: see "
                 "'"
                   + unordered->node + "'");
  return sound;
}

finding check_accounts(const genesis& x) {
  auto unordered = std::ranges::adjacent_find(
    x.accounts, std::ranges::greater_equal{}, &genesis_account::account);
  if (unordered != x.accounts.end())
    return found(fault::accounts_unordered,
                 "accounts must stand in rising order, each once: see "
                   + to_hex(unordered->account, 16));
  auto supply = amount{0};
  for (const auto& account : x.accounts) {
    auto sum = checked_add(supply, account.balance);
    if (!sum)
      return found(fault::supply_too_large,
                   "the balances do not fit 64 bits together");
    supply = *sum;
  }
  if (supply == 0)
    return found(fault::supply_is_zero,
                 "some account must hold money, or nobody can pay a fee");
  return sound;
}

finding check_models(const genesis& x) {
  auto model_names = std::set<std::string>{};
  for (const auto& model : x.models) {
    auto who = "model '" + model.model_name + "' ";
    if (!is_made_of(model.model_name, 128, names))
      return found(fault::bad_model_name,
                   "a model's name must be 1 to 128 of letters, digits and "
                   "-._/:");
    if (!model_names.insert(model.model_name).second)
      return found(fault::duplicate_model_name, who + "occurs twice");
    if (model.blocks == 0)
      return found(fault::model_without_blocks, who + "must have blocks");
    if (!is_made_of(model.profile, 32, names))
      return found(
        fault::bad_profile,
        who + "must name an arithmetic profile, such as \"of-int16/1\"");
  }
  auto unordered = std::ranges::adjacent_find(
    x.models, std::ranges::greater_equal{}, &genesis_model::manifest);
  if (unordered != x.models.end())
    return found(fault::models_unordered,
                 "models must stand in rising order of manifest, each once: "
                 "see '"
                   + unordered->model_name + "'");
  return sound;
}

} // namespace

std::optional<genesis_error> check_genesis(const genesis& x) {
  if (x.version != 1)
    return found(fault::unknown_version, "this version reads version 1 alone");
  if (auto fault = check_parameters(x.parameters))
    return fault;
  if (x.time == 0)
    return found(fault::time_is_zero,
                 "time must be in milliseconds since 1970");
  if (auto fault = check_validators(x))
    return fault;
  if (auto fault = check_accounts(x))
    return fault;
  return check_models(x);
}

digest hash_of(const genesis& x) {
  return crypto::sha256(canonical_encode(x));
}

state_changes::map_type genesis_state(const genesis& x) {
  auto empty = memory_state{};
  auto state = state_changes{empty};
  auto keys = state_keys{lane_id{0}};
  auto totals = totals_record{};
  for (const auto& [account, balance] : x.accounts) {
    totals.supply = add(totals.supply, balance);
    store(state, keys.account(account), account_record{1, balance, 0});
  }
  store(state, keys.totals(), totals);
  for (const auto& model : x.models)
    store(state, keys.model(model.manifest),
          model_record{1, model.model_name, model.blocks, model.chat_template,
                       model.profile});
  return state.take();
}

} // namespace synod::ledger
