// How a worker's offer stands on the ledger, against what a validator lists.

#include "actors/account_keeper/registration.hpp"

#include "actors/account_keeper/validators.hpp"

#include <catch2/catch.hpp>

using namespace synod;

namespace {

const auto own = account_id{{1}};

register_worker wanted() {
  auto result = register_worker{};
  result.key = curve_key{{1}};
  result.worker_name = "w/worker";
  result.model = model_root{{5}};
  result.range = {0, 3};
  result.ask = 5;
  result.bond = 100;
  return result;
}

registered_worker listed(const account_id& account = own) {
  auto x = wanted();
  return {account, x.key, x.worker_name, x.model, x.range, x.ask, x.bond, 0};
}

registration_standing stands(std::vector<registered_worker> workers) {
  return standing_of(wanted(), own, {block_height{3}, std::move(workers)});
}

} // namespace

TEST_CASE("registration: as wanted, missing, or leaving", "[account_keeper]") {
  CHECK(stands({}) == registration_standing::missing);
  CHECK(stands({listed()}) == registration_standing::registered);
  auto x = listed();
  x.leaves_ms = 7;
  CHECK(stands({x}) == registration_standing::leaving);
}

TEST_CASE("registration: every part of an offer counts", "[account_keeper]") {
  auto differs = [](auto change) {
    auto x = listed();
    change(x);
    return stands({x}) == registration_standing::differs;
  };
  CHECK(differs([](auto& x) { x.key = {}; }));
  CHECK(differs([](auto& x) { x.worker_name = "w/other"; }));
  CHECK(differs([](auto& x) { x.model = {}; }));
  CHECK(differs([](auto& x) { x.range = {0, 2}; }));
  CHECK(differs([](auto& x) { x.ask = 6; }));
}

TEST_CASE("registration: a stolen name or key is said to be taken",
          "[account_keeper]") {
  auto thief = listed(account_id{{2}});
  CHECK(stands({thief}) == registration_standing::taken);
  auto name = thief;
  name.key = curve_key{{9}};
  CHECK(stands({name}) == registration_standing::taken);
  auto key = thief;
  key.worker_name = "x/worker";
  CHECK(stands({key}) == registration_standing::taken);
  key.key = curve_key{{9}};
  CHECK(stands({key}) == registration_standing::missing);
}

TEST_CASE("validators: one that takes no part is left, once per turn",
          "[account_keeper]") {
  auto asked = std::vector<node_id>{};
  auto all = validators{
    {{"a", "v"}, {"b", "v"}, {"c", "v"}}, [&](const actor_address& x) {
      asked.push_back(x.node);
      return caf::expected<validator_actor>{errc::node_down};
    }};
  (void) all.current();
  auto turn = all.turn();
  for (auto why : {errc::transaction_known, errc::nonce_used, errc::not_stored})
    all.failed(why, turn); // it takes part, and says no
  (void) all.current();
  all.failed(errc::not_voting, turn);
  all.failed(errc::timed_out, turn); // asked before it was left
  (void) all.current();
  all.failed(errc::node_down, all.turn());
  (void) all.current();
  all.failed(errc::overloaded, all.turn());
  (void) all.current();
  CHECK(asked == std::vector<node_id>{"a", "a", "b", "c", "a"});
}
