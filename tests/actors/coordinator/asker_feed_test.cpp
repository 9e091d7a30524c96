#include "actors/coordinator/asker_feed.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::coordinator;
using namespace std::chrono_literals;

namespace {

struct asker_feed_fixture {
  asker_feed feed{{"desk", "asker"}, request_id{}, 1000ms};

  // The index of the delta that leaves now, or -1.
  int leaving(instant now = 0s) {
    auto next = feed.next(now);
    if (!next)
      return -1;
    auto* delta = std::get_if<text_delta>(&next->what);
    return delta ? static_cast<int>(delta->index) : 999;
  }
};

} // namespace

TEST_CASE_METHOD(asker_feed_fixture,
                 "asker feed: one message at a time, in order",
                 "[coordinator]") {
  CHECK(leaving() == -1);
  feed.add({"a", {1}});
  feed.add({"b", {2}});
  feed.finish({});
  CHECK(leaving() == 0);
  CHECK(leaving() == -1);
  feed.answered({}, 0s);
  CHECK(leaving() == 1);
  feed.answered({}, 0s);
  CHECK_FALSE(feed.is_done());
  CHECK(leaving() == 999);
  feed.answered({}, 0s);
  CHECK(feed.is_done());
  CHECK_FALSE(feed.is_lost());
}

TEST_CASE_METHOD(asker_feed_fixture,
                 "asker feed: what there was no room for is sent "
                 "again",
                 "[coordinator]") {
  feed.add({"a", {1}});
  CHECK(leaving() == 0);
  feed.answered(errc::overloaded, 0s);
  CHECK(leaving() == -1);
  REQUIRE(feed.wake_at());
  CHECK(leaving(*feed.wake_at()) == 0);
}

TEST_CASE_METHOD(asker_feed_fixture,
                 "asker feed: an asker that left is told nothing more",
                 "[coordinator]") {
  feed.add({"a", {1}});
  CHECK(leaving() == 0);
  feed.answered(errc::unknown_request, 0s);
  CHECK(feed.is_lost());
  feed.add({"b", {2}});
  feed.finish({});
  CHECK(leaving(10s) == -1);
  CHECK(feed.is_done());
}
