#include "runtime/transport/endpoint.hpp"

#include <catch2/catch.hpp>

using synod::reachable;

TEST_CASE("endpoint: a wildcard stands for the address that was seen",
          "[transport]") {
  CHECK(reachable("tcp://0.0.0.0:5000", "10.0.0.7") == "tcp://10.0.0.7:5000");
  CHECK(reachable("tcp://*:5000", "10.0.0.7") == "tcp://10.0.0.7:5000");
  CHECK(reachable("tcp://[::]:5000", "fe80::1") == "tcp://[fe80::1]:5000");
}

TEST_CASE("endpoint: what is no wildcard stays", "[transport]") {
  CHECK(reachable("tcp://host:5000", "10.0.0.7") == "tcp://host:5000");
  CHECK(reachable("tcp://0.0.0.0:5000", "") == "tcp://0.0.0.0:5000");
  CHECK(reachable("", "10.0.0.7").empty());
}
