// Random messages from friends and strangers, in any order, while batches and
// sends end in any order or not at all. Whatever happens, frontiers stay in
// order and the accounts are right; afterwards nothing is left reserved.

#include "tests/actors/shard_worker/worker_bench.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <map>
#include <set>

using namespace synod;
using namespace synod::test;

namespace {

class storm {
public:
  explicit storm(place where) : bench_{where, limits()} {
  }

  void act() {
    switch (*rc::gen::inRange(0, 14)) {
      case 0:
        open();
        break;
      case 1:
        (void) bench_.close(id(), attempt());
        break;
      case 2:
        bench_.advance(milliseconds(0, 600));
        break;
      case 3:
        bench_.core.renew(from(), {{session_id{id()}}, 800}, bench_.now);
        break;
      case 4:
        (void) bench_.resend(id(), number(0, 40), true, attempt());
        break;
      case 5:
      case 6:
        compute();
        break;
      case 7:
      case 8:
        settle(bench_.sends);
        break;
      case 9:
        settle(bench_.reports);
        break;
      default:
        step();
    }
    check();
  }

  /// Lets everything end.
  void calm() {
    if (!bench_.batch().items.empty())
      compute();
    bench_.advance(10s);
    if (!bench_.batch().items.empty())
      compute();
    RC_ASSERT(bench_.core.size() == 0U);
    RC_ASSERT(bench_.core.budget().reserved() == reservation{});
    RC_ASSERT(bench_.core.steps_queued() == 0U);
    RC_ASSERT(bench_.freed.size() == caches());
  }

private:
  static worker_limits limits() {
    auto result = worker_limits{};
    result.kv_positions = 100;
    result.kept_bytes = 1500;
    result.kept_bytes_session = 320;
    result.queued_bytes = 600;
    result.batch_rows = 8;
    result.mixed_batch_rows = 4;
    result.message_rows = 6;
    return result;
  }

  static std::uint32_t number(std::uint32_t first, std::uint32_t end) {
    return *rc::gen::inRange(first, end);
  }

  static worker_time milliseconds(std::uint32_t first, std::uint32_t end) {
    return std::chrono::milliseconds{number(first, end)};
  }

  static std::uint64_t id() {
    return number(1, 5);
  }

  static std::uint32_t attempt() {
    return number(1, 6);
  }

  static node_id from() {
    return number(0, 8) == 0 ? "mallory" : "front";
  }

  void open() {
    auto x = bench_.opening(id(), attempt(), number(20, 40));
    if (auto known = bench_.core.probe({x.session}, bench_.now)) {
      x.positions_max = sizes_[x.session];
      x.attempt = number(known->attempt, known->attempt + 2);
    }
    auto before = bench_.core.size();
    if (bench_.core.open(from(), x, bench_.now)) {
      sizes_[x.session] = x.positions_max;
      opened_ += bench_.core.size() - before;
    }
  }

  void step() {
    auto session = id();
    auto known = bench_.core.probe({session_id{session}}, bench_.now);
    auto position = number(0, 30);
    auto under = attempt();
    if (known && number(0, 3) != 0) {
      position = known->positions_received;
      under = known->attempt;
    }
    auto x = bench_.stepping(session, position, number(0, 12), under);
    x.sample = number(0, 2) == 0;
    (void) bench_.step(x);
  }

  void compute() {
    if (bench_.batch().items.empty())
      return;
    auto failed = number(0, 8) == 0;
    auto seen = std::set<cache_id>{};
    for (auto& x : bench_.batch().items)
      RC_ASSERT(seen.insert(x.cache).second);
    bench_.compute(failed ? std::optional{errc::value_out_of_range}
                          : std::nullopt);
  }

  template <class Send>
  void settle(std::vector<Send>& sends) {
    if (sends.empty())
      return;
    auto which = sends.begin() + number(0, std::uint32_t(sends.size()));
    auto x = *which;
    sends.erase(which);
    auto refusals = std::vector<std::optional<errc>>{
      {}, {}, {}, errc::overloaded, errc::node_down, errc::position_gap};
    bench_.deliver(x, refusals[number(0, 6)]);
  }

  void check() {
    auto& budget = bench_.core.budget();
    RC_ASSERT(budget.reserved().positions <= budget.total().positions);
    RC_ASSERT(budget.reserved().kept_bytes <= budget.total().kept_bytes);
    for (auto session = std::uint64_t{1}; session < 5; ++session) {
      auto x = bench_.core.probe({session_id{session}}, bench_.now);
      if (!x)
        continue;
      RC_ASSERT(x->positions_sent <= x->positions_computed);
      RC_ASSERT(x->positions_computed <= x->positions_received);
      RC_ASSERT(x->positions_received <= sizes_[session_id{session}]);
    }
    for (auto& x : bench_.sends)
      RC_ASSERT(
        same_bytes(x.step.activations, rows_of(x.step.position, x.step.rows)));
  }

  [[nodiscard]] std::size_t caches() const {
    return opened_;
  }

  worker_bench bench_;
  std::map<session_id, std::uint32_t> sizes_;
  std::size_t opened_ = 0;
};

} // namespace

TEST_CASE("sessions: after a storm nothing is left reserved",
          "[sessions][property]") {
  auto where = GENERATE(place::first, place::middle, place::last);
  REQUIRE(rc::check([&] {
    auto x = storm{where};
    auto actions = *rc::gen::inRange(0, 300);
    for (auto i = 0; i < actions; ++i)
      x.act();
    x.calm();
  }));
}
