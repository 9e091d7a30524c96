#include "actors/coordinator/route_choice.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace synod;
using namespace synod::coordinator;
using namespace std::chrono_literals;

namespace {

replica
worker(const std::string& node, std::uint32_t first, std::uint32_t count) {
  return {{node, "worker"}, "model", {first, count}};
}

std::string names(const std::vector<hop>& route) {
  auto result = std::string{};
  for (auto& x : route)
    result += (result.empty() ? "" : " ") + x.worker.node;
  return result;
}

request_id request(std::uint8_t number) {
  auto bytes = request_id::bytes_type{};
  bytes[0] = number;
  return request_id{bytes};
}

struct route_choice_fixture {
  replicas workers{{worker("a1", 0, 3), worker("a2", 0, 3), worker("b1", 3, 3),
                    worker("b2", 3, 3)}};
  route_wish wish{.model = "model", .blocks = 6, .request = request(1)};

  route_choice_fixture() {
    for (auto* node : {"a1", "a2", "b1", "b2"})
      workers.node_up(node);
  }

  [[nodiscard]] std::string choice(instant now = 0s) const {
    return names(choose_route(workers, wish, now));
  }
};

} // namespace

TEST_CASE_METHOD(route_choice_fixture,
                 "route choice: nothing is up, nothing is chosen",
                 "[coordinator]") {
  for (auto* node : {"b1", "b2"})
    workers.node_down(node);
  CHECK(choice().empty());
}

TEST_CASE_METHOD(route_choice_fixture, "route choice: the least loaded workers",
                 "[coordinator]") {
  workers.session_opened({"a1", "worker"});
  workers.session_opened({"b2", "worker"});
  CHECK(choice() == "a2 b1");
}

TEST_CASE_METHOD(route_choice_fixture,
                 "route choice: equal workers share the requests",
                 "[coordinator]") {
  auto seen = std::set<std::string>{};
  for (std::uint8_t i = 0; i < 32; ++i) {
    wish.request = request(i);
    CHECK(choice() == choice());
    seen.insert(choice());
  }
  CHECK(seen.size() == 4);
}

TEST_CASE_METHOD(route_choice_fixture,
                 "route choice: a suspect is used when there is no "
                 "other, and when its time is over",
                 "[coordinator]") {
  workers.session_opened({"a2", "worker"});
  workers.suspect({"a1", "worker"}, 0s);
  CHECK(choice(500ms).starts_with("a2"));
  CHECK(choice(1500ms).starts_with("a1"));
  workers.node_down("a2");
  CHECK(choice(500ms).starts_with("a1"));
}

TEST_CASE_METHOD(route_choice_fixture,
                 "route choice: no route over a link that failed",
                 "[coordinator]") {
  auto route = choose_route(workers, wish, 0s);
  workers.suspect_link(route[0].worker, route[1].worker, 0s);
  wish.keep = std::span{route}.first(1);
  auto other = choose_route(workers, wish, 1s);
  CHECK(other[0] == route[0]);
  CHECK(other[1].worker != route[1].worker);
}

TEST_CASE_METHOD(route_choice_fixture,
                 "route choice: hops that can stay do, whatever the "
                 "load",
                 "[coordinator]") {
  auto route = choose_route(workers, wish, 0s);
  for (auto i = 0; i < 5; ++i)
    workers.session_opened(route[1].worker);
  workers.node_down(route[0].worker.node);
  wish.keep = route;
  auto other = choose_route(workers, wish, 0s);
  CHECK(other[0].worker != route[0].worker);
  CHECK(other[1] == route[1]);
}

TEST_CASE_METHOD(route_choice_fixture,
                 "route choice: barred workers are not used at all",
                 "[coordinator]") {
  auto barred = address_set{{"a1", "worker"}, {"a2", "worker"}};
  wish.barred = &barred;
  CHECK(choice().empty());
}

TEST_CASE("route choice: ranges of any size that follow one another",
          "[coordinator]") {
  auto workers
    = replicas{{worker("whole", 0, 6), worker("x", 0, 2), worker("y", 2, 2),
                worker("z", 4, 2), worker("odd", 2, 3), worker("past", 4, 5)}};
  for (auto* node : {"x", "y", "z", "odd", "past"})
    workers.node_up(node);
  auto wish
    = route_wish{.model = "model", .blocks = 6, .request = request_id{}};
  CHECK(names(choose_route(workers, wish, 0s)) == "x y z");
  workers.node_up("whole");
  CHECK(names(choose_route(workers, wish, 0s)) == "whole");
  wish.model = "another";
  CHECK(choose_route(workers, wish, 0s).empty());
}

TEST_CASE("route choice: of any workers, a route that covers the model with "
          "the fewest suspects",
          "[coordinator]") {
  CHECK(rc::check([] {
    auto list = std::vector<replica>{};
    auto count = *rc::gen::inRange(1, 9);
    for (auto i = 0; i < count; ++i) {
      auto first = *rc::gen::inRange(0U, 4U);
      list.push_back(
        worker(std::to_string(i), first, *rc::gen::inRange(1U, 5U - first)));
    }
    auto workers = replicas{list};
    for (auto& x : list) {
      workers.node_up(x.worker.node);
      if (*rc::gen::arbitrary<bool>())
        workers.suspect(x.worker, 0s);
    }
    auto wish
      = route_wish{.model = "model", .blocks = 4, .request = request_id{}};
    auto route = choose_route(workers, wish, 1us);

    // The fewest suspects by which each boundary can be reached.
    auto fewest = std::vector<unsigned>{0, 99, 99, 99, 99};
    for (auto at = 0U; at < 4; ++at)
      for (auto& x : workers.all())
        if (x.what.range.first == at) {
          auto& end = fewest[at + x.what.range.count];
          end = std::min(end, fewest[at] + x.is_suspected(1us));
        }
    RC_ASSERT(route.empty() == (fewest[4] >= 99));
    auto next = 0U;
    auto suspects = 0U;
    for (auto& x : route) {
      RC_ASSERT(x.range.first == next);
      next += x.range.count;
      for (auto& known : workers.all())
        if (known.what.worker == x.worker)
          suspects += known.is_suspected(1us);
    }
    RC_ASSERT(route.empty() || (next == 4 && suspects == fewest[4]));
  }));
}
