#include "runtime/ledger/genesis_json.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "test_chain.hpp"

#include <nlohmann/json.hpp>

using namespace synod;
using namespace synod::test;
using fault = ledger::genesis_fault;

namespace {

template <class Spoil>
std::string found(Spoil spoil) {
  auto x = test_chain{}.genesis;
  spoil(x);
  auto error = ledger::check_genesis(x);
  return error ? ledger::to_string(error->fault) : "none";
}

std::string refusal_of(std::string_view text) {
  try {
    static_cast<void>(ledger::read_genesis_json(text));
    return "";
  } catch (const ledger::genesis_file_error& error) {
    return error.what();
  }
}

} // namespace

TEST_CASE("genesis: every fault has a name", "[ledger]") {
  using g = genesis;
  CHECK(found([](g&) {}) == "none");
  CHECK(found([](g& x) { x.version = 2; }) == "unknown_version");
  CHECK(found([](g& x) { x.parameters.chain_id = ""; }) == "bad_chain_id");
  CHECK(found([](g& x) { x.parameters.chain_id = "Main"; }) == "bad_chain_id");
  CHECK(found([](g& x) { x.parameters.transaction_fee = 0; }) == "fee_is_zero");
  CHECK(found([](g& x) { x.parameters.split.burn += 1; }) == "split_not_whole");
  CHECK(found([](g& x) { x.parameters.split.burn = 0U - 9'700U; })
        == "split_not_whole");
  CHECK(found([](g& x) { x.parameters.community = {}; }) == "no_community");
  CHECK(found([](g& x) { x.parameters.bond_min = 0; }) == "bond_is_zero");
  CHECK(found([](g& x) { x.parameters.epoch_ms = 0; }) == "epoch_is_zero");
  CHECK(found([](g& x) { x.parameters.close_delay_ms = 0; })
        == "delay_is_zero");
  CHECK(found([](g& x) { x.parameters.dispute_window_ms = ~0ULL; })
        == "delay_too_long");
  CHECK(found([](g& x) { x.parameters.dispute_window_ms = 59'999; })
        == "dispute_window_too_short");
  for (auto size : {1U, (1U << 18) + 1}) // nothing, or more than can be sent
    CHECK(found([=](g& x) { x.parameters.transaction_bytes_max = size; })
          == "transaction_size_out_of_range");
  CHECK(found([](g& x) { x.time = 0; }) == "time_is_zero");
  CHECK(found([](g& x) { x.validators.clear(); }) == "no_validator");
  CHECK(found([](g& x) { x.validators[0].node = "a b"; })
        == "bad_validator_name");
  CHECK(found([](g& x) { x.validators[1].weight = 0; }) == "weight_is_zero");
  CHECK(found([](g& x) { x.validators[1].weight = ~0ULL; })
        == "weight_too_large");
  CHECK(found([](g& x) { std::swap(x.validators[0], x.validators[1]); })
        == "validators_unordered");
  CHECK(found([](g& x) { x.validators[1].key = x.validators[0].key; })
        == "validators_unordered");
  CHECK(found([](g& x) { x.validators[1].node = x.validators[0].node; })
        == "duplicate_validator_name");
  CHECK(found([](g& x) { std::swap(x.accounts[0], x.accounts[1]); })
        == "accounts_unordered");
  CHECK(found([](g& x) { x.accounts[0].balance = ~0ULL; })
        == "supply_too_large");
  CHECK(found([](g& x) { x.accounts.clear(); }) == "supply_is_zero");
  CHECK(found([](g& x) { x.models[0].model_name = ""; }) == "bad_model_name");
  CHECK(found([](g& x) { x.models.push_back(x.models[0]); })
        == "duplicate_model_name");
  CHECK(found([](g& x) {
          x.models.push_back(x.models[0]);
          x.models[1].model_name = "other";
        })
        == "models_unordered");
  CHECK(found([](g& x) { x.models[0].blocks = 0; }) == "model_without_blocks");
  CHECK(found([](g& x) { x.models[0].profile = ""; }) == "bad_profile");
}

TEST_CASE("genesis: the file reads back as it was written", "[ledger]") {
  auto x = test_chain{}.genesis;
  auto text = ledger::write_genesis_json(x);
  CHECK(ledger::read_genesis_json(text) == x);
  CHECK(ledger::write_genesis_json(ledger::read_genesis_json(text)) == text);
  // Laid out otherwise it means the same, and has the same hash.
  auto flat = nlohmann::json::parse(text).dump();
  CHECK(ledger::hash_of(ledger::read_genesis_json(flat)) == ledger::hash_of(x));
}

TEST_CASE("genesis: the hash covers every field", "[ledger]") {
  auto x = test_chain{}.genesis;
  auto hash = ledger::hash_of(x);
  x.parameters.split.burn -= 1;
  x.parameters.split.community += 1;
  CHECK(ledger::hash_of(x) != hash);
}

TEST_CASE("genesis: a file that is not one says where", "[ledger]") {
  auto text = ledger::write_genesis_json(test_chain{}.genesis);
  auto with = [&](const char* path, const nlohmann::json& value) {
    auto x = nlohmann::json::parse(text);
    x[nlohmann::json::json_pointer{path}] = value;
    return refusal_of(x.dump());
  };
  using Catch::Contains;
  CHECK(refusal_of(text).empty());
  CHECK_THAT(refusal_of("{"), Contains("not JSON"));
  CHECK_THAT(refusal_of("[]"), Contains("must be an object"));
  CHECK_THAT(refusal_of("{}"), Contains("lacks 'version'"));
  CHECK_THAT(refusal_of(std::string(100'000, '[')), Contains("too deep"));
  CHECK_THAT(with("/extra", 1), Contains("unknown key 'extra'"));
  CHECK_THAT(with("/parameters/split/burn", 1.5),
             Contains("genesis.parameters.split.burn"));
  CHECK_THAT(with("/parameters/split/burn", -1), Contains("whole number"));
  CHECK_THAT(with("/parameters/split/burn", 4'294'967'296),
             Contains("from 0 to 4294967295"));
  CHECK_THAT(with("/version", 256), Contains("from 0 to 255"));
  CHECK_THAT(with("/accounts/0/account", "00"), Contains("64 digits"));
  CHECK_THAT(with("/accounts/0/account", std::string(64, 'G')),
             Contains("genesis.accounts[0].account"));
  CHECK_THAT(with("/validators", 3), Contains("must be a list"));
  auto twice = text;
  twice.insert(twice.find("\"version\""), "\"version\": 1, ");
  CHECK_THAT(refusal_of(twice), Contains("repeats the key \"version\""));
}

TEST_CASE("genesis: its state holds the supply", "[ledger]") {
  auto state = ledger::memory_state{};
  state.apply(ledger::genesis_state(test_chain{}.genesis));
  CHECK(ledger::count_money(state).is_conserved());
  CHECK(ledger::count_money(state).supply() == 8'000'000);
}
