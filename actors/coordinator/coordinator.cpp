#include "actors/coordinator/coordinator.hpp"

#include "actors/coordinator/coordinator_status.hpp"
#include "actors/coordinator/journal.hpp"
#include "actors/coordinator/question_replies.hpp"
#include "runtime/model/model_config.hpp"
#include "runtime/transport/refusal.hpp"

#include <caf/actor_system.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace synod::coordinator {

namespace {

// For an escrow that is not known yet; a token must not wait much for it.
constexpr auto look_timeout = std::chrono::seconds{1};

using self_pointer
  = local_coordinator_actor::stateful_pointer<coordinator_state>;

instant now_of(self_pointer self) {
  auto since = self->clock().now().time_since_epoch();
  return std::chrono::duration_cast<instant>(since);
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

void send(self_pointer self, ask& x) {
  auto& around = self->state.around;
  auto visitor = [&]<class Question>(Question& what) {
    using reply = typename reply_to<Question>::type;
    if constexpr (std::is_same_v<Question, find_passages>)
      request_of<reply>(self, x.id, around.agent(x.to), x.timeout,
                        std::move(what));
    else if constexpr (is_for_asker<Question>)
      request_of<reply>(self, x.id, around.asker(x.to), x.timeout,
                        std::move(what));
    else if constexpr (is_for_validator<Question>)
      request_of<reply>(self, x.id, around.validator(x.to), x.timeout,
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

void keep_attestations(coordinator_state& state) {
  auto* paid = state.core->paid();
  if (!paid)
    return;
  for (auto& x : paid->take_journal())
    state.around.attestations->apply(x);
}

// Carries out what the core wants, until it wants nothing more for now.
void pump(self_pointer self) {
  auto& state = self->state;
  for (auto asks = state.core->take_asks(); !asks.empty();
       asks = state.core->take_asks()) {
    keep_attestations(state); // before they are submitted
    for (auto& x : asks) {
      write_journal(x);
      send(self, x);
    }
    for (auto& [id, why] : std::exchange(state.unreachable, {}))
      state.core->answered(id, why, now_of(self));
  }
  keep_attestations(state);
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

void answer_start(self_pointer self, const start_request& x,
                  const node_id& sender,
                  caf::typed_response_promise<request_started> promise) {
  auto started = self->state.core->start(x, sender, now_of(self));
  pump(self);
  if (auto* refusal = std::get_if<errc>(&started))
    promise.deliver(caf::error{*refusal});
  else
    promise.deliver(std::get<request_started>(started));
}

// A call whose escrow is being looked up.
struct looked_up {
  start_request call;
  node_id sender;
  caf::typed_response_promise<request_started> promise;
};

// Asks one validator after the other, until one says what lets the call begin:
// neither a dead one nor one that is a block behind must refuse a call. If none
// does, what is known decides.
void look_up(self_pointer self, const looked_up& x, std::size_t tries) {
  auto& state = self->state;
  auto* paid = state.core->paid();
  if (tries == 0 || !paid->wants_look(x.call.cap.cap)) {
    --state.looking_up;
    answer_start(self, x.call, x.sender, x.promise);
    return;
  }
  auto go_on = [=] {
    if (self->state.core->paid()->wants_look(x.call.cap.cap))
      self->state.core->paid()->ask_another_validator();
    look_up(self, x, tries - 1);
  };
  auto validator = state.around.validator(paid->validator());
  if (!validator)
    return go_on();
  auto& escrow = x.call.cap.cap.escrow;
  self->request(*validator, look_timeout, get_escrow{escrow})
    .then(
      [=](const escrow_state& found) {
        self->state.core->paid()->learn(escrow, found);
        go_on();
      },
      [=](const caf::error&) { go_on(); });
}

// An escrow that is not known, or known as used up, is looked up first.
caf::result<request_started> start(self_pointer self, const start_request& x) {
  auto& state = self->state;
  auto* paid = state.core->paid();
  auto looks = paid && paid->wants_look(x.cap.cap);
  if (looks && state.looking_up >= state.core->settings().requests_max)
    return caf::error{errc::overloaded};
  auto promise = self->make_response_promise<request_started>();
  auto sender = sender_of(self);
  if (looks) {
    ++state.looking_up;
    look_up(self, {x, sender, promise}, paid->validators());
  } else {
    answer_start(self, x, sender, promise);
  }
  return promise;
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
  if (auto* paid = self->state.core->paid()) {
    for (const auto& x : self->state.around.attestations->load())
      paid->restore(x);
    pump(self);
  }
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
    [self](const start_request& x) { return start(self, x); },
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
    [self](const receipt_made& x) {
      return reply_with(
        self, self->state.core->receipt(x, sender_of(self), now_of(self)));
    },
    [self](const get_status&) { return status_of(*self->state.core); },
  };
}

} // namespace synod::coordinator
