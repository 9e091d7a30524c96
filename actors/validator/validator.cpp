#include "actors/validator/validator.hpp"

#include "actors/validator/meeting.hpp"
#include "runtime/log/log.hpp"

#include <algorithm>

namespace synod::chain {

namespace {

using validator_pointer
  = local_validator_actor::stateful_pointer<validator_state>;

constexpr auto validator_tick = std::chrono::milliseconds{250};
constexpr auto wait_ms_max = std::uint64_t{30'000};

/// Waiting transactions are passed on again this often, for who missed them.
constexpr auto gossip_again_ms = std::uint64_t{2'000};
constexpr auto gossip_bytes_max = std::size_t{256} << 10;

void tell_keeper(validator_pointer self, agreement_input x) {
  self->send(self->state.keeper, std::move(x));
}

void tell_mempool(validator_pointer self) {
  auto& state = self->state;
  tell_keeper(self, {mempool_changed{state.head, state.pool->size() > 0}});
}

template <class Message>
void send_to_all(validator_pointer self, const Message& x) {
  for (auto& [node, peer] : self->state.peers)
    if (peer)
      self->send(*peer, x);
}

// -- transactions -------------------------------------------------------------

void gossip(validator_pointer self) {
  auto next = gossip_transactions{};
  auto bytes = std::size_t{0};
  for (auto& x : std::exchange(self->state.to_gossip, {})) {
    bytes += x.size();
    next.transactions.push_back(std::move(x));
    if (bytes >= gossip_bytes_max) {
      send_to_all(self, std::exchange(next, {}));
      bytes = 0;
    }
  }
  if (!next.transactions.empty())
    send_to_all(self, next);
}

void gossip_again(validator_pointer self) {
  auto& state = self->state;
  auto now = state.around.clock().steady_ms;
  if (now - state.gossiped_ms < gossip_again_ms || state.pool->size() == 0)
    return;
  state.gossiped_ms = now;
  send_to_all(self, gossip_transactions{state.pool->select(gossip_bytes_max)});
}

caf::result<transaction_accepted>
submit(validator_pointer self, const submit_transaction& x) {
  auto& state = self->state;
  auto known = state.pool->size();
  auto result = state.submit(x.transaction);
  if (!result)
    return result.error();
  if (state.pool->size() > known) {
    if (state.to_gossip.empty()) // one message for all that come together
      self->send(self, caf::flush_atom::value);
    state.to_gossip.push_back(x.transaction);
    if (known == 0)
      tell_mempool(self);
  }
  return *result;
}

void take_gossip(validator_pointer self, const gossip_transactions& xs) {
  auto& state = self->state;
  auto from = state.around.node_of(self->current_sender());
  auto known = state.pool->size();
  state.take_gossip(from, xs);
  if (known == 0 && state.pool->size() > 0)
    tell_mempool(self);
}

// -- those who wait -----------------------------------------------------------

std::uint64_t deadline(validator_pointer self, std::uint32_t timeout_ms) {
  auto wait = timeout_ms == 0
                ? wait_ms_max
                : std::min<std::uint64_t>(timeout_ms, wait_ms_max);
  return self->state.around.clock().steady_ms + wait;
}

caf::result<transaction_found>
wait(validator_pointer self, const wait_transaction& x) {
  auto& state = self->state;
  auto found = state.reader->find(get_transaction{x.id});
  if (found && (!x.proven || found->headers.size() > 1))
    return std::move(*found);
  if (state.waiting.is_full())
    return errc::overloaded;
  auto height = found ? std::optional{found->height} : std::nullopt;
  auto promise = self->make_response_promise<transaction_found>();
  state.waiting.add(x, height, deadline(self, x.timeout_ms), promise);
  return promise;
}

caf::result<stored_block> wait(validator_pointer self, const wait_block& x) {
  auto& state = self->state;
  if (x.after < state.head)
    return state.reader->find(get_block{block_height{x.after.value() + 1}});
  if (x.after > state.head)
    return errc::not_stored;
  if (state.waiting_for_block.size() >= state.options.waiting_max)
    return errc::overloaded;
  auto promise = self->make_response_promise<stored_block>();
  state.waiting_for_block.emplace_back(deadline(self, x.timeout_ms), promise);
  return promise;
}

template <class Promise, class T>
void settle(Promise& promise, caf::expected<T> x) {
  if (x)
    promise.deliver(std::move(*x));
  else
    promise.deliver(std::move(x.error()));
}

void end_waits(validator_pointer self, const committed_block& x) {
  auto& state = self->state;
  for (auto& [id, promise] :
       state.waiting.end_by(x.head.height, x.transactions))
    settle(promise, state.reader->find(get_transaction{id}));
  for (auto& [until, promise] : std::exchange(state.waiting_for_block, {}))
    settle(promise, state.reader->find(get_block{x.head.height}));
}

void end_late_waits(validator_pointer self) {
  auto& state = self->state;
  auto now = state.around.clock().steady_ms;
  for (auto& [id, promise] : state.waiting.end_by_time(now))
    promise.deliver(caf::make_error(errc::timed_out));
  std::erase_if(state.waiting_for_block, [now](auto& x) {
    if (x.first > now)
      return false;
    x.second.deliver(caf::make_error(errc::timed_out));
    return true;
  });
}

// -- what the keeper tells ----------------------------------------------------

void hear(validator_pointer self, const message_wanted& x) {
  if (x.to.empty())
    return send_to_all(self, x.content);
  auto found = self->state.peers.find(x.to);
  if (found != self->state.peers.end() && found->second)
    self->send(*found->second, x.content);
}

void hear(validator_pointer self, const transactions_wanted&) {
  auto chosen = self->state.pool->select(transactions_bytes_max);
  tell_keeper(self, {transactions_selected{std::move(chosen)}});
}

void follow(validator_pointer self, const committed_block& x) {
  auto& state = self->state;
  state.follow(x);
  auto held = stored_state{*state.disk, state.head_state};
  for (const auto& gone : state.pool->recheck(held, state.context()))
    if (gone.reason != errc::nonce_used)
      for (auto& [id, promise] : state.waiting.end_by_loss(gone.id))
        promise.deliver(caf::make_error(gone.reason));
  end_waits(self, x);
  tell_mempool(self);
}

void hear(validator_pointer self, const voting_stopped& x) {
  self->state.voting = x.why;
}

void hear(validator_pointer self, const committed_block& x) {
  try {
    follow(self, x);
  } catch (const std::runtime_error& error) { // the state cannot be read
    log::error("validator - {}", error.what());
    hear(self, voting_stopped{error.what()});
  }
}

// -- others -------------------------------------------------------------------

void hear(validator_pointer self, const consensus_message& x) {
  auto& state = self->state;
  auto from = state.around.node_of(self->current_sender());
  if (state.counters->backlog.take(from, x.content.size()))
    tell_keeper(self, {message_arrived{from, x}});
  else
    ++state.dropped;
}

void start(validator_pointer self,
           const std::shared_ptr<validator_files>& files) {
  auto& state = self->state;
  state.reader.emplace(*state.disk, *state.options.begin);
  state.pool.emplace(state.options.mempool);
  state.waiting = waiting_room<validator_state::transaction_promise>{
    state.options.waiting_max};
  state.counters = std::make_shared<keeper_counters>();
  state.slot_was_bad = files->signer.is_damaged();
  if (state.slot_was_bad)
    log::warn("validator - a slot of the signer's record is damaged: it "
              "signs nothing until a round went by");
  state.head = block_height{*state.disk->height()};
  state.head_state = state.disk->state();
  state.workers = state.reader->workers();
  for (const auto& x : state.options.begin->validators)
    if (x.node != state.options.self) {
      state.peers.emplace(x.node, std::nullopt);
      state.counters->backlog.add(x.node);
    }
  auto setup = std::make_shared<keeper_setup>(
    keeper_setup{state.options.begin, state.options.agreement,
                 std::move(*files), state.around.clock, state.counters});
  auto listener = caf::actor_cast<agreement_listener_actor>(self);
  state.keeper
    = state.options.own_thread
        ? self->spawn<caf::linked + caf::detached>(agreement_keeper, setup,
                                                   listener)
        : self->spawn<caf::linked>(agreement_keeper, setup, listener);
}

} // namespace

local_validator_actor::behavior_type
validator(validator_pointer self, validator_options options,
          validator_surroundings around, std::shared_ptr<validator_files> files,
          std::shared_ptr<known_signatures> signatures) {
  auto& state = self->state;
  state.options = std::move(options);
  state.around = std::move(around);
  state.disk = files->chain;
  state.signatures = std::move(signatures);
  state.check = [known = state.signatures](const public_key& key,
                                           std::span<const std::byte> message,
                                           const signature& x) {
    return known->verify(key, message, x);
  };
  forget_the_ended(self);
  start(self, files);
  self->delayed_send(self, validator_tick, caf::tick_atom::value);
  return {
    [self](const agreement_output& x) {
      std::visit([self](const auto& y) { hear(self, y); }, x.what);
    },
    [self](const link_changed& x) { meet(self, x); },
    [self](caf::flush_atom) { gossip(self); },
    [self](caf::tick_atom) {
      self->state.patience.tick();
      meet_missing(self);
      gossip_again(self);
      end_late_waits(self);
      self->delayed_send(self, validator_tick, caf::tick_atom::value);
    },
    [self](const submit_transaction& x) { return submit(self, x); },
    [self](const get_chain_status&) { return self->state.status(); },
    [self](const get_account& x) { return self->state.account(x); },
    [self](const get_state& x) { return self->state.reader->find(x); },
    [self](const get_escrow& x) { return self->state.reader->find(x); },
    [self](const list_workers& x) { return self->state.list(x); },
    [self](const get_block& x) { return self->state.reader->find(x); },
    [self](const get_transaction& x) { return self->state.reader->find(x); },
    [self](const wait_transaction& x) { return wait(self, x); },
    [self](const wait_block& x) { return wait(self, x); },
    [self](const consensus_message& x) { hear(self, x); },
    [self](const gossip_transactions& x) { take_gossip(self, x); },
    [self](const get_status&) { return self->state.report(); },
  };
}

} // namespace synod::chain
