#include "actors/account_keeper/registrar.hpp"

#include "runtime/log/log.hpp"
#include "runtime/transport/refusal.hpp"
#include "schemas/canonical.hpp"

#include <chrono>

namespace synod {

namespace {

using registrar_pointer = registrar_actor::stateful_pointer<registrar_state>;
using namespace std::chrono_literals;

constexpr auto lookup_timeout = 2s;
constexpr auto registration_timeout = 120s;
constexpr auto soon = 500ms;
constexpr auto later = 15s;

void look_again(registrar_pointer self, std::chrono::milliseconds delay) {
  self->delayed_send(self, delay, caf::tick_atom::value);
}

void register_now(registrar_pointer self) {
  auto body = canonical_encode(self->state.wanted);
  self
    ->request(self->state.keeper, registration_timeout,
              submission{transaction_type::register_worker, std::move(body)})
    .then(
      [self](const submission_result& x) {
        if (x.what.refusal)
          log::error("worker {} cannot register: {}",
                     self->state.wanted.worker_name, describe(*x.what.refusal));
        look_again(self, x.what.refusal ? later : soon);
      },
      [self](const caf::error&) { look_again(self, later); });
}

void say(registrar_pointer self, registration_standing standing) {
  auto& name = self->state.wanted.worker_name;
  if (self->state.said == standing)
    return;
  self->state.said = standing;
  switch (standing) {
    case registration_standing::registered:
      return log::info("worker {} is registered on the ledger", name);
    case registration_standing::differs:
      return log::error("worker {} stands on the ledger with another offer; "
                        "unregister it, or undo the change",
                        name);
    case registration_standing::taken:
      return log::error("worker {}: another account holds its name or its "
                        "node's key on the ledger",
                        name);
    case registration_standing::leaving:
      return log::warn("worker {} leaves the ledger", name);
    case registration_standing::missing:
      return;
  }
}

void take(registrar_pointer self, const workers_listed& list) {
  auto& state = self->state;
  auto standing = standing_of(state.wanted, state.account, list);
  say(self, standing);
  if (standing == registration_standing::missing)
    register_now(self);
  else
    look_again(self, later);
}

void look(registrar_pointer self) {
  auto& state = self->state;
  auto turn = state.chain.turn();
  auto to = state.chain.current();
  if (!to) {
    state.chain.failed(errc_of(to.error()), turn);
    look_again(self, soon);
    return;
  }
  self->request(*to, lookup_timeout, list_workers{state.wanted.model})
    .then([self](const workers_listed& x) { take(self, x); },
          [self, turn](const caf::error& why) {
            self->state.chain.failed(errc_of(why), turn);
            look_again(self, soon);
          });
}

} // namespace

registrar_actor::behavior_type
registrar(registrar_pointer self, register_worker wanted, account_id account,
          account_keeper_actor keeper, validators chain) {
  self->state.wanted = std::move(wanted);
  self->state.account = account;
  self->state.keeper = std::move(keeper);
  self->state.chain = std::move(chain);
  look_again(self, 0ms);
  return {[self](caf::tick_atom) { look(self); }};
}

} // namespace synod
