#include "apps/synod/genesis_draft.hpp"

#include "runtime/crypto/key_file.hpp"
#include "runtime/manifest/manifest.hpp"
#include "runtime/topology/value_kinds.hpp"
#include "schemas/error.hpp"

#include <algorithm>
#include <limits>

namespace synod {

namespace {

using topology::presence;
using topology::table_reader;
using topology::value_kind;

constexpr auto draft_bytes_max = std::size_t{256} << 10;
constexpr auto validators_max = std::size_t{100};
constexpr auto accounts_max = std::size_t{10'000};
constexpr auto models_max = std::size_t{1'000};
constexpr auto delay_s_max = 366U * 24 * 3'600;

value_kind<std::uint64_t> amount_kind() {
  return {"a whole number from 0 to 2^63 - 1",
          [](const toml::node& node) -> std::optional<std::uint64_t> {
            auto value = node.value_exact<std::int64_t>();
            if (!value || *value < 0)
              return {};
            return static_cast<std::uint64_t>(*value);
          }};
}

value_kind<std::string> text_kind() {
  return {"text", [](const toml::node& node) {
            return node.value_exact<std::string>();
          }};
}

value_kind<public_key> key_kind() {
  return {"a public key as 64 digits of lower-case hex",
          [](const toml::node& node) {
            return from_hex<public_key>(node.value_or(std::string_view{}));
          }};
}

/// Reads the tables of one draft.
class draft_reader {
public:
  draft_reader(std::filesystem::path folder, genesis_reading& to)
    : folder_(std::move(folder)), to_(to) {
  }

  void read(const toml::table& root) {
    auto in = table_reader{root, "", to_.faults};
    in.read_table("chain", presence::required,
                  [this](table_reader& x) { read_chain(x); });
    in.read_table("split", presence::optional,
                  [this](table_reader& x) { read_split(x); });
    in.read_tables("validator", validators_max, presence::required,
                   [this](table_reader& x) { read_validator(x); });
    in.read_tables("account", accounts_max, presence::required,
                   [this](table_reader& x) { read_account(x); });
    in.read_tables("model", models_max, presence::optional,
                   [this](table_reader& x) { read_model(x); });
    in.finish();
  }

private:
  void read_chain(table_reader& in) {
    auto& to = to_.found.parameters;
    in.read("id", to.chain_id, text_kind(), presence::required);
    in.read("community", to.community, key_kind(), presence::required);
    in.read("transaction_fee", to.transaction_fee, amount_kind());
    in.read("bond_min", to.bond_min, amount_kind());
    read_delay(in, "epoch_s", to.epoch_ms);
    read_delay(in, "close_delay_s", to.close_delay_ms);
    read_delay(in, "dispute_window_s", to.dispute_window_ms);
  }

  static void read_delay(table_reader& in, const char* key, time_ms& to) {
    auto seconds = std::uint32_t{0};
    if (in.read(key, seconds, topology::count_kind(1, delay_s_max)))
      to = time_ms{seconds} * 1'000;
  }

  void read_split(table_reader& in) {
    auto& to = to_.found.parameters.split;
    auto part = [&](const char* key, std::uint32_t& x) {
      in.read(key, x, topology::count_kind(0, 10'000));
    };
    part("workers", to.workers);
    part("respondents", to.respondents);
    part("corpora", to.corpora);
    part("coordinator", to.coordinator);
    part("auditors", to.auditors);
    part("community", to.community);
    part("burn", to.burn);
  }

  void read_validator(table_reader& in) {
    auto& to = to_.found.validators.emplace_back();
    to.weight = 1;
    in.read("node", to.node, text_kind(), presence::required);
    in.read("weight", to.weight, amount_kind());
    read_key(in, "key", to.key);
  }

  void read_account(table_reader& in) {
    auto& to = to_.found.accounts.emplace_back();
    in.read("balance", to.balance, amount_kind(), presence::required);
    read_key(in, "account", to.account);
  }

  /// A key itself, or the file that holds it.
  void read_key(table_reader& in, const char* key, public_key& to) {
    auto file = std::filesystem::path{};
    auto is_given = in.read(key, to, key_kind());
    if (!in.read("key_file", file, topology::path_kind(folder_))) {
      if (!is_given)
        in.refuse(key, std::string{"expected "} + key + " or key_file");
      return;
    }
    if (is_given)
      in.refuse("key_file", std::string{"expected either "} + key
                              + " or key_file, found both");
    if (auto head = crypto::read_key_file_head(file))
      to = head->public_key;
    else
      in.refuse("key_file",
                file.string() + ": " + describe(errc{head.error().code()}));
  }

  void read_model(table_reader& in) {
    auto name = std::string{};
    auto file = std::filesystem::path{};
    auto whole = in.read("name", name, text_kind(), presence::required);
    if (!in.read("file", file, topology::path_kind(folder_), presence::required)
        || !whole)
      return;
    try {
      to_.found.models.push_back(manifest::describe(file, name));
    } catch (const std::exception& error) {
      in.refuse("file", error.what());
    }
  }

  std::filesystem::path folder_;
  genesis_reading& to_;
};

} // namespace

genesis_reading
read_genesis_draft(std::string_view text, const std::filesystem::path& folder,
                   time_ms now) {
  auto result = genesis_reading{};
  result.found.time = now;
  if (text.size() > draft_bytes_max) {
    result.faults.push_back({0, 0, "", "is larger than 256 KiB"});
    return result;
  }
  try {
    auto root = toml::parse(text);
    draft_reader{folder, result}.read(root);
  } catch (const toml::parse_error& error) {
    auto where = error.source().begin;
    result.faults.push_back({static_cast<std::uint32_t>(where.line),
                             static_cast<std::uint32_t>(where.column), "",
                             std::string{error.description()}});
  }
  auto& found = result.found;
  std::ranges::sort(found.validators, {}, &genesis_validator::key);
  std::ranges::sort(found.accounts, {}, &genesis_account::account);
  std::ranges::sort(found.models, {}, &genesis_model::manifest);
  return result;
}

} // namespace synod
