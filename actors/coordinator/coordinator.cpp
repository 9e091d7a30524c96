#include "actors/coordinator/coordinator.hpp"

#include "actors/coordinator/journal.hpp"
#include "runtime/model/model_config.hpp"

#include <caf/actor_system.hpp>
#include <caf/sec.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace synod::coordinator {

namespace {

using self_pointer
  = local_coordinator_actor::stateful_pointer<coordinator_state>;

instant now_of(self_pointer self) {
  auto since = self->clock().now().time_since_epoch();
  return std::chrono::duration_cast<instant>(since);
}

errc errc_of(const caf::error& why) {
  if (why.category() == caf::error{errc{1}}.category())
    return errc{why.code()};
  return why == caf::sec::request_timeout ? errc::timed_out
                                          : errc::actor_failed;
}

void pump(self_pointer self);

void take_answer(self_pointer self, std::uint64_t ask, const answer& what) {
  self->state.core->answered(ask, what, now_of(self));
  pump(self);
}

// Sends a message that a `Reply`, or with `void` an empty one, answers.
template <class Reply, class Handle, class Message>
void request_of(self_pointer self, std::uint64_t id,
                const caf::expected<Handle>& to,
                std::chrono::milliseconds timeout, Message what) {
  if (!to) {
    // Later, like every answer: the core is in the midst of asking.
    self->state.unreachable.emplace_back(id, errc_of(to.error()));
    return;
  }
  auto refuse = [self, id](const caf::error& why) {
    take_answer(self, id, errc_of(why));
  };
  auto pending = self->request(*to, timeout, std::move(what));
  if constexpr (std::is_void_v<Reply>)
    std::move(pending).then([self, id] { take_answer(self, id, accepted{}); },
                            refuse);
  else
    std::move(pending).then(
      [self, id](const Reply& x) { take_answer(self, id, x); }, refuse);
}

// What answers each question.
template <class Question>
struct reply_to {
  using type = void;
};
template <>
struct reply_to<open_session> {
  using type = session_opened;
};
template <>
struct reply_to<probe_session> {
  using type = session_progress;
};
template <>
struct reply_to<renew_leases> {
  using type = leases_renewed;
};
template <>
struct reply_to<find_passages> {
  using type = passages_found;
};

void send(self_pointer self, ask& x) {
  auto& around = self->state.around;
  auto visitor = [&]<class Question>(Question& what) {
    using reply = typename reply_to<Question>::type;
    if constexpr (std::is_same_v<Question, find_passages>)
      request_of<reply>(self, x.id, around.agent(x.to), x.timeout,
                        std::move(what));
    else if constexpr (
      std::is_same_v<Question,
                     text_delta> || std::is_same_v<Question, request_finished>)
      request_of<reply>(self, x.id, around.asker(x.to), x.timeout,
                        std::move(what));
    else
      request_of<reply>(self, x.id, around.worker(x.to), x.timeout,
                        std::move(what));
  };
  std::visit(visitor, x.what);
}

void set_timer(self_pointer self) {
  auto& state = self->state;
  auto wake = state.core->wake_at();
  if (!wake || (state.due && *state.due <= *wake))
    return;
  state.due = wake;
  auto delay = std::max(*wake - now_of(self), instant{0});
  self->delayed_send(self, delay, caf::tick_atom::value, ++state.timer);
}

// Carries out what the core wants, until it wants nothing more for now.
void pump(self_pointer self) {
  auto& state = self->state;
  for (auto asks = state.core->take_asks(); !asks.empty();
       asks = state.core->take_asks()) {
    for (auto& x : asks) {
      write_journal(x);
      send(self, x);
    }
    for (auto& [id, why] : std::exchange(state.unreachable, {}))
      state.core->answered(id, why, now_of(self));
  }
  set_timer(self);
}

node_id sender_of(self_pointer self) {
  auto& state = self->state;
  auto node = state.around.node_of(self->current_sender());
  return node.empty() ? state.core->settings().self.node : node;
}

// An empty reply, or the refusal.
caf::result<void> reply_with(self_pointer self, std::optional<errc> refusal) {
  pump(self);
  if (refusal)
    return caf::error{*refusal};
  return caf::unit;
}

actor_status status_of(const requests& core) {
  auto& counted = core.counted();
  auto usable
    = std::ranges::count(core.workers().all(), true, &replicas::entry::up);
  auto number = [](auto x) { return static_cast<std::int64_t>(x); };
  return {"coordinator",
          core.settings().self.actor,
          {},
          {{"requests_open", number(core.open())},
           {"requests_started", number(counted.started)},
           {"requests_refused", number(counted.refused)},
           {"requests_ended_well", number(counted.ended_well)},
           {"requests_ended_badly", number(counted.ended_badly)},
           {"failovers", number(counted.failovers)},
           {"tokens_generated", number(counted.tokens)},
           {"tokens_contradicted", number(counted.contradictions)},
           {"workers_up", number(usable)}}};
}

} // namespace

served_model read_model(const model_option& option) {
  auto file = model::gguf_file::open(option.gguf);
  auto config = model::model_config::from(*file);
  auto result = served_model{};
  result.name = option.name;
  result.blocks = config.blocks;
  result.context_length = config.context_length;
  result.words = model::tokenizer::from(*file);
  try {
    result.chat = model::chat_template::from(*file);
  } catch (const model::model_error& fault) {
    if (fault.fault() != model::model_fault::unknown_chat_template)
      throw;
  }
  return result;
}

local_coordinator_actor::behavior_type
coordinator(self_pointer self, coordinator_settings settings,
            coordinator_surroundings around) {
  self->state.core.emplace(std::move(settings), around.random);
  self->state.around = std::move(around);
  return {
    [self](const node_changed& x) {
      auto& core = *self->state.core;
      x.up ? core.node_up(x.node, now_of(self))
           : core.node_down(x.node, now_of(self));
      pump(self);
    },
    [self](caf::tick_atom, std::uint64_t timer) {
      if (timer != self->state.timer)
        return;
      self->state.due.reset();
      self->state.core->tick(now_of(self));
      pump(self);
    },
    [self](const start_request& x) -> caf::result<request_started> {
      auto started = self->state.core->start(x, sender_of(self), now_of(self));
      pump(self);
      if (auto* refusal = std::get_if<errc>(&started))
        return caf::error{*refusal};
      return std::get<request_started>(started);
    },
    [self](const cancel_request& x) {
      return reply_with(
        self, self->state.core->cancel(x, sender_of(self), now_of(self)));
    },
    [self](const token_sampled& x) {
      return reply_with(
        self, self->state.core->token(x, sender_of(self), now_of(self)));
    },
    [self](const synod::hop_failed& x) {
      return reply_with(
        self, self->state.core->report(x, sender_of(self), now_of(self)));
    },
    [self](const get_status&) { return status_of(*self->state.core); },
  };
}

} // namespace synod::coordinator
