#include "apps/synod/http_client.hpp"

#include "tests/support/canned_http_server.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace std::chrono_literals;
using test::canned_http_server;

TEST_CASE("http_client: a call carries method, key and body", "[http_client]") {
  canned_http_server server{[](const auto& asked) {
    return canned_http_server::reply(
      201, std::string{asked.method_string()} + ' '
             + std::string{asked.target()} + ' '
             + std::string{asked["Authorization"]} + ' '
             + std::string{asked["Content-Type"]} + ' ' + asked.body()
             + std::string{asked["Synod-Record-Key"]});
  }};
  auto answer = http_send(
    server.url(),
    {.method = "PUT", .target = "/x?y=1", .body = "{}", .key = "secret"});
  CHECK(answer.status == 201);
  CHECK(answer.body == "PUT /x?y=1 Bearer secret application/json {}");
  CHECK(http_send(server.url(), {}).body == "GET /   ");
  CHECK(http_send(server.url(), {.record_key = "a1b2"}).body == "GET /   a1b2");
}

TEST_CASE("http_client: a stream comes in parts that add up", "[http_client]") {
  canned_http_server server{[](const auto&) {
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
           "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n";
  }};
  std::string text;
  auto answer = http_stream(server.url(), {},
                            [&](std::string_view part) { text += part; });
  CHECK(answer.status == 200);
  CHECK(answer.body.empty());
  CHECK(text == "hello world");
}

TEST_CASE("http_client: a refused stream has its body whole", "[http_client]") {
  canned_http_server server{
    [](const auto&) { return canned_http_server::reply(404, "no such"); }};
  auto answer = http_stream(server.url(), {},
                            [](std::string_view) { FAIL("nothing streams"); });
  CHECK(answer.status == 404);
  CHECK(answer.body == "no such");
}

TEST_CASE("http_client: what the taker throws ends the call", "[http_client]") {
  canned_http_server server{
    [](const auto&) { return canned_http_server::reply(200, "text"); }};
  CHECK_THROWS_AS(
    http_stream(server.url(), {}, [](std::string_view) { throw 7; }), int);
}

TEST_CASE("http_client: answers that are cut, wrong, or too large fail",
          "[http_client]") {
  auto failure = [](const std::string& bytes) {
    canned_http_server server{[&](const auto&) { return bytes; }};
    try {
      (void) http_send(server.url(), {});
      return std::string{};
    } catch (const http_failure& error) {
      return std::string{error.what()};
    }
  };
  CHECK_FALSE(
    failure("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").empty());
  CHECK_FALSE(failure("not HTTP at all\r\n\r\n").empty());
  CHECK_FALSE(failure("").empty());
  CHECK_FALSE(
    failure("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n").empty());
  CHECK_FALSE(
    failure("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x') + "\r\n\r\n")
      .empty());
  CHECK(failure("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc").empty());
}

TEST_CASE("http_client: a server that says nothing is given up",
          "[http_client]") {
  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor silent{
    context, {boost::asio::ip::address_v4::loopback(), 0}};
  auto url
    = "http://127.0.0.1:" + std::to_string(silent.local_endpoint().port());
  CHECK_THROWS_WITH(http_send(url, {.timeout = 50ms}), Catch::Contains(url));
  CHECK_FALSE(http_get(url, "/", "", 50ms));
}

TEST_CASE("http_client: nobody there, and what is no URL, fail by name",
          "[http_client]") {
  std::string url;
  {
    canned_http_server gone{[](const auto&) { return ""; }};
    url = gone.url();
  }
  CHECK_THROWS_WITH(http_send(url, {}), Catch::Contains(url));
  CHECK_THROWS_AS(http_send("ftp://x:1", {}), http_failure);
  CHECK_THROWS_AS(http_send("http://", {}), http_failure);
  CHECK_THROWS_AS(http_send("", {}), http_failure);
}

TEST_CASE("http_client: targets are escaped", "[http_client]") {
  CHECK(url_escape("a-b_c.d~9") == "a-b_c.d~9");
  CHECK(url_escape("a b/?&%\xc3\xbc") == "a%20b%2F%3F%26%25%C3%BC");
}
