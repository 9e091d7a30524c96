#pragma once

#include "schemas/type_ids.hpp"

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/expected.hpp>
#include <caf/scheduler/test_coordinator.hpp>
#include <caf/scoped_actor.hpp>

#include <utility>

namespace synod::test {

/// An actor system with one thread and a clock that only moves when told to.
/// Actors run in a fixed order, so a test that passes once passes always. Exit
/// every actor that ticks before the system ends.
class deterministic_system {
public:
  deterministic_system()
    : system_(configure(config_)),
      scheduler_(
        dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler())),
      self_(system_, true) {
  }

  /// Sends a request, runs every actor until all mailboxes are empty, and
  /// returns the reply.
  template <class Reply, class Handle, class Request>
  caf::expected<Reply> ask(const Handle& actor, Request request) {
    auto pending = self_->request(actor, caf::infinite, std::move(request));
    scheduler_.run();
    caf::expected<Reply> result{caf::sec::unexpected_response};
    pending.receive([&](Reply& reply) { result = std::move(reply); },
                    [&](caf::error& err) { result = std::move(err); });
    return result;
  }

  /// Sends a request that is answered by an empty message, runs every actor
  /// until all mailboxes are empty, and returns the error, if it was one.
  template <class Handle, class Request>
  caf::error order(const Handle& actor, Request request) {
    auto pending = self_->request(actor, caf::infinite, std::move(request));
    scheduler_.run();
    caf::error result;
    pending.receive([] {}, [&](caf::error& err) { result = std::move(err); });
    return result;
  }

  /// Sends a message and runs every actor until all mailboxes are empty.
  template <class Handle, class Message>
  void tell(const Handle& actor, Message message) {
    self_->send(actor, std::move(message));
    scheduler_.run();
  }

  /// Moves the clock forward, fires what became due, and runs every actor until
  /// all mailboxes are empty.
  void advance(caf::timespan interval) {
    scheduler_.clock().advance_time(interval);
    scheduler_.run();
  }

  /// Ends an actor.
  template <class Handle>
  void end(const Handle& actor) {
    self_->send_exit(actor, caf::exit_reason::user_shutdown);
    scheduler_.run();
  }

  caf::actor_system& system() noexcept {
    return system_;
  }

  /// Who asks and tells.
  caf::scoped_actor& self() noexcept {
    return self_;
  }

private:
  static caf::actor_system_config& configure(caf::actor_system_config& config) {
    config.set("scheduler.policy", caf::atom("testing"));
    config.set("logger.verbosity", caf::atom("quiet"));
    return config;
  }

  caf::actor_system_config config_;
  caf::actor_system system_;
  caf::scheduler::test_coordinator& scheduler_;
  caf::scoped_actor self_;
};

} // namespace synod::test
