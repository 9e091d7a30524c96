#include "actors/coordinator/coordinator.hpp"

#include "actors/coordinator/coordinator_status.hpp"
#include "actors/coordinator/journal.hpp"
#include "runtime/model/model_config.hpp"

#include <caf/actor_system.hpp>
#include <caf/sec.hpp>

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
template <>
struct reply_to<get_account> {
  using type = account_state;
};
template <>
struct reply_to<submit_transaction> {
  using type = transaction_accepted;
};
template <>
struct reply_to<wait_transaction> {
  using type = transaction_found;
};
template <>
struct reply_to<get_transaction> {
  using type = transaction_found;
};
template <>
struct reply_to<wait_block> {
  using type = stored_block;
};
template <>
struct reply_to<get_load_report> {
  using type = signed_load_report;
};
template <>
struct reply_to<list_workers> {
  using type = workers_listed;
};

template <class Question>
constexpr bool is_for_asker
  = std::is_same_v<
      Question,
      text_delta> || std::is_same_v<Question, request_finished> || std::is_same_v<Question, request_settled>;

template <class Question>
constexpr bool is_for_validator
  = std::is_same_v<
      Question,
      get_account> || std::is_same_v<Question, submit_transaction> || std::is_same_v<Question, wait_transaction> || std::is_same_v<Question, get_transaction> || std::is_same_v<Question, list_workers> || std::is_same_v<Question, wait_block>;

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
  keep_attestations(state);
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

// An escrow that is not known, or known as used up, is looked up first: once,
// with the validator that answered last. Without an answer, what is known
// decides.
caf::result<request_started> start(self_pointer self, const start_request& x) {
  auto promise = self->make_response_promise<request_started>();
  auto sender = sender_of(self);
  auto* paid = self->state.core->paid();
  auto& escrow = x.cap.cap.escrow;
  auto begin = [=] { answer_start(self, x, sender, promise); };
  if (!paid || !paid->wants_look(x.cap.cap)) {
    begin();
    return promise;
  }
  auto validator = self->state.around.validator(paid->validator());
  if (!validator) {
    begin();
    return promise;
  }
  self->request(*validator, look_timeout, get_escrow{escrow})
    .then(
      [=](const escrow_state& found) {
        self->state.core->paid()->learn(escrow, found);
        begin();
      },
      [=](const caf::error&) { begin(); });
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
