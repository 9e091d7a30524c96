#include "actors/gateway/chain_call.hpp"

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/front.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::openai;

namespace {

const auto id = std::string(62, '0') + "a7";

decision ask(const std::string& method, const std::string& target,
             const std::string& body = {}) {
  return decide({}, {method, target, "", "application/json", body});
}

template <class Wish>
Wish wish_of(const decision& x) {
  REQUIRE(std::holds_alternative<chain_call>(x));
  REQUIRE(std::holds_alternative<Wish>(std::get<chain_call>(x).wish));
  return std::get<Wish>(std::get<chain_call>(x).wish);
}

unsigned status_of(const decision& x) {
  REQUIRE(std::holds_alternative<http::response>(x));
  return std::get<http::response>(x).status;
}

} // namespace

TEST_CASE("chain call: what an explorer reads is recognised", "[gateway]") {
  wish_of<get_chain_status>(ask("GET", "/chain/status"));
  wish_of<show_validators>(ask("GET", "/chain/validators"));
  wish_of<list_workers>(ask("HEAD", "/chain/workers"));
  CHECK(wish_of<get_block>(ask("GET", "/chain/block/12")).height
        == block_height{12});
  CHECK(wish_of<get_block>(ask("GET", "/chain/block/head")).height
        == block_height{});
  CHECK(to_hex(wish_of<get_transaction>(ask("GET", "/chain/tx/" + id)).id)
        == id);
  CHECK(to_hex(wish_of<get_account>(ask("GET", "/chain/account/" + id)).account)
        == id);
  CHECK(to_hex(wish_of<get_escrow>(ask("GET", "/chain/escrow/" + id)).escrow)
        == id);
}

TEST_CASE("chain call: who waits for a transaction waits for its proof",
          "[gateway]") {
  auto wish = wish_of<wait_transaction>(
    ask("GET", "/chain/tx/" + id + "?wait_ms=2500"));
  CHECK(to_hex(wish.id) == id);
  CHECK(wish.proven);
  CHECK(wish.timeout_ms == 2'500);
}

TEST_CASE("chain call: a transaction is handed in as hex", "[gateway]") {
  auto wish = wish_of<submit_transaction>(
    ask("POST", "/chain/tx", R"({"transaction":"00ff7e"})"));
  CHECK(wish.transaction == std::string("\x00\xff\x7e", 3));
}

TEST_CASE("chain call: what makes no sense is refused by name", "[gateway]") {
  for (const auto& target :
       {std::string{"/chain/block/0"}, std::string{"/chain/block/-1"},
        std::string{"/chain/block/1x"},
        std::string{"/chain/block/18446744073709551616"},
        std::string{"/chain/tx/a7"}, "/chain/tx/" + std::string(64, 'A'),
        "/chain/tx/" + id + "?wait_ms=30001", "/chain/tx/" + id + "?wait_ms=x",
        "/chain/account/" + id + "00", std::string{"/chain/escrow/head"}}) {
    CAPTURE(target);
    CHECK(status_of(ask("GET", target)) == 400);
  }
  for (const auto* body :
       {"", "{}", R"({"transaction":""})", R"({"transaction":"0"})",
        R"({"transaction":"0g"})", R"({"transaction":7})"}) {
    CAPTURE(body);
    CHECK(status_of(ask("POST", "/chain/tx", body)) == 400);
  }
  CHECK(status_of(ask("GET", "/chain")) == 404);
  CHECK(status_of(ask("GET", "/chain/blocks")) == 404);
  CHECK(status_of(ask("GET", "/chain/status/now")) == 404);
  CHECK(status_of(ask("POST", "/chain/status")) == 405);
  CHECK(status_of(ask("DELETE", "/chain/tx/" + id)) == 405);
}
