#include "tests/runtime/transport/processes.hpp"

#include <catch2/catch.hpp>

// Nothing waits without end, and nothing grows without bound.

using namespace synod;
using namespace synod::test;

namespace {

transport_options with(link_limits limits) {
  auto result = transport_options{};
  result.limits = limits;
  return result;
}

} // namespace

TEST_CASE("bounds: a held request ends", "[transport]") {
  auto net = pair_of_processes{with({.call_lifetime_max = 300ms})};
  auto slow = net.ask<run_step>(step(1), 50ms);
  CHECK(slow.error() == caf::sec::request_timeout);
  // The caller is patient, so the link ends it.
  slow = net.ask<run_step>(step(1), 10s);
  CHECK(slow.error() == errc::timed_out);
  CHECK(net.open_error(alice) == caf::none);
}

TEST_CASE("bounds: the node that is asked ends it, too", "[transport]") {
  auto net = pair_of_processes{{}, with({.call_lifetime_max = 200ms})};
  CHECK(net.ask<run_step>(step(1), 10s).error() == errc::timed_out);
}

TEST_CASE("bounds: calls under way are bounded", "[transport]") {
  auto net = pair_of_processes{with({.calls_max = 4})};
  for (auto i = 0; i < 4; ++i)
    net.self->send(net.remote, step(1));
  CHECK(net.open_error(alice) == errc::overloaded);
}

TEST_CASE("bounds: calls under way are bounded by who is asked",
          "[transport]") {
  auto net = pair_of_processes{{}, with({.calls_max = 4})};
  for (auto i = 0; i < 4; ++i)
    net.self->send(net.remote, step(1));
  CHECK(net.open_error(alice) == errc::overloaded);
}

TEST_CASE("bounds: bytes under way are bounded", "[transport]") {
  auto limits = link_limits{.bytes_max = 100'000};
  auto tight_asker = GENERATE(true, false);
  CAPTURE(tight_asker);
  auto net = tight_asker ? pair_of_processes{with(limits)}
                         : pair_of_processes{{}, with(limits)};
  net.self->send(net.remote, step(1, floats(10'000)));
  net.self->send(net.remote, step(1, floats(10'000)));
  CHECK(net.ask<run_step>(step(0, floats(10'000))).error() == errc::overloaded);
  CHECK(net.open_error(alice) == caf::none);
}

TEST_CASE("bounds: a message that is too large is refused by name",
          "[transport]") {
  auto net = pair_of_processes{
    with({.body_bytes_max = 10'000, .buffer_bytes_max = 1'000'000})};
  CHECK(net.ask<run_step>(step(0, floats(250'001))).error()
        == errc::message_too_large);
  auto wide = step(0);
  wide.tokens.resize(10'000);
  CHECK(net.ask<run_step>(wide).error() == errc::message_too_large);
  CHECK(net.open_error(alice) == caf::none);
}

TEST_CASE("bounds: handles are bounded", "[transport]") {
  auto net = pair_of_processes{with({.handles_max = 2})};
  using closer = caf::typed_actor<caf::reacts_to<close_session>>;
  auto second = net.a.net->resolve<closer>({"b", "echo"});
  REQUIRE(second);
  CHECK(net.a.net->resolve<closer>({"b", "other"}).error() == errc::overloaded);
  CHECK(net.resolve() == net.remote);
}
