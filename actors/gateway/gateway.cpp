#include "actors/gateway/gateway.hpp"

#include "actors/gateway/gateway_state.hpp"

#include <spdlog/spdlog.h>

#include <system_error>

namespace synod {

namespace {

caf::result<void> reply_with(caf::error why) {
  if (why)
    return why;
  return caf::unit;
}

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
    [self](const get_status&) { return self->state.status(); },
  };
}

} // namespace synod
