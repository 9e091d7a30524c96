#include "actors/validator/validator.hpp"

#include "tests/actors/validator/validator_quartet.hpp"

#include <caf/send.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

// Four validator actors in one thread, with mailboxes between them.

using namespace synod;
using namespace synod::chain;
using namespace synod::chain::test;

namespace {

using fixture = validator_quartet;

struct small_stores : fixture {
  small_stores() : validator_quartet(std::size_t{256} << 10) {
  }
};

} // namespace

TEST_CASE_METHOD(fixture, "validator: a transfer sent to one is final on all",
                 "[validator]") {
  auto made = make_transfer(*begin, 0, 5);
  REQUIRE(send(made.canonical)->id == made.id);
  CHECK(send(made.canonical)->id == made.id); // once more: it is there
  pass(500);
  CHECK(send(made.canonical)->id == made.id); // and when it is final
  CHECK(send(make_transfer(*begin, 0, 6).canonical).error()
        == errc::nonce_used);
  auto root = root_hash{};
  for (std::size_t i = 0; i < count; ++i) {
    auto found = ask_of<transaction_found>(i, get_transaction{made.id});
    REQUIRE(found);
    CHECK(found->transaction == made.canonical);
    CHECK(found->receipt.refusal == 0);
    CHECK(found->headers.size() == 2);
    auto target = ask_of<account_state>(
      i, get_account{key_of(target_seed).public_key(), lane_id{0}});
    CHECK(target->balance == 5);
    auto status = ask_of<chain_status>(i, get_chain_status{});
    CHECK(status->voting == "yes");
    CHECK((i == 0 || status->state_root == root));
    root = status->state_root;
  }
}

TEST_CASE_METHOD(fixture,
                 "validator: one that begins after its link is up is found",
                 "[validator]") {
  ended = caf::actor_cast<validator_actor>(validators[3]);
  stop(3);
  REQUIRE(send(make_transfer(*begin, 0, 1).canonical));
  pass(500);
  REQUIRE(height(0) > 0);
  ended_handles = 6; // what it and the others get of each other
  start(3);
  pass(2'000);
  CHECK(ended_handles == 0);
  CHECK(height(3) == height(0));
  CHECK(gauge(0, "validators_up") == 4);
}

TEST_CASE_METHOD(fixture,
                 "validator: a killed one is not missed, and is level "
                 "again when it is back",
                 "[validator]") {
  stop(3);
  for (auto i = 0U; i < 20; ++i) {
    REQUIRE(send(make_transfer(*begin, i, 1).canonical, i % 3));
    pass(1'000);
  }
  auto before = height(0);
  REQUIRE(before >= 20);
  start(3);
  pass(3'000);
  CHECK(height(3) >= before);
  CHECK(height(3) == height(0));
}

TEST_CASE_METHOD(fixture, "validator: refusals have names", "[validator]") {
  CHECK(send("garbage").error() == errc::malformed_transaction);
  CHECK(send(make_transfer(*begin, 7, 1).canonical).error() == errc::nonce_gap);
  auto forged = make_transfer(*begin, 0, 1).canonical;
  forged.back() = static_cast<char>(forged.back() ^ 1);
  CHECK(send(forged).error() == errc::bad_signature);
  CHECK(ask_of<stored_block>(0, get_block{block_height{1'000}}).error()
        == errc::not_stored);
  CHECK(ask_of<transaction_found>(0, get_transaction{}).error()
        == errc::not_stored);
  CHECK(ask_of<escrow_state>(0, get_escrow{}).error() == errc::unknown_escrow);
  CHECK(ask_of<state_value>(0, get_state{{}, block_height{0}}).error()
        == errc::invalid_argument);
  CHECK(ask_of<stored_block>(0, wait_block{block_height{1'000}, 0}).error()
        == errc::not_stored);
}

TEST_CASE_METHOD(fixture, "validator: a bad slot of its signer is reported",
                 "[validator]") {
  CHECK(gauge(2, "signer_slot_bad") == 0);
  stop(2);
  {
    auto file = folder.path() / "2" / "signer";
    auto stream
      = std::fstream{file, std::ios::binary | std::ios::in | std::ios::out};
    stream.seekp(100);
    stream.put('x');
  }
  start(2);
  CHECK(gauge(2, "signer_slot_bad") == 1);
  REQUIRE(send(make_transfer(*begin, 0, 1).canonical));
  pass(5'000);
  CHECK(height(2) == height(0));
  CHECK(gauge(0, "conflicts") == 0);
}

TEST_CASE_METHOD(fixture, "validator: strangers do not take part",
                 "[validator]") {
  auto dropped = [&] { return gauge(0, "messages_dropped"); };
  auto before = dropped();
  tell(caf::actor_cast<validator_actor>(validators[0]),
       consensus_message{consensus_message::vote, {}});
  CHECK(dropped() == before + 1);
}

TEST_CASE_METHOD(fixture, "validator: a stranger's gossip is not taken",
                 "[validator][hostile]") {
  auto before = gauge(0, "messages_dropped");
  auto made = make_transfer(*begin, 0, 5);
  tell(caf::actor_cast<validator_actor>(validators[0]),
       gossip_transactions{{made.canonical}});
  pass(500);
  CHECK(gauge(0, "messages_dropped") == before + 1);
  CHECK_FALSE(ask_of<transaction_found>(0, get_transaction{made.id}));
}

TEST_CASE_METHOD(fixture,
                 "validator: who gossips rubbish is not listened to for "
                 "a moment, and the others are",
                 "[validator][hostile]") {
  auto made = make_transfer(*begin, 0, 5);
  auto rubbish = gossip_transactions{std::vector<std::string>(
    gossip_patience::unwanted_max, std::string{"rubbish"})};
  auto is_final
    = [&] { return ask_of<transaction_found>(0, get_transaction{made.id}); };
  auto gossip = [&](std::size_t from, const gossip_transactions& x) {
    caf::send_as(caf::actor_cast<caf::actor>(validators[from]),
                 caf::actor_cast<validator_actor>(validators[0]), x);
  };
  gossip(1, rubbish);
  gossip(1, {{made.canonical}});
  pass(20);
  CHECK_FALSE(is_final());
  gossip(1, rubbish);
  gossip(2, {{made.canonical}});
  pass(5'000); // until it is passed on again, to whoever proposes
  CHECK(is_final());
  made = make_transfer(*begin, 1, 5);
  gossip(1, {{made.canonical}}); // that moment is over
  pass(5'000);
  CHECK(is_final());
}

TEST_CASE_METHOD(fixture,
                 "validator: who waits for a transaction is answered "
                 "when it is final, proven if so wished, or late",
                 "[validator]") {
  auto made = make_transfer(*begin, 0, 1);
  auto actor = caf::actor_cast<validator_actor>(validators[1]);
  auto plain = self()->request(actor, caf::infinite,
                               wait_transaction{made.id, false, 0});
  auto proven
    = self()->request(actor, caf::infinite, wait_transaction{made.id, true, 0});
  auto late = self()->request(actor, caf::infinite,
                              wait_transaction{transaction_id{}, false, 500});
  pass(20);
  REQUIRE(send(made.canonical));
  pass(1'000);
  auto headers = std::size_t{0};
  auto why = caf::error{};
  auto take = [&](const transaction_found& x) { headers = x.headers.size(); };
  auto fail = [&](const caf::error& x) { why = x; };
  plain.receive(take, fail);
  CHECK(headers >= 1);
  proven.receive(take, fail);
  CHECK(headers == 2);
  CHECK_FALSE(why);
  late.receive(take, fail);
  CHECK(why == errc::timed_out);
}

TEST_CASE_METHOD(
  small_stores,
  "validator: with a full store it votes no more, answers reads, "
  "and says so",
  "[validator]") {
  auto voting = [&](std::size_t who) {
    return ask_of<chain_status>(who, get_chain_status{})->voting;
  };
  auto full = std::size_t{0}; // the first that is
  for (auto i = 0U; i < 2'000 && voting(full) == "yes"; ++i) {
    static_cast<void>(send(make_transfer(*begin, i, 1).canonical));
    pass(200);
    for (full = 0; full + 1 < count && voting(full) == "yes";)
      ++full;
  }
  auto why = voting(full);
  CHECK_THAT(why, Catch::Contains("store_full"));
  auto labels = ask_of<actor_status>(full, get_status{})->labels;
  CHECK(std::ranges::any_of(labels, [&](const auto& x) {
    return x.key == "voting" && x.value == why;
  }));
  auto refused = send(make_transfer(*begin, 5'000, 1).canonical, full);
  CHECK(refused.error() == errc::not_voting);
  auto before = height(full);
  REQUIRE(before > 10);
  for (std::uint64_t i = 1; i <= before; ++i)
    CHECK(ask_of<stored_block>(full, get_block{block_height{i}}));
  CHECK(ask_of<account_state>(
    full, get_account{key_of(target_seed).public_key(), lane_id{0}}));
  pass(10'000);
  CHECK(height(full) == before);
}
