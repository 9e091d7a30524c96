#include "runtime/transport/envelope.hpp"

#include "schemas/decode.hpp"

#include <catch2/catch.hpp>

using namespace synod;

namespace {

/// The envelope that asks in the name of call 9.
envelope ask() {
  return {.kind = envelope::ask,
          .incarnation = 300,
          .call = 9,
          .actor = "echo",
          .type = 210,
          .received = 70'000};
}

} // namespace

TEST_CASE("envelope: its bytes are fixed", "[transport]") {
  auto bytes = std::string{};
  encode(ask(), bytes);
  using namespace std::string_view_literals;
  CHECK(bytes
        == "\x97\x05\xcd\x01\x2c\x09\xa4"
           "echo\xcc\xd2\x00\xce\x00\x01\x11\x70"sv);
  CHECK(envelope::hello == 8);
}

TEST_CASE("envelope: the body begins where it ends", "[transport]") {
  auto bytes = std::string{};
  encode(ask(), bytes);
  bytes += "body";
  auto rest = std::string_view{bytes};
  auto head = envelope{};
  REQUIRE(decode(rest, head));
  CHECK(rest == "body");
  CHECK(head.actor == "echo");
  CHECK(head.received == 70'000);
}
