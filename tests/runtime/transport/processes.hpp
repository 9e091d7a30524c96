#pragma once

#include "tests/runtime/transport/echo.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

// Several "processes" in one: each an actor system with a transport, which know
// each other by TCP alone.

namespace synod::test {

using namespace std::chrono_literals;

/// One process of the network.
struct process {
  explicit process(node_id self, transport_options options = {})
    : system(quiet(config)), net(std::in_place, system, [&] {
        options.self = std::move(self);
        options.heartbeat = 20ms;
        return options;
      }()) {
  }

  ~process() {
    net.reset();
    caf::anon_send_exit(actor, caf::exit_reason::kill);
  }

  void serve() {
    actor = system.spawn(echo, asked_by);
    net->publish("echo", actor);
  }

  static caf::actor_system_config& quiet(caf::actor_system_config& config) {
    config.set("scheduler.policy", caf::atom("sharing"));
    config.set("scheduler.max-threads", 1);
    return config;
  }

  caf::actor_system_config config;
  caf::actor_system system;
  std::shared_ptr<node_id> asked_by = std::make_shared<node_id>();
  echo_actor actor;
  std::optional<transport> net;
};

/// Waits until `f` holds, for as long as a busy machine may need.
template <class F>
auto eventually(F f) {
  auto x = f();
  for (auto i = 0; !x && i < 1000; ++i) {
    std::this_thread::sleep_for(10ms);
    x = f();
  }
  return x;
}

template <class Reply, class Handle, class Request>
caf::expected<Reply> ask(caf::scoped_actor& self, const Handle& to, Request x,
                         std::chrono::milliseconds timeout = 10s) {
  auto result = caf::expected<Reply>{caf::sec::unexpected_response};
  self->request(to, timeout, std::move(x))
    .receive([&](Reply& reply) { result = std::move(reply); },
             [&](caf::error& err) { result = std::move(err); });
  return result;
}

/// Two processes, of which `a` has a handle to the actor of `b`.
struct pair_of_processes {
  explicit pair_of_processes(transport_options of_a = {},
                             transport_options of_b = {})
    : b(std::in_place, "b", std::move(of_b)), a("a", std::move(of_a)) {
    b->serve();
    a.net->connect("b", b->net->endpoint());
    remote = *eventually([this] { return resolve(); });
  }

  caf::expected<echo_actor> resolve() {
    return a.net->resolve<echo_actor>({"b", "echo"});
  }

  template <class Reply, class Request>
  caf::expected<Reply> ask(Request x, std::chrono::milliseconds timeout = 10s) {
    return test::ask<Reply>(self, remote, std::move(x), timeout);
  }

  /// @returns why `open` was refused; none if it was not.
  caf::error open_error(session_id session) {
    auto result = ask<session_opened>(open(session));
    return result ? caf::error{} : result.error();
  }

  std::optional<process> b;
  process a;
  caf::scoped_actor self{a.system};
  echo_actor remote;
};

} // namespace synod::test
