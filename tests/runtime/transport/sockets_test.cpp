#include "runtime/transport/gatekeeper.hpp"
#include "runtime/transport/outbox.hpp"
#include "runtime/transport/port.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

// What runs without CAF, and so also under TSan: the outbox between threads,
// ports on a socket thread of their own, and the gatekeeper.

using namespace synod;
using namespace std::chrono_literals;

namespace {

parcel numbered(std::size_t writer, std::size_t number) {
  return {to_dealer{writer}, std::to_string(number)};
}

/// Buffers of one byte value each, so that a mix-up shows.
parcel filled(std::uint8_t value, std::size_t count, std::size_t size) {
  auto result = parcel{to_dealer{0}, std::string(1, static_cast<char>(value))};
  auto bytes = std::vector<std::byte>(size, std::byte{value});
  for (auto i = std::size_t{0}; i < count; ++i)
    result.buffers.push_back(buffer::copy_of(bytes));
  return result;
}

bool is_filled(frames& xs, std::size_t first) {
  auto value = xs[first].data<std::uint8_t>()[0];
  for (auto& x : to_buffers(xs, first + 1))
    for (auto byte : x.bytes())
      if (byte != std::byte{value})
        return false;
  return true;
}

std::chrono::steady_clock::time_point soon() {
  return std::chrono::steady_clock::now() + 100ms;
}

} // namespace

TEST_CASE("outbox: each writer's parcels come in its order", "[transport]") {
  constexpr auto writers = std::size_t{4};
  constexpr auto each = std::size_t{2000};
  auto box = outbox{};
  auto threads = std::vector<std::thread>{};
  for (auto writer = std::size_t{0}; writer < writers; ++writer)
    threads.emplace_back([&box, writer] {
      for (auto number = std::size_t{0}; number < each; ++number)
        if (!box.push(numbered(writer, number)))
          std::abort();
    });
  auto ports = poll_set{box.wakeup()};
  auto next = std::array<std::size_t, writers>{};
  auto taken = std::size_t{0};
  while (taken < writers * each)
    if (ports.wait(soon()))
      for (auto& x : box.take()) {
        auto writer = std::get<to_dealer>(x.to).number;
        REQUIRE(x.head == std::to_string(next[writer]++));
        ++taken;
      }
  for (auto& thread : threads)
    thread.join();
  CHECK(box.take().empty());
}

TEST_CASE("outbox: it holds no more than it may", "[transport]") {
  auto box = outbox{3};
  for (auto number = std::size_t{0}; number < 3; ++number)
    CHECK(box.push(numbered(0, number)));
  CHECK_FALSE(box.push(numbered(0, 3)));
  box.push_notice(numbered(0, 4)); // an actor's end is always told
  CHECK(box.take().size() == 4);
  CHECK(box.push(numbered(0, 5)));
}

TEST_CASE("ports: messages cross threads whole and in order", "[transport]") {
  constexpr auto count = 500;
  auto limits = link_limits{};
  auto context = zmq::context_t{};
  auto router = port{context, zmq::socket_type::router};
  router.configure(limits);
  router.socket.bind("tcp://127.0.0.1:*");
  auto endpoint = router.socket.get(zmq::sockopt::last_endpoint);
  auto box = outbox{};
  auto stopped = std::atomic<bool>{false};
  auto server = std::thread{[&] { // returns what it gets
    auto ports = poll_set{box.wakeup()};
    ports.assign({&router});
    while (!stopped) {
      ports.wait(soon());
      router.drain([&](frames& xs) {
        auto out = parcel{to_dealer{0}, xs[1].to_string()};
        out.buffers = to_buffers(xs, 2);
        router.send(xs[0].to_string(), out);
      });
    }
  }};
  auto dealer = port{context, zmq::socket_type::dealer};
  dealer.configure(limits);
  dealer.socket.connect(endpoint);
  auto idle = outbox{};
  auto ports = poll_set{idle.wakeup()};
  ports.assign({&dealer});
  auto sent = 0;
  auto received = 0;
  auto whole = true;
  while (received < count) {
    if (sent < count && sent - received < 32
        && dealer.send(filled(static_cast<std::uint8_t>(sent),
                              static_cast<std::size_t>(sent % 4), 5000)))
      ++sent;
    else
      ports.wait(soon());
    dealer.drain([&](frames& xs) {
      whole = whole && xs.size() == 1 + std::size_t(received % 4)
              && xs[0].data<std::uint8_t>()[0]
                   == static_cast<std::uint8_t>(received)
              && is_filled(xs, 0);
      ++received;
    });
  }
  stopped = true;
  box.wake();
  server.join();
  CHECK(whole);
}

TEST_CASE("ports: a frame keeps its bytes, aligned for any element",
          "[transport]") {
  for (auto size : {0u, 1u, 1024u, 1025u, 100'000u}) {
    auto frame = zmq::message_t{size};
    std::memset(frame.data(), 9, size);
    auto x = to_buffer(std::move(frame));
    REQUIRE(x.size() == size);
    CHECK(reinterpret_cast<std::uintptr_t>(x.bytes().data()) % 8 == 0);
    for (auto byte : x.bytes())
      REQUIRE(byte == std::byte{9});
  }
}

// -- the gatekeeper -----------------------------------------------------------

namespace {

struct door {
  door() {
    auto bytes = std::array<std::uint8_t, 32>{};
    zmq_z85_decode(bytes.data(), keys.public_key.c_str());
    key.assign(bytes.begin(), bytes.end());
  }

  std::vector<std::string> ask(std::vector<std::string_view> request) const {
    return answer_zap(request, {{keys.public_key, "alice"}});
  }

  crypto::curve_keys keys = crypto::make_curve_keys();
  std::string key;
};

} // namespace

TEST_CASE_METHOD(door, "gatekeeper: a member is let in by its name",
                 "[transport]") {
  auto answer = ask({"1.0", "7", "synod", "127.0.0.1", "", "CURVE", key});
  CHECK(answer == std::vector<std::string>{"1.0", "7", "200", "", "alice", ""});
}

TEST_CASE_METHOD(door, "gatekeeper: everybody else is kept out",
                 "[transport]") {
  auto status = [this](std::vector<std::string_view> request) {
    auto answer = ask(std::move(request));
    REQUIRE(answer.size() == 6);
    CHECK(answer[1] == "7");
    CHECK(answer[4].empty());
    return answer[2];
  };
  auto other = key;
  other[0] ^= 1;
  CHECK(status({"1.0", "7", "synod", "x", "", "CURVE", other}) == "400");
  CHECK(status({"1.0", "7", "synod", "x", "", "CURVE", key.substr(1)})
        == "400");
  CHECK(status({"1.0", "7", "synod", "x", "", "CURVE", ""}) == "400");
  CHECK(status({"1.0", "7", "synod", "x", "", "NULL"}) == "400");
  CHECK(status({"1.0", "7", "synod", "x", "", "PLAIN", "alice", "word"})
        == "400");
  CHECK(ask({}).empty());
  CHECK(ask({"1.0"}).empty());
  CHECK(ask({"2.0", "7", "synod", "x", "", "CURVE", key}).empty());
}
