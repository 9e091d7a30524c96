#include "apps/bench/echo.hpp"

#include "runtime/transport/transport.hpp"

#include <caf/actor_system.hpp>
#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <zmq.hpp>

#include <iostream>
#include <string>
#include <thread>

namespace synod::bench {

namespace {

echo_actor::behavior_type echo(echo_actor::pointer, int) {
  return {[](const run_step& x) { return x; }};
}

/// Sends each frame back as it came.
class raw_echo {
public:
  explicit raw_echo(const crypto::curve_keys* keys) {
    router_.set(zmq::sockopt::linger, 0);
    if (keys != nullptr) {
      router_.set(zmq::sockopt::curve_server, true);
      router_.set(zmq::sockopt::curve_secretkey, keys->secret_key);
    }
    router_.bind("tcp://127.0.0.1:*");
    endpoint = router_.get(zmq::sockopt::last_endpoint);
    thread_ = std::thread{[this] { run(); }};
  }

  ~raw_echo() {
    context_.shutdown();
    thread_.join();
  }

  std::string endpoint;

private:
  void run() {
    try {
      for (auto frame = zmq::message_t{};;) {
        (void) router_.recv(frame);
        auto more
          = frame.more() ? zmq::send_flags::sndmore : zmq::send_flags::none;
        router_.send(frame, more);
      }
    } catch (const zmq::error_t&) {
      router_.close(); // the context was shut down
    }
  }

  zmq::context_t context_;
  zmq::socket_t router_{context_, zmq::socket_type::router};
  std::thread thread_;
};

} // namespace

void configure(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
}

void serve_echo() {
  auto client = std::string{};
  std::getline(std::cin, client);
  auto keys = crypto::make_curve_keys();
  auto raw_curve = raw_echo{&keys};
  auto raw_plain = raw_echo{nullptr};
  auto config = caf::actor_system_config{};
  configure(config);
  auto system = caf::actor_system{config};
  auto options = transport_options{};
  options.self = "echo";
  auto plain = transport{system, options};
  options.keys = keys;
  options.members = {{client, "bench"}};
  auto curve = transport{system, options};
  auto actor = system.spawn(echo, 0);
  plain.publish("echo", actor);
  curve.publish("echo", actor);
  std::cout << keys.public_key << '\n'
            << raw_curve.endpoint << '\n'
            << curve.endpoint() << '\n'
            << raw_plain.endpoint << '\n'
            << plain.endpoint() << std::endl;
  for (auto line = std::string{}; std::getline(std::cin, line);) {
  }
  caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
}

} // namespace synod::bench
