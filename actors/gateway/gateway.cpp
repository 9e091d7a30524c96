#include "actors/gateway/gateway.hpp"

#include "actors/gateway/gateway_state.hpp"
#include "runtime/log/log.hpp"

#include <atomic>
#include <future>
#include <stdexcept>
#include <system_error>

namespace synod {

namespace {

caf::result<void> reply_with(caf::error why) {
  if (why)
    return why;
  return caf::unit;
}

/// Becomes known once: that a gateway listens, or why it does not.
struct first_word {
  std::promise<caf::error> fault;
  std::atomic<bool> spoken = false;

  void say(caf::error x) {
    if (!spoken.exchange(true))
      fault.set_value(std::move(x));
  }
};

[[noreturn]] void fail(const caf::error& why, const gateway_options& options) {
  if (why.context().match_elements<std::string>())
    throw std::runtime_error{why.context().get_as<std::string>(0)};
  throw cannot_listen{"cannot listen on " + options.listen_host + ":"
                      + std::to_string(options.listen_port)
                      + "; is the port taken?"};
}

} // namespace

gateway_actor::behavior_type
gateway(gateway_self self, gateway_options options, gateway_resolver resolver) {
  self->set_down_handler(
    [self](const caf::down_msg& x) { self->state.coordinator_down(x.source); });
  try {
    self->state.start(std::move(options), std::move(resolver));
  } catch (const std::system_error& x) {
    log::error("gateway: {}", x.what());
    self->quit(caf::error{errc::invalid_argument});
  } catch (const std::runtime_error& x) { // a file of its own is damaged
    self->quit(caf::make_error(errc::store_damaged, std::string{x.what()}));
  }
  return {
    [self](http_arrival& x) { self->state.handle(x); },
    [self](const client_departure& x) { self->state.client_left(x.request); },
    [self](caf::tick_atom) { self->state.tick(); },
    [self](const text_delta& x) { return reply_with(self->state.take(x)); },
    [self](const request_finished& x) {
      return reply_with(self->state.take(x));
    },
    [self](const request_settled& x) {
      return reply_with(self->state.take(x));
    },
    [self](const get_status&) { return self->state.status(); },
  };
}

gateway_actor spawn_gateway(caf::actor_system& system, gateway_options options,
                            gateway_resolver resolver) {
  auto word = std::make_shared<first_word>();
  auto where = options;
  options.on_listening
    = [word, then = std::move(options.on_listening)](const std::string& url) {
        if (then)
          then(url);
        word->say({});
      };
  auto result = system.spawn(gateway, std::move(options), std::move(resolver));
  result->attach_functor([word](const caf::error& why) {
    word->say(why ? why : caf::error{errc::actor_failed});
  });
  if (auto fault = word->fault.get_future().get())
    fail(fault, where);
  return result;
}

} // namespace synod
