// A replica that fails half its steps, on the real cores from its failed steps
// to the chain and back to the routes: how far it falls, how it comes back, and
// that anybody can choose the routes again.

#include "actors/gateway/route_view.hpp"
#include "tests/sim/paid_fixture.hpp"

#include <algorithm>

using namespace synod;
using namespace synod::sim;
using namespace std::chrono_literals;

namespace {

struct reputation_fixture : paid_fixture {
  static cluster_options options() {
    auto result = paid_options();
    result.ranges = 2;
    result.deposit = 900'000;
    return result;
  }

  reputation_fixture() : paid_fixture(options()) {
  }

  const node_id bad = "1b";

  /// One request from its start until the coordinator has read its settlement.
  request_id serve() {
    auto id = net.ask(net.completion(6));
    REQUIRE(net.run_until([&] { return is_final(id); }));
    REQUIRE(net.run_until([&] { return who().height() == height(); }));
    return id;
  }

  [[nodiscard]] const coordinator::market& who() {
    return net.front().core().paid()->who();
  }

  [[nodiscard]] std::uint64_t height() {
    return net.books().height().value();
  }

  /// The bad replica's part of its range's requests, in parts of its fair
  /// share, as the next request is to be routed.
  double share() {
    auto candidates = std::vector<ledger::route_candidate>{};
    for (auto* node : {"1a", "1b"}) {
      auto account = account_of(node).id;
      candidates.push_back({account,
                            {2, 2},
                            who().standings().find(account),
                            load_report{1, account, 1, 1, 0, 16}});
    }
    auto step = ledger::choose_replica({}, 0, {2, 2}, candidates, 1);
    REQUIRE(step);
    auto weight = [&](const node_id& node) {
      auto found = std::ranges::find(step->candidates, account_of(node).id,
                                     &ledger::route_step::weighed::worker);
      return static_cast<double>(found->weight);
    };
    return 2 * weight("1b") / (weight("1a") + weight("1b"));
  }

  unsigned serve_until(auto&& done, unsigned most) {
    auto requests = 0U;
    for (; !done() && requests < most; ++requests)
      serve();
    return requests;
  }

  /// How many of so many requests began on the bad replica.
  unsigned begun_there(unsigned requests) {
    auto result = 0U;
    for (auto i = 0U; i < requests; ++i) {
      auto id = serve();
      auto proof = *canonical_decode<attest>(net.record(id).settled->attest);
      auto is_bad
        = [&](const auto& x) { return x.worker == account_of(bad).id; };
      result += std::ranges::any_of(proof.failures, is_bad)
                || std::ranges::any_of(proof.receipts, is_bad,
                                       [](const auto& x) { return x.receipt; });
    }
    return result;
  }
};

} // namespace

TEST_CASE_METHOD(reputation_fixture,
                 "paid: a replica that fails half its steps falls to a tenth "
                 "of its fair share within 20 requests, and is back at half of "
                 "it between 40 and 400",
                 "[sim]") {
  for (auto i = 0; i < 10; ++i)
    serve();
  REQUIRE(share() > 0.6);
  net.at(bad).fail(500);
  auto fell = serve_until([&] { return share() <= 0.1; }, 100);
  CHECK(fell <= 20);
  CHECK(begun_there(60) <= 12);
  REQUIRE(share() <= 0.1);
  net.at(bad).fail(0);
  auto rose = serve_until([&] { return share() >= 0.5; }, 500);
  CHECK(rose >= 40);
  CHECK(rose <= 400);
}

TEST_CASE_METHOD(
  reputation_fixture,
  "paid: a worker that is late serves on, and is said to be late", "[sim]") {
  auto id = net.ask(net.completion(12));
  reach(id, 5);
  auto late = net.runner(id, 1);
  net.at(late).slow_down(700ms);
  REQUIRE(net.run_until([&] { return net.record(id).tokens.size() >= 7; }));
  net.at(late).slow_down(300us);
  auto proof = await_attestation(id);
  CHECK(net.record(id).end->attempts == 1);
  REQUIRE(proof.failures.size() == 1);
  CHECK(proof.failures[0].worker == account_of(late).id);
  CHECK(proof.failures[0].kind == failure_kind::late);
  REQUIRE(net.run_until([&] { return who().height() == height(); }));
  auto other = account_of(net.record(id).end->route[0].worker.node).id;
  CHECK(who().standings().find(account_of(late).id).score
        < who().standings().find(other).score);
}

TEST_CASE_METHOD(reputation_fixture,
                 "paid: every route can be chosen again from the record and "
                 "the chain",
                 "[sim]") {
  net.at(bad).fail(300);
  auto explained = 0;
  for (auto i = 0; i < 25; ++i) {
    auto id = serve();
    auto& told = *net.record(id).settled;
    auto question = route_question{};
    question.request = id;
    question.chain_id = chain_id;
    question.record = *canonical_decode<request_record>(told.record);
    question.blocks = 4;
    auto proof = *canonical_decode<attest>(told.attest);
    auto facts = ledger::route_facts{};
    auto parameters = chain_parameters{};
    parameters.chain_id = chain_id;
    while (facts.height() < question.record.route_height)
      REQUIRE(facts.fold(*net.books().after(block_height{facts.height()}),
                         parameters));
    auto steps = choose_again(question, facts);
    REQUIRE(steps);
    CHECK(went_there(*steps, proof));
    ++explained;

    auto forged = question; // a report that its worker did not sign
    ++forged.record.load_reports.at(0).report.sequence;
    CHECK(choose_again(forged, facts).error() == errc::bad_load_report);
  }
  CHECK(explained == 25);
}
