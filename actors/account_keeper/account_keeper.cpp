#include "actors/account_keeper/account_keeper.hpp"

#include "actors/wall_clock.hpp"
#include "runtime/transport/refusal.hpp"

#include <algorithm>
#include <chrono>

namespace synod {

namespace {

using keeper_pointer
  = account_keeper_actor::stateful_pointer<account_keeper_state>;
using accounts::instant;
using accounts::submitter;

constexpr auto answer_timeout = std::chrono::seconds{2};

instant now_of(keeper_pointer self) {
  return std::chrono::duration_cast<instant>(
    self->clock().now().time_since_epoch());
}

void pump(keeper_pointer self);

void take(keeper_pointer self, std::uint64_t action,
          const submitter::answer& what, std::size_t turn) {
  self->state.core->answered(action, what, turn, now_of(self));
  pump(self);
}

template <class Reply, class Question>
void ask(keeper_pointer self, std::uint64_t action, Question what,
         std::chrono::milliseconds timeout) {
  auto turn = self->state.chain.turn();
  auto to = self->state.chain.current();
  if (!to) {
    auto why = errc_of(to.error());
    self->state.chain.failed(why, turn);
    self->state.core->answered(action, why, turn, now_of(self));
    return;
  }
  self->request(*to, timeout, std::move(what))
    .then([=](const Reply& x) { take(self, action, x, turn); },
          [=](const caf::error& fault) {
            auto why = errc_of(fault);
            self->state.chain.failed(why, turn);
            take(self, action, why, turn);
          });
}

void carry_out(keeper_pointer self, std::uint64_t id, const get_account& x) {
  ask<account_state>(self, id, x, answer_timeout);
}

void carry_out(keeper_pointer self, std::uint64_t id,
               const submit_transaction& x) {
  ask<transaction_accepted>(self, id, x, answer_timeout);
}

void carry_out(keeper_pointer self, std::uint64_t id,
               const get_transaction& x) {
  ask<transaction_found>(self, id, x, answer_timeout);
}

void carry_out(keeper_pointer self, std::uint64_t id,
               const wait_transaction& x) {
  ask<transaction_found>(
    self, id, x, answer_timeout + std::chrono::milliseconds{x.timeout_ms});
}

void set_timer(keeper_pointer self) {
  if (auto due = self->state.core->wake_at())
    self->delayed_send(self, std::max(*due - now_of(self), instant{1000}),
                       caf::tick_atom::value, ++self->state.timer);
}

void pump(keeper_pointer self) {
  auto& state = self->state;
  state.core->tick(now_of(self), wall_ms());
  for (auto& x : state.core->take_actions())
    std::visit([&](const auto& what) { carry_out(self, x.id, what); }, x.what);
  for (auto& x : state.core->take_results())
    if (auto found = state.waiting.extract(x.ticket))
      found.mapped().deliver(submission_result{x});
  set_timer(self);
}

} // namespace

account_keeper_actor::behavior_type
account_keeper(keeper_pointer self, accounts::account who, validators chain) {
  self->state.core.emplace(std::move(who), accounts::submitter_limits{});
  self->state.chain = std::move(chain);
  return {
    [self](const submission& x) -> caf::result<submission_result> {
      auto& state = self->state;
      if (auto refusal = state.core->add(++state.last_ticket, x.type, x.body))
        return caf::error{*refusal};
      auto promise = self->make_response_promise<submission_result>();
      state.waiting.emplace(state.last_ticket, promise);
      pump(self);
      return promise;
    },
    [self](caf::tick_atom, std::uint64_t timer) {
      if (timer == self->state.timer)
        pump(self);
    },
  };
}

} // namespace synod
