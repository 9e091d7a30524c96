#include "runtime/transport/envelope.hpp"
#include "runtime/transport/outbox.hpp"
#include "runtime/transport/port.hpp"
#include "schemas/decode.hpp"
#include "tests/runtime/transport/processes.hpp"

#include <catch2/catch.hpp>
#include <sys/resource.h>

#include <atomic>
#include <memory>
#include <thread>

using namespace synod;
using namespace synod::test;

namespace {

constexpr auto nodes = 200;

/// Raises the number of files this process may have open, as `synod node` must
/// be allowed to, too: five for each link.
void allow_files() {
  auto limit = rlimit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

/// One ROUTER that answers the heartbeats of as many nodes as connect to it.
class heartbeats {
public:
  heartbeats() {
    router_.configure({});
    router_.socket.bind("tcp://127.0.0.1:*");
    endpoint = router_.socket.get(zmq::sockopt::last_endpoint);
    thread_ = std::thread{[this] { run(); }};
  }

  ~heartbeats() {
    stopped_ = true;
    wake_.wake();
    thread_.join();
  }

  std::string endpoint;

private:
  void run() {
    auto ports = poll_set{wake_.wakeup()};
    ports.assign({&router_});
    while (!stopped_) {
      ports.wait(std::chrono::steady_clock::now() + 100ms);
      router_.drain([this](frames& xs) { answer(xs); });
    }
  }

  void answer(frames& xs) {
    auto head = envelope{};
    auto bytes = xs.at(1).to_string_view();
    if (!decode(bytes, head) || head.kind != envelope::ping)
      return;
    auto out = parcel{to_dealer{0}, {}};
    encode(
      envelope{.kind = envelope::pong, .incarnation = 1, .call = head.call},
      out.head);
    router_.send(xs[0].to_string(), out);
  }

  zmq::context_t context_;
  port router_{context_, zmq::socket_type::router};
  outbox wake_;
  std::atomic<bool> stopped_ = false;
  std::thread thread_;
};

} // namespace

TEST_CASE("many: hundreds of nodes are linked and lost at once",
          "[transport]") {
  allow_files();
  auto others = std::make_unique<heartbeats>();
  auto options = transport_options{};
  options.silence_max = 60s;
  auto a = process{"a", options};
  auto up = std::make_shared<std::atomic<int>>(0);
  a.net->on_change([up](const node_id&, bool is_up) { *up += is_up ? 1 : -1; });
  for (auto i = 0; i < nodes; ++i)
    REQUIRE(a.net->connect("n" + std::to_string(i), others->endpoint)
            == caf::none);
  CHECK(eventually([&] { return *up == nodes; }));
  CHECK(a.net->links().size() == nodes);
  others.reset();
  CHECK(eventually([&] { return *up == 0; }));
}
