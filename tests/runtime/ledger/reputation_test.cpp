// How far one bad replica falls, and how it comes back. Replicas of one range
// serve a line of requests; each is chosen by the route, and a failure is taken
// over by another, as coordinators do it.

#include "runtime/ledger/reputation.hpp"

#include "runtime/crypto/sha256.hpp"
#include "runtime/ledger/route_choice.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace synod;
using namespace synod::ledger;

namespace {

constexpr auto range = shard_range{0, 4};

account_id worker(unsigned index) {
  return account_id{
    account_id::bytes_type{static_cast<std::uint8_t>(index + 1)}};
}

const auto coordinator = worker(200);

/// Replicas of one range; replica 0 is the one that fails.
class replicas {
public:
  replicas(unsigned count, unsigned seed) : count_(count), random_(seed) {
  }

  /// One request. `steps` of it fail by half on replica 0 while it is bad.
  void serve(unsigned steps, bool bad, std::uint32_t fees_max = 1'000) {
    auto step = choose();
    auto chosen = step.candidates[step.chosen].worker;
    auto failed = false;
    if (bad && chosen == worker(0))
      for (auto i = 0U; i < steps; ++i)
        failed = failed || random_() % 2 == 0;
    auto request = settled_request{coordinator, {}, epoch_++ / 50, 0, {}};
    request.fee = 1'000 + random_() % fees_max;
    request.deliveries.push_back(
      {chosen, range, failed ? delivery_kind::failed : delivery_kind::served});
    if (failed)
      request.deliveries.push_back({worker(1), range, delivery_kind::served});
    reputation_.fold(request);
  }

  /// Replica 0's part of the requests, in parts of its fair share.
  double share() {
    auto step = choose();
    auto total = 0.0;
    for (const auto& x : step.candidates)
      total += static_cast<double>(x.weight);
    return static_cast<double>(step.candidates[0].weight) / total * count_;
  }

  [[nodiscard]] const reputation& scores() const {
    return reputation_;
  }

private:
  route_step choose() {
    auto candidates = std::vector<route_candidate>{};
    for (auto i = 0U; i < count_; ++i)
      candidates.push_back({worker(i), range, reputation_.find(worker(i)),
                            load_report{1, worker(i), 1, 100, 0, 4}});
    auto bytes = request_id::bytes_type{};
    for (auto& byte : bytes)
      byte = static_cast<std::uint8_t>(random_());
    auto step
      = choose_replica(request_id{bytes}, 0, range, candidates, time_ms{50});
    REQUIRE(step);
    return *step;
  }

  unsigned count_;
  std::mt19937 random_;
  reputation reputation_;
  std::uint64_t epoch_ = 0;
};

/// Requests of the range until replica 0 has 10 % of its fair share.
unsigned fall(replicas& x, unsigned steps) {
  auto requests = 0U;
  for (; x.share() > 0.1 && requests < 1'000; ++requests)
    x.serve(steps, true);
  return requests;
}

/// Requests of the range until it has half its fair share again.
unsigned rise(replicas& x) {
  auto requests = 0U;
  for (; x.share() < 0.5 && requests < 1'000; ++requests)
    x.serve(1, false);
  return requests;
}

/// In how many of 300 seeds a replica fell and rose within its bounds.
struct outcome {
  int fell = 0;
  int rose = 0;
  int rose_early = 0;
};

outcome simulate(unsigned count, unsigned steps) {
  auto result = outcome{};
  for (auto seed = 0U; seed < 300; ++seed) {
    auto x = replicas{count, seed};
    for (auto i = 0; i < 200; ++i)
      x.serve(steps, false);
    REQUIRE(x.share() > 0.6);
    result.fell += fall(x, steps) <= 20;
    for (auto i = 0; i < 300; ++i)
      x.serve(steps, true);
    while (x.share() > 0.1)
      x.serve(steps, true);
    auto requests = rise(x);
    result.rose_early += requests < 40;
    result.rose += requests <= 400;
  }
  return result;
}

} // namespace

TEST_CASE("reputation: a replica that fails half its steps falls within 20 "
          "requests, and comes back between 40 and 400",
          "[reputation]") {
  // With more replicas it is asked seldom, and may not be asked at all.
  auto two = simulate(2, 16);
  CHECK(two.fell == 300);
  CHECK(two.rose == 300);
  CHECK(two.rose_early == 0);
  auto three = simulate(3, 16);
  CHECK(three.fell >= 298);
  CHECK(three.rose >= 298);
  CHECK(three.rose_early == 0);
  auto four = simulate(4, 16);
  CHECK(four.fell >= 294);
  CHECK(four.rose >= 294);
  CHECK(four.rose_early == 0);
}

TEST_CASE("reputation: while it is bad its share stays low", "[reputation]") {
  for (auto seed = 0U; seed < 50; ++seed) {
    auto x = replicas{2, seed};
    fall(x, 16);
    auto sum = 0.0;
    for (auto i = 0; i < 500; ++i) {
      x.serve(16, true);
      sum += x.share();
    }
    CHECK(sum / 500 < 0.1);
  }
}

TEST_CASE("reputation: healthy replicas share alike, whatever the fees",
          "[reputation]") {
  auto x = replicas{3, 7};
  for (auto i = 0; i < 300; ++i)
    x.serve(1, false, 50'000);
  CHECK(x.share() > 0.8);
  CHECK(x.share() < 1.2);
}

TEST_CASE("reputation: a score is folded in fixed point",
          "[reputation][golden]") {
  auto x = reputation{};
  auto served = settled_request{coordinator, {}, 0, 1'000, {}};
  served.deliveries.push_back({worker(0), range, delivery_kind::served});
  auto failed = served;
  failed.deliveries[0].kind = delivery_kind::failed;
  CHECK(x.find(worker(0)).score == fixed_one / 2);
  x.fold(served);
  CHECK(x.find(worker(0)).score == fixed_one / 8 * 5);
  CHECK(x.find(worker(0)).since_failure == ~std::uint64_t{0});
  x.fold(failed);
  CHECK(x.find(worker(0)).score == fixed_one / 64 * 5);
  CHECK(x.find(worker(0)).since_failure == 0);
  x.fold(served);
  CHECK(x.find(worker(0)).since_failure == fixed_one);
  auto late = served;
  late.deliveries[0].kind = delivery_kind::late;
  auto before = x.find(worker(0)).score;
  x.fold(late);
  CHECK(x.find(worker(0)).score == before - before / 8);
}

TEST_CASE("reputation: cheap requests weigh little, and move no mean",
          "[reputation]") {
  auto x = reputation{};
  auto request = settled_request{coordinator, {}, 0, 100'000, {}};
  request.deliveries.push_back({worker(0), range, delivery_kind::served});
  for (auto i = 0; i < 20; ++i)
    x.fold(request);
  auto score = x.find(worker(0)).score;
  request.fee = 10;
  request.deliveries[0].kind = delivery_kind::failed;
  for (auto i = 0; i < 200; ++i)
    x.fold(request);
  CHECK(x.find(worker(0)).score > score / 100 * 95);
  CHECK(x.find(worker(0)).since_failure == ~std::uint64_t{0});
  CHECK(x.usual_fee() > 95'000);
  request.fee = 0;
  auto before = x;
  x.fold(request);
  CHECK(x == before);
}

TEST_CASE("reputation: what one coordinator may say in an epoch is capped",
          "[reputation]") {
  auto x = reputation{};
  auto request = settled_request{coordinator, {}, 3, 1'000, {}};
  request.deliveries.push_back({worker(0), range, delivery_kind::failed});
  for (auto i = 0U; i < 100; ++i) {
    request.deliveries[0].worker = worker(i);
    x.fold(request);
  }
  auto harmed = 0;
  for (auto i = 0U; i < 100; ++i)
    harmed += x.find(worker(i)).score < fixed_one / 2;
  CHECK(harmed == 16);
  request.epoch = 4;
  request.deliveries[0].worker = worker(99);
  x.fold(request);
  CHECK(x.find(worker(99)).score < fixed_one / 2);
}

TEST_CASE("reputation: extreme fees neither overflow nor stop it",
          "[reputation]") {
  auto x = reputation{};
  auto request = settled_request{coordinator, {}, 0, ~amount{0}, {}};
  request.deliveries.push_back({worker(0), range, delivery_kind::served});
  for (auto i = 0; i < 50; ++i) {
    request.fee = i % 2 ? amount{1} : ~amount{0};
    x.fold(request);
    CHECK(x.find(worker(0)).score <= fixed_one);
  }
  CHECK(x.usual_fee() > amount{1} << 60);
}

TEST_CASE("deliveries: who failed after serving a part has failed",
          "[reputation]") {
  auto x = attest{};
  x.fee = 70;
  auto add = [&](unsigned who, std::uint32_t position) {
    auto receipt = signed_receipt{};
    receipt.receipt.worker = worker(who);
    receipt.receipt.range = range;
    receipt.receipt.position = position;
    x.receipts.push_back(receipt);
  };
  add(0, 0);
  add(1, 64);
  add(2, 128);
  x.failures.push_back({worker(0), range, 0, 64, failure_kind::unreachable});
  x.failures.push_back({worker(2), range, 0, 130, failure_kind::late});
  x.failures.push_back({worker(3), range, 0, 140, failure_kind::refused});
  auto request = settled_request_of(x, coordinator, 5);
  CHECK(request.fee == 70);
  CHECK(request.epoch == 5);
  CHECK(request.deliveries
        == std::vector<delivery>{{worker(0), range, delivery_kind::failed},
                                 {worker(1), range, delivery_kind::served},
                                 {worker(2), range, delivery_kind::late},
                                 {worker(3), range, delivery_kind::failed}});
}
