#include "actors/gateway/gateway.hpp"

#include "actors/gateway/gateway_state.hpp"

#include <spdlog/spdlog.h>

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

/// Becomes known once: whether a gateway listens.
struct first_word {
  std::promise<bool> listens;
  std::atomic<bool> spoken = false;

  void say(bool x) {
    if (!spoken.exchange(true))
      listens.set_value(x);
  }
};

} // namespace

gateway_actor::behavior_type
gateway(gateway_self self, gateway_options options, gateway_resolver resolver) {
  self->set_down_handler(
    [self](const caf::down_msg& x) { self->state.coordinator_down(x.source); });
  try {
    self->state.start(std::move(options), std::move(resolver));
  } catch (const std::system_error& x) {
    spdlog::error("gateway: {}", x.what());
    self->quit(caf::error{errc::invalid_argument});
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
  auto place = options.listen_host + ":" + std::to_string(options.listen_port);
  options.on_listening
    = [word, then = std::move(options.on_listening)](const std::string& url) {
        if (then)
          then(url);
        word->say(true);
      };
  auto result = system.spawn(gateway, std::move(options), std::move(resolver));
  result->attach_functor([word](const caf::error&) { word->say(false); });
  if (!word->listens.get_future().get())
    throw std::runtime_error{"cannot listen on " + place
                             + "; is the port taken?"};
  return result;
}

} // namespace synod
