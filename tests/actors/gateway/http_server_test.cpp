#include "actors/gateway/http_server.hpp"

#include "tests/actors/gateway/echo_server.hpp"

#include <catch2/catch.hpp>

#include <system_error>

using namespace synod;
using namespace synod::test;
using Catch::Contains;
using Catch::StartsWith;

TEST_CASE("http: a connection serves one request after another", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  for (auto i = 0; i < 3; ++i) {
    client.send(post("/a", "body" + std::to_string(i)));
    auto answer = client.read_response();
    CHECK_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    CHECK_THAT(answer, Contains("x-request-id: 7\r\n"));
    CHECK_THAT(answer, Contains("Connection: keep-alive\r\n"));
    CHECK(body_of(answer) == "POST /a body" + std::to_string(i));
  }
  CHECK(x.server.connections() == 1);
}

TEST_CASE("http: pipelined requests are answered in order", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send(get("/keep") + post("/b", "2") + get("/c"));
  x.take()->respond({.body = "first"});
  CHECK(body_of(client.read_response()) == "first");
  CHECK(body_of(client.read_response()) == "POST /b 2");
  CHECK(body_of(client.read_response()) == "GET /c ");
  CHECK(x.departures == 0);
}

TEST_CASE("http: chunked bodies arrive whole", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send("POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n"
              "\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  CHECK(body_of(client.read_response()) == "POST /a abcde");
}

TEST_CASE("http: Expect: 100-continue is answered before the body", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 2\r\n"
              "Expect: 100-continue\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  CHECK(body_of(client.read_response()) == "POST /a ok");
}

TEST_CASE("http: HEAD answers with the head of GET", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send("HEAD /a HTTP/1.1\r\nHost: t\r\n\r\n");
  CHECK_THAT(client.read_until("\r\n\r\n"), Contains("Content-Length: 8\r\n"));
  client.send(get("/b"));
  CHECK(body_of(client.read_response()) == "GET /b ");
}

TEST_CASE("http: HTTP/1.0 and Connection: close end the connection", "[http]") {
  auto x = echo_server{};
  auto old = raw_client{x.server.port()};
  old.send("GET /a HTTP/1.0\r\n\r\n");
  CHECK_THAT(old.read_all(), Contains("Connection: close\r\n"));
  auto closing = raw_client{x.server.port()};
  closing.send(get("/a", "Connection: close\r\n"));
  CHECK(body_of(closing.read_all()) == "GET /a ");
}

TEST_CASE("http: what is not HTTP gets 400 in OpenAI's form", "[http]") {
  auto x = echo_server{};
  for (auto text : {"nonsense\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9\r\n\r\n",
                    "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                    "GET / HTTP/1.1\r\nbad header\r\n\r\n"}) {
    CAPTURE(text);
    auto client = raw_client{x.server.port()};
    client.send(text);
    auto answer = client.read_all();
    CHECK_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n"));
    CHECK_THAT(answer, Contains(R"({"error":{"message":)"));
  }
}

TEST_CASE("http: a body or header that is too large is refused", "[http]") {
  auto x = echo_server{};
  auto announced = raw_client{x.server.port()};
  announced.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 9999999\r\n"
                 "\r\n"
                 + std::string(3 << 20, 'x'));
  CHECK_THAT(announced.read_all(), StartsWith("HTTP/1.1 413 "));
  auto chunked = raw_client{x.server.port()};
  auto chunk = std::string(64 << 10, 'x');
  chunked.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n"
               "\r\n");
  for (auto i = 0; i < 20; ++i)
    chunked.send("10000\r\n" + chunk + "\r\n");
  CHECK_THAT(chunked.read_all(), Contains("body_too_large"));
  auto header = raw_client{x.server.port()};
  header.send("GET / HTTP/1.1\r\nX: " + std::string(1 << 20, 'x'));
  CHECK_THAT(header.read_all(), StartsWith("HTTP/1.1 431 "));
}

TEST_CASE("http: a stream is chunked and leaves the connection usable",
          "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send(get("/keep"));
  auto kept = x.take();
  kept->stream(events, "data: 1\n\n");
  auto head = client.read_until("\r\n\r\n");
  CHECK_THAT(head, Contains("Content-Type: text/event-stream\r\n"));
  CHECK_THAT(head, Contains("Transfer-Encoding: chunked\r\n"));
  CHECK(client.read_until("1\n\n\r\n") == "9\r\ndata: 1\n\n\r\n");
  kept->stream(events, "data: 2\n\n");
  kept->finish();
  CHECK(client.read_until("0\r\n\r\n") == "9\r\ndata: 2\n\n\r\n0\r\n\r\n");
  client.send(get("/after"));
  CHECK(body_of(client.read_response()) == "GET /after ");
  CHECK(x.departures == 0);
}

TEST_CASE("http: a stream to HTTP/1.0 ends with the connection", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send("GET /keep HTTP/1.0\r\n\r\n");
  auto kept = x.take();
  kept->stream(events, "data: 1\n\n");
  kept->finish();
  CHECK(body_of(client.read_all()) == "data: 1\n\n");
}

TEST_CASE("http: an exchange that is dropped answers 503", "[http]") {
  auto x = echo_server{};
  auto client = raw_client{x.server.port()};
  client.send(get("/drop"));
  CHECK_THAT(client.read_response(), StartsWith("HTTP/1.1 503 "));
  client.send(get("/keep"));
  auto kept = x.take();
  kept->stream(events, "data: 1\n\n");
  kept = nullptr;
  CHECK_THAT(client.read_all(), !Contains("0\r\n\r\n"));
}

TEST_CASE("http: a port that is taken is an error", "[http]") {
  auto x = echo_server{};
  CHECK_NOTHROW(http::server("localhost", 0, {}, {}));
  CHECK_THROWS_WITH(http::server("127.0.0.1", x.server.port(), {}, {}),
                    Contains("Address already in use"));
  CHECK_THROWS_WITH(http::server("no.such.host.invalid", 0, {}, {}),
                    StartsWith("cannot listen on no.such.host.invalid:0: ")
                      && !Contains("Operation not permitted"));
  CHECK_THROWS_AS(http::server("192.0.2.1", 0, {}, {}), std::system_error);
}
