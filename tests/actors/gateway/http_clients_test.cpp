#include "tests/actors/gateway/echo_server.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::test;
using namespace std::chrono_literals;
using Catch::Contains;
using Catch::StartsWith;

namespace {

http::server_limits hasty() {
  auto result = http::server_limits{};
  result.idle = result.header = result.body = result.write = 200ms;
  return result;
}

} // namespace

TEST_CASE("http: a header that drips in is cut off with 408", "[http]") {
  auto x = echo_server{hasty()};
  auto client = raw_client{x.server.port()};
  auto drips = 0;
  client.send("GET / HTTP/1.1\r\nHost: t\r\n");
  // Each byte comes well within the limit; all of them together do not.
  CHECK(eventually([&] {
    client.send("a");
    ++drips;
    return client.has_bytes();
  }));
  CHECK(drips > 2);
  CHECK_THAT(client.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST_CASE("http: a body that stops coming is cut off with 408", "[http]") {
  auto x = echo_server{hasty()};
  auto client = raw_client{x.server.port()};
  client.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 10\r\n\r\nabc");
  CHECK_THAT(client.read_all(), StartsWith("HTTP/1.1 408 "));
}

TEST_CASE("http: an idle connection is closed without a word", "[http]") {
  auto x = echo_server{hasty()};
  auto client = raw_client{x.server.port()};
  CHECK(client.read_all().empty());
  CHECK(eventually([&] { return x.server.connections() == 0; }));
}

TEST_CASE("http: 100 idle connections do not hinder others", "[http]") {
  auto x = echo_server{};
  auto idle = std::deque<raw_client>{};
  for (auto i = 0; i < 100; ++i)
    idle.emplace_back(x.server.port());
  for (auto i = 0; i < 50; ++i)
    idle[i].send("POST / HTTP/1.1\r\n"); // half of them within a header
  auto client = raw_client{x.server.port()};
  client.send(get("/a"));
  CHECK(body_of(client.read_response()) == "GET /a ");
  CHECK(eventually([&] { return x.server.connections() == 101; }));
  idle.clear();
  CHECK(eventually([&] { return x.server.connections() == 1; }));
}

TEST_CASE("http: the longest idle gives way to a new client", "[http]") {
  auto limits = http::server_limits{};
  limits.connections_max = 2;
  auto x = echo_server{limits};
  auto first = raw_client{x.server.port()};
  first.send(get("/a"));
  (void) first.read_response();
  auto second = raw_client{x.server.port()};
  second.send(get("/b"));
  (void) second.read_response();
  auto third = raw_client{x.server.port()};
  third.send(get("/c"));
  CHECK(body_of(third.read_response()) == "GET /c ");
  CHECK(first.is_closed());
}

TEST_CASE("http: where nobody is idle a new client gets 503", "[http]") {
  auto limits = http::server_limits{};
  limits.connections_max = 1;
  auto x = echo_server{limits};
  auto busy = raw_client{x.server.port()};
  busy.send(get("/keep"));
  auto kept = x.take();
  auto late = raw_client{x.server.port()};
  auto answer = late.read_all();
  CHECK_THAT(answer, StartsWith("HTTP/1.1 503 "));
  CHECK_THAT(answer, Contains("Retry-After: 1\r\n"));
  CHECK_THAT(answer, Contains(R"("code":"overloaded")"));
  kept->respond({.body = "done"});
  CHECK(body_of(busy.read_response()) == "done");
}

TEST_CASE("http: a client that leaves while it waits is noticed", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send(get("/keep"));
  auto kept = x.take();
  client.leave();
  CHECK(eventually([&] { return x.departures == 1; }));
  CHECK(eventually([&] { return x.server.connections() == 0; }));
  kept->respond({.body = "too late"});
  auto late = 0;
  kept->on_departure([&] { ++late; });
  CHECK(late == 1);
}

TEST_CASE("http: a client that leaves in mid-stream is noticed", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send(get("/keep"));
  auto kept = x.take();
  kept->stream(events, "data: 1\n\n");
  (void) client.read_until("data: 1");
  client.leave();
  CHECK(eventually([&] { return x.departures == 1; }));
  CHECK(eventually([&] { return x.server.connections() == 0; }));
}

TEST_CASE("http: a client that reads too slowly is dropped", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send(get("/keep"));
  auto kept = x.take();
  auto piece = std::string(32 << 10, 'x');
  auto sent = std::size_t{0};
  while (x.departures == 0 && sent < (std::size_t{64} << 20)) {
    kept->stream(events, piece);
    sent += piece.size();
    std::this_thread::sleep_for(1ms);
  }
  CHECK(x.departures == 1);
  CHECK(eventually([&] { return x.server.connections() == 0; }));
}

TEST_CASE("http: bytes that nobody fetches end the connection", "[http]") {
  auto limits = http::server_limits{};
  limits.write = 200ms;
  auto x = echo_server{limits};
  auto client = raw_client{x.server.port()};
  client.send(get("/keep"));
  x.take()->respond({.body = std::string(16 << 20, 'x')});
  CHECK(eventually([&] { return x.server.connections() == 0; }));
}

TEST_CASE("http: an exchange may outlive its server", "[http]") {
  auto kept = std::shared_ptr<http::exchange>{};
  auto departures = 0;
  {
    auto x = echo_server{};
    auto client = raw_client{x.server.port()};
    client.send(get("/keep"));
    kept = x.take();
    kept->on_departure([&] { ++departures; });
  }
  CHECK(departures == 1);
  kept->respond({.body = "too late"});
}
