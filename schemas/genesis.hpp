#pragma once

#include "schemas/ledger_ids.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

// What a chain begins with, and the rules that it never changes by itself. For
// people it is a JSON file (`runtime/ledger/genesis_json.hpp`); its hash is
// that of the canonical form.

namespace synod {

/// Where a fee goes, in basis points that sum to 10,000. What integer division
/// leaves over goes to the community, and so does the share of a role that
/// nobody can hold yet (respondents, corpora).
struct split_table {
  static constexpr auto name = "split_table";

  std::uint32_t workers = 9'000; ///< By (block, position) run.
  std::uint32_t respondents = 0;
  std::uint32_t corpora = 0;
  std::uint32_t coordinator = 0;
  std::uint32_t auditors = 300; ///< A pool that nothing spends until audits.
  std::uint32_t community = 400;
  std::uint32_t burn = 300;

  static auto fields(auto& x) {
    return std::tie(x.workers, x.respondents, x.corpora, x.coordinator,
                    x.auditors, x.community, x.burn);
  }

  friend bool operator==(const split_table&, const split_table&) = default;
};

/// The rules of execution.
struct chain_parameters {
  static constexpr auto name = "chain_parameters";

  std::string chain_id;       ///< 1 to 32 of [a-z0-9-].
  amount transaction_fee = 1; ///< Constant, burned.
  split_table split;
  account_id community;
  amount bond_min = 1;
  time_ms epoch_ms = 600'000;            ///< An epoch is header time / this.
  time_ms close_delay_ms = 600'000;      ///< Longer than the longest request.
  time_ms dispute_window_ms = 3'600'000; ///< At least the close delay.
  std::uint32_t transaction_bytes_max = 262'144;

  static auto fields(auto& x) {
    return std::tie(x.chain_id, x.transaction_fee, x.split, x.community,
                    x.bond_min, x.epoch_ms, x.close_delay_ms,
                    x.dispute_window_ms, x.transaction_bytes_max);
  }

  friend bool operator==(const chain_parameters&, const chain_parameters&)
    = default;
};

struct genesis_validator {
  static constexpr auto name = "genesis_validator";

  std::string node;         ///< Its name in the topology.
  public_key key;           ///< Of consensus; signs nothing else.
  std::uint64_t weight = 0; ///< At least 1.

  static auto fields(auto& x) {
    return std::tie(x.node, x.key, x.weight);
  }

  friend bool operator==(const genesis_validator&, const genesis_validator&)
    = default;
};

struct genesis_account {
  static constexpr auto name = "genesis_account";

  account_id account;
  amount balance = 0;

  static auto fields(auto& x) {
    return std::tie(x.account, x.balance);
  }

  friend bool operator==(const genesis_account&, const genesis_account&)
    = default;
};

struct genesis_model {
  static constexpr auto name = "genesis_model";

  std::string model_name; ///< As users ask for it.
  model_root manifest;
  std::uint32_t blocks = 0; ///< At least 1.
  template_hash chat_template;
  std::string profile; ///< Of the arithmetic, such as "int16-v1".

  static auto fields(auto& x) {
    return std::tie(x.model_name, x.manifest, x.blocks, x.chat_template,
                    x.profile);
  }

  friend bool operator==(const genesis_model&, const genesis_model&) = default;
};

struct genesis {
  static constexpr auto name = "genesis";

  std::uint8_t version = 1;
  struct chain_parameters parameters;
  synod::time_ms time = 0;
  std::vector<genesis_validator> validators; ///< In rising order of key.
  std::vector<genesis_account> accounts;     ///< In rising order of account.
  std::vector<genesis_model> models;         ///< In rising order of manifest.

  static auto fields(auto& x) {
    return std::tie(x.version, x.parameters, x.time, x.validators, x.accounts,
                    x.models);
  }

  friend bool operator==(const genesis&, const genesis&) = default;
};

} // namespace synod
