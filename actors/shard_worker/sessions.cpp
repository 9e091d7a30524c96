#include "actors/shard_worker/sessions.hpp"

#include "actors/shard_worker/checks.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace synod {

shard_sessions::shard_sessions(actor_address self, shard_shape shape,
                               worker_limits limits,
                               std::optional<receipt_signer> signer)
  : self_(std::move(self)), shape_(std::move(shape)), limits_(limits),
    signer_(std::move(signer)),
    budget_({limits.kv_positions, limits.kept_bytes}), selection_(limits) {
}

worker_time shard_sessions::lease(std::uint32_t ms, worker_time now) const {
  return now + std::min(std::chrono::milliseconds{ms}, limits_.lease_max);
}

// -- opening ------------------------------------------------------------------

caf::expected<session_opened>
shard_sessions::open(const node_id& from, const open_session& x,
                     worker_time now) {
  if (auto refusal = check_open(x, self_, shape_))
    return *refusal;
  if (x.order.is_paid() && !signer_)
    return errc::invalid_argument;
  auto is_new = !sessions_.contains(x.session);
  if (auto refusal = is_new ? open_new(from, x) : open_again(from, x))
    return *refusal;
  auto& session = sessions_.at(x.session);
  session.renew(lease(x.lease_ms, now));
  return session.answer();
}

std::optional<errc>
shard_sessions::open_new(const node_id& from, const open_session& x) {
  auto held = reservation{x.positions_max, 0};
  if (!shape_.is_last())
    held.kept_bytes
      = std::min(x.positions_max * shape_.row_bytes(),
                 std::max(limits_.kept_bytes_session, shape_.row_bytes()));
  if (!budget_.reserve(held))
    return errc::overloaded;
  auto session
    = worker_session{from,    cache_id{++last_cache_},      held, shape_,
                     limits_, signer_ ? &*signer_ : nullptr};
  session.begin(x);
  sessions_.emplace(x.session, std::move(session));
  return std::nullopt;
}

std::optional<errc>
shard_sessions::open_again(const node_id& from, const open_session& x) {
  auto& session = sessions_.at(x.session);
  auto& opened = session.opened();
  if (session.owner() != from)
    return errc::not_your_session;
  if (x.attempt < opened.attempt)
    return errc::stale_attempt;
  if (x.positions_max != opened.positions_max
      || !x.order.is_same_work(opened.order))
    return errc::invalid_argument;
  if (x.attempt > opened.attempt)
    session.begin(x);
  else if (x.route != opened.route || x.hop_index != opened.hop_index)
    return errc::session_exists;
  return std::nullopt;
}

// -- steps --------------------------------------------------------------------

std::optional<errc>
shard_sessions::allowed(const node_id& from, std::uint32_t attempt,
                        const worker_session& x, bool step) const {
  if (from != (step ? x.stepper() : x.owner()))
    return errc::not_your_session;
  if (attempt < x.opened().attempt)
    return errc::stale_attempt;
  if (attempt > x.opened().attempt)
    return errc::unknown_session;
  return std::nullopt;
}

caf::error
shard_sessions::step(const node_id& from, const run_step& x, worker_time now) {
  auto entry = sessions_.find(x.session);
  if (entry == sessions_.end())
    return errc::unknown_session;
  auto& session = entry->second;
  if (auto refusal = allowed(from, x.attempt, session, true))
    return *refusal;
  if (auto refusal = check_step(x, shape_, session.opened().positions_max))
    return *refusal;
  if (input_bytes(x) > limits_.queued_bytes - queued_bytes())
    return errc::overloaded;
  if (!session.push(x))
    return errc::position_gap;
  schedule(now);
  return caf::none;
}

caf::error
shard_sessions::resend(const node_id& from, const resend_activations& x,
                       worker_time now) {
  auto entry = sessions_.find(x.session);
  if (entry == sessions_.end())
    return errc::unknown_session;
  auto& session = entry->second;
  if (auto refusal = allowed(from, x.attempt, session, false))
    return *refusal;
  if (!session.resend(x.from, x.sample))
    return errc::position_gap;
  session.send(last_ticket_, effects_);
  schedule(now);
  return caf::none;
}

/// Begins a batch unless one is under way or nothing is ready.
void shard_sessions::schedule(worker_time now) {
  if (is_computing())
    return;
  auto ready = std::vector<batch_share>{};
  for (auto& [id, session] : sessions_)
    if (auto rows = session.ready_rows())
      ready.push_back({id, rows});
  auto batch = run_batch{};
  for (auto& share : selection_.select(ready)) {
    auto& session = sessions_.at(share.session);
    running_.push_back({share.session, session.cache(), {}});
    batch.items.push_back(session.run(share.rows, now));
  }
  if (batch.items.empty())
    return;
  batch.number = ++last_batch_;
  effects_.push_back(std::move(batch));
}

void shard_sessions::computed(std::uint64_t number,
                              std::vector<batch_result> results,
                              worker_time now) {
  assert(number == last_batch_ && results.size() == running_.size());
  if (number != last_batch_ || results.size() != running_.size())
    return;
  auto ended = std::exchange(running_, {});
  for (auto i = std::size_t{0}; i < ended.size(); ++i) {
    auto entry = sessions_.find(ended[i].session);
    if (entry != sessions_.end() && entry->second.cache() == ended[i].cache) {
      entry->second.ended(results[i]);
      entry->second.send(last_ticket_, effects_);
    } else {
      budget_.release(ended[i].orphaned);
    }
  }
  schedule(now);
}

void shard_sessions::delivered(session_id id, std::uint64_t ticket,
                               std::optional<errc> refusal, worker_time now) {
  auto entry = sessions_.find(id);
  if (entry == sessions_.end())
    return;
  entry->second.delivered(ticket, refusal, now);
  entry->second.send(last_ticket_, effects_);
  schedule(now);
}

// -- the rest of a session's life ---------------------------------------------

caf::expected<session_progress>
shard_sessions::probe(const probe_session& x, worker_time now) const {
  auto entry = sessions_.find(x.session);
  if (entry == sessions_.end())
    return errc::unknown_session;
  return entry->second.progress(now);
}

leases_renewed shard_sessions::renew(const node_id& from, const renew_leases& x,
                                     worker_time now) {
  auto result = leases_renewed{};
  for (auto id : x.sessions) {
    auto entry = sessions_.find(id);
    if (entry != sessions_.end() && entry->second.owner() == from)
      entry->second.renew(lease(x.lease_ms, now));
    else
      result.unknown.push_back(id);
  }
  return result;
}

caf::error shard_sessions::close(const node_id& from, const close_session& x,
                                 worker_time now) {
  auto entry = sessions_.find(x.session);
  if (entry == sessions_.end())
    return caf::none;
  if (entry->second.owner() != from)
    return errc::not_your_session;
  if (x.attempt < entry->second.opened().attempt)
    return caf::none;
  auto& session = entry->second;
  // Whatever became due just now is among those that the close asks for.
  (void) session.receipts().commit();
  hand_over(session.opened(),
            session.receipts().sign(x.receipts_from, x.positions), now);
  free(entry, false);
  schedule(now);
  return caf::none;
}

shard_sessions::session_map::iterator
shard_sessions::free(session_map::iterator x, bool expired) {
  auto& session = x->second;
  auto running
    = std::ranges::find(running_, session.cache(), &running_item::cache);
  if (running != running_.end())
    running->orphaned = session.held();
  else
    budget_.release(session.held());
  effects_.push_back(
    free_cache{session.cache(), x->first, session.opened().request, expired});
  return sessions_.erase(x);
}

void shard_sessions::tick(worker_time now) {
  for (auto x = sessions_.begin(); x != sessions_.end();) {
    if (x->second.lease_until() <= now) {
      x = free(x, true);
      continue;
    }
    x->second.tick(now);
    x->second.send(last_ticket_, effects_);
    ++x;
  }
  receipts_.send(last_ticket_, now, effects_);
  schedule(now);
}

std::optional<worker_time> shard_sessions::next_tick() const {
  auto result = receipts_.next_tick();
  for (auto& [id, session] : sessions_)
    result
      = std::min(result.value_or(session.next_tick()), session.next_tick());
  return result;
}

std::vector<worker_effect> shard_sessions::take_effects() {
  return std::exchange(effects_, {});
}

std::size_t shard_sessions::steps_queued() const noexcept {
  auto result = std::size_t{0};
  for (auto& [id, session] : sessions_)
    result += session.inputs().size();
  return result;
}

std::size_t shard_sessions::queued_bytes() const noexcept {
  auto result = std::size_t{0};
  for (auto& [id, session] : sessions_)
    result += session.inputs().bytes();
  return result;
}

} // namespace synod
