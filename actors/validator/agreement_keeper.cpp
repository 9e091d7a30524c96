#include "actors/validator/agreement_keeper.hpp"

#include "runtime/log/log.hpp"

#include <exception>

namespace synod::chain {

namespace {

using keeper_pointer = agreement_keeper_actor::stateful_pointer<keeper_state>;

constexpr auto keeper_tick = std::chrono::milliseconds{200};

agreement_ports
ports_of(keeper_pointer self, const agreement_listener_actor& to) {
  auto tell
    = [self, to](auto x) { self->send(to, agreement_output{std::move(x)}); };
  auto result = agreement_ports{};
  result.broadcast = [tell](const consensus_message& x) {
    tell(message_wanted{{}, x});
  };
  result.send = [tell](const node_id& node, const consensus_message& x) {
    tell(message_wanted{node, x});
  };
  result.start_timer
    = [self](const consensus::timed_out& x, std::uint64_t after_ms) {
        self->delayed_send(self, std::chrono::milliseconds{after_ms},
                           agreement_input{x});
      };
  result.want_transactions = [tell] { tell(transactions_wanted{}); };
  result.announce = [tell](const committed_block& x) { tell(x); };
  result.stopped = [tell](const std::string& why) {
    log::error("validator - votes no more: {}", why);
    tell(voting_stopped{why});
  };
  return result;
}

void give(agreement& core, const message_arrived& x, instant now) {
  core.on_message(x.from, x.content, now);
}

void give(agreement& core, const consensus::timed_out& x, instant now) {
  core.on_timeout(x, now);
}

void give(agreement& core, const transactions_selected& x, instant now) {
  core.on_transactions(x.transactions, now);
}

void give(agreement& core, const mempool_changed& x, instant now) {
  core.on_waiting(x.head, x.any, now);
}

} // namespace

agreement_keeper_actor::behavior_type
agreement_keeper(keeper_pointer self, std::shared_ptr<keeper_setup> setup,
                 agreement_listener_actor listener) {
  auto& state = self->state;
  auto& files = setup->files;
  state.begin = setup->begin;
  state.chain = files.chain;
  state.app = std::move(files.app);
  state.clock = setup->clock;
  state.counters = setup->counters;
  state.core.emplace(setup->options, *state.app, *state.chain,
                     std::move(files.bodies), std::move(files.signer),
                     ports_of(self, listener));
  state.core->start(state.clock());
  self->delayed_send(self, keeper_tick, caf::tick_atom::value);
  return {
    [self](const agreement_input& x) {
      auto& state = self->state;
      auto& counters = *state.counters;
      if (const auto* heard = std::get_if<message_arrived>(&x.what))
        counters.backlog.give_back(heard->from, heard->content.content.size());
      auto now = state.clock();
      std::visit([&](const auto& y) { give(*state.core, y, now); }, x.what);
      counters.refused = state.core->refused();
      counters.conflicts = state.core->conflicts();
    },
    [self](caf::tick_atom) {
      self->state.core->on_tick(self->state.clock());
      self->delayed_send(self, keeper_tick, caf::tick_atom::value);
    },
  };
}

} // namespace synod::chain
