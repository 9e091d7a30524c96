#include "actors/shard_worker/shard_worker.hpp"

#include "actors/shard_worker/shard_batches.hpp"
#include "actors/shard_worker/worker_journal.hpp"
#include "actors/wall_clock.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/transport/refusal.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace synod {

namespace {

using pointer = shard_worker_with_ticks::stateful_pointer<shard_worker_state>;

worker_time now(pointer self) {
  return std::chrono::duration_cast<worker_time>(
    self->clock().now().time_since_epoch());
}

node_id sender(pointer self) {
  auto& state = self->state;
  auto node = state.peers.node_of(self->current_sender());
  return node.empty() ? state.options.self.node : node;
}

void carry_out(pointer self);

/// Requests `x` of whoever `found` is, and tells the sessions how it ended.
template <class Handle, class Message>
void request(pointer self, const caf::expected<Handle>& found, Message x,
             session_id session, std::uint64_t ticket) {
  auto& state = self->state;
  if (!found) {
    state.sessions->delivered(session, ticket, errc_of(found.error()),
                              now(self));
    return;
  }
  auto ended = [=](std::optional<errc> refusal) {
    self->state.sessions->delivered(session, ticket, refusal, now(self));
    carry_out(self);
  };
  self->request(*found, state.options.send_timeout, std::move(x))
    .then([=] { ended(std::nullopt); },
          [=](const caf::error& reason) { ended(errc_of(reason)); });
}

void carry_out(pointer self, run_batch x) {
  auto& state = self->state;
  state.figures.began(x);
  auto number = x.number;
  auto items = x.items.size();
  state.executor->run(number, items, state.engine->prepare(std::move(x)));
}

void carry_out(pointer self, const free_cache& x) {
  write_journal(self->state.options.self, x);
  self->state.engine->forget(x.cache);
}

void carry_out(pointer self, send_step x) {
  auto found = self->state.peers.worker(x.to);
  request(self, found, std::move(x.step), x.session, x.ticket);
}

void carry_out(pointer self, const send_report& x) {
  auto found = self->state.peers.coordinator(x.to);
  write_journal(self->state.options.self, x);
  if (std::holds_alternative<token_sampled>(x.message))
    self->state.figures.sampled();
  std::visit([&](auto& y) { request(self, found, y, x.session, x.ticket); },
             x.message);
}

void carry_out(pointer self, const send_receipt& x) {
  auto& state = self->state;
  state.figures.receipted();
  auto ended = [self, ticket = x.ticket](std::optional<errc> refusal) {
    self->state.sessions->receipt_delivered(ticket, refusal, now(self));
    carry_out(self);
  };
  auto found = state.peers.coordinator(x.to);
  if (!found) {
    state.sessions->receipt_delivered(x.ticket, errc_of(found.error()),
                                      now(self));
    return;
  }
  self->request(*found, state.options.send_timeout, x.message)
    .then([=] { ended(std::nullopt); },
          [=](const caf::error& reason) { ended(errc_of(reason)); });
}

/// Asks for a tick when the sessions next need one.
void await_tick(pointer self) {
  auto& state = self->state;
  auto next = state.sessions->next_tick();
  if (!next || (state.tick_due && *state.tick_due <= *next))
    return;
  state.tick_due = next;
  self->delayed_send(self, std::max(*next - now(self), worker_time{0}),
                     caf::tick_atom_v);
}

/// Carries out what the sessions ask for, until they ask for nothing.
void carry_out_effects(pointer self) {
  auto& sessions = *self->state.sessions;
  for (auto xs = sessions.take_effects(); !xs.empty();
       xs = sessions.take_effects())
    for (auto& x : xs)
      std::visit([self](auto& y) { carry_out(self, std::move(y)); }, x);
}

void carry_out(pointer self) {
  carry_out_effects(self);
  auto begin = std::chrono::steady_clock::now();
  self->state.sessions->sign_receipts(now(self));
  self->state.figures.committed(
    std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin));
  carry_out_effects(self);
  await_tick(self);
}

template <class T>
T carried_out(pointer self, T result) {
  carry_out(self);
  return result;
}

caf::result<void> carried_out(pointer self, caf::error refusal) {
  carry_out(self);
  if (refusal)
    return refusal;
  return caf::unit;
}

void tick(pointer self) {
  auto& state = self->state;
  for (auto& x : state.executor->take_finished()) {
    state.figures.finished(x);
    state.sessions->computed(x.number, std::move(x.results), now(self));
  }
  if (state.tick_due && *state.tick_due <= now(self)) {
    state.tick_due.reset();
    state.sessions->tick(now(self));
  }
  carry_out(self);
}

/// Ticks the worker as long as it is there.
std::function<void()> wake(pointer self) {
  return [to = caf::actor_cast<caf::weak_actor_ptr>(self)] {
    if (auto alive = to.lock())
      caf::anon_send(caf::actor_cast<shard_worker_with_ticks>(alive),
                     caf::tick_atom_v);
  };
}

void start(pointer self, shard_worker_options options, shard_shape shape,
           worker_peers peers, std::shared_ptr<batch_engine> engine) {
  auto& state = self->state;
  state.sessions.emplace(options.self, shape, options.limits, options.signer);
  state.options = std::move(options);
  state.shape = std::move(shape);
  state.peers = std::move(peers);
  state.engine = std::move(engine);
}

} // namespace

shard_worker_with_ticks::behavior_type
shard_worker(shard_worker_with_ticks::stateful_pointer<shard_worker_state> self,
             shard_worker_options options, shard_shape shape,
             worker_peers peers, std::shared_ptr<batch_engine> engine,
             const start_executor& start_executing) {
  start(self, std::move(options), std::move(shape), std::move(peers),
        std::move(engine));
  self->state.executor = start_executing(wake(self));
  auto* sessions = &*self->state.sessions;
  return {
    [=](const open_session& x) -> caf::result<session_opened> {
      auto opened = sessions->open(sender(self), x, now(self));
      write_journal(self->state.options.self, x, opened);
      return carried_out(self, std::move(opened));
    },
    [=](const run_step& x) -> caf::result<void> {
      return carried_out(self, sessions->step(sender(self), x, now(self)));
    },
    [=](const resend_activations& x) -> caf::result<void> {
      return carried_out(self, sessions->resend(sender(self), x, now(self)));
    },
    [=](const probe_session& x) -> caf::result<session_progress> {
      return sessions->probe(x, now(self));
    },
    [=](const renew_leases& x) {
      return carried_out(self, sessions->renew(sender(self), x, now(self)));
    },
    [=](const close_session& x) -> caf::result<void> {
      return carried_out(self, sessions->close(sender(self), x, now(self)));
    },
    [=](const get_load_report&) -> caf::result<signed_load_report> {
      return sessions->report_load(wall_ms());
    },
    [=](const get_status&) {
      auto& state = self->state;
      return state.figures.status(state.options.self.actor, state.shape,
                                  *sessions);
    },
    [=](caf::tick_atom) { tick(self); },
  };
}

shard_worker_with_ticks
spawn_shard_worker(caf::actor_system& system, shard_worker_options options,
                   worker_peers peers) {
  if (options.self.actor.empty() || options.model.empty())
    throw std::invalid_argument("a shard worker needs a name and a model");
  if (options.threads == 0)
    throw std::invalid_argument(options.self.actor + ": threads must be >= 1");
  auto file = model::gguf_file::open(options.gguf);
  auto range = options.range.count == 0
                 ? model::model_config::from(*file).all()
                 : model::block_range{options.range.first, options.range.count};
  auto weights = model::shard_weights::load(*file, range);
  auto& config = weights->config;
  auto shape = shard_shape{options.model,     {range.first, range.count},
                           config.blocks,     config.hidden_size,
                           config.vocabulary, config.context_length};
  auto engine = std::make_shared<shard_batches>(weights, options.threads);
  start_executor start_thread = [](std::function<void()> wake) {
    return std::make_unique<compute_thread>(std::move(wake));
  };
  return system.spawn(
    shard_worker, std::move(options), std::move(shape), std::move(peers),
    std::shared_ptr<batch_engine>{std::move(engine)}, std::move(start_thread));
}

} // namespace synod
