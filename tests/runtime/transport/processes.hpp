#pragma once

#include "runtime/transport/transport.hpp"
#include "schemas/type_ids.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/replies_to.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

// Several "processes" in one: each an actor system with a transport, which know
// each other by TCP alone.

namespace synod::test {

using namespace std::chrono_literals;

/// Answers in each of the ways that there are.
using echo_actor = caf::typed_actor<
  // Opens a session; fails with `session_exists`.
  caf::replies_to<open_session>::with<session_opened>,
  // Returns the step. Holds back its answer to position 1 for ever, and ends
  // with `overloaded` at position 2.
  caf::replies_to<run_step>::with<run_step>,
  // Closes a session.
  caf::reacts_to<close_session>>;

struct echo_state {
  std::set<session_id> open;
  std::vector<caf::typed_response_promise<run_step>> held;
};

inline echo_actor::behavior_type
echo(echo_actor::stateful_pointer<echo_state> self,
     std::shared_ptr<node_id> asked_by) {
  return {
    [=](const open_session& x) -> caf::result<session_opened> {
      *asked_by = node_of(self->current_sender());
      if (!self->state.open.insert(x.session).second)
        return errc::session_exists;
      return session_opened{x.session, x.attempt};
    },
    [self](const run_step& x) -> caf::result<run_step> {
      if (x.position == 1) {
        self->state.held.push_back(self->make_response_promise<run_step>());
        return self->state.held.back();
      }
      if (x.position == 2)
        self->quit(errc::overloaded);
      return x;
    },
    [self](const close_session& x) { self->state.open.erase(x.session); },
  };
}

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

inline open_session open(session_id session) {
  auto result = open_session{};
  result.session = session;
  return result;
}

inline run_step step(std::uint32_t position, buffer activations = {}) {
  auto result = run_step{};
  result.position = position;
  result.activations = std::move(activations);
  return result;
}

inline close_session close(session_id session) {
  return {session, 0};
}

inline buffer floats(std::size_t count) {
  auto bytes = std::vector<std::byte>(count * sizeof(float), std::byte{7});
  return buffer::copy_of(bytes);
}

inline bool equal(const buffer& x, const buffer& y) {
  return std::ranges::equal(x.bytes(), y.bytes());
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

constexpr auto alice = session_id{1};
constexpr auto bob = session_id{2};

} // namespace synod::test
