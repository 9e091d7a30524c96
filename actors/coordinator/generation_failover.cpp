#include "actors/coordinator/generation.hpp"

#include <algorithm>

namespace synod::coordinator {

namespace {

// Reopening the same hops so often without a token is not bad luck.
constexpr auto reopenings_max = 3u;

// Refusals that say no more than that the worker was asked too much or has
// forgotten: the same hops may try again.
bool is_blameless(errc x) {
  return x == errc::overloaded || x == errc::unknown_session
         || x == errc::position_gap || x == errc::stale_attempt;
}

// Refusals of what a step says rather than of who runs it.
bool is_fault_of_step(errc x) {
  return x == errc::value_out_of_range || x == errc::unknown_token
         || x == errc::shape_mismatch || x == errc::positions_exceeded
         || x == errc::invalid_argument;
}

bool is_silence(errc x) {
  return x == errc::node_down || x == errc::timed_out || x == errc::actor_failed
         || x == errc::unknown_actor;
}

} // namespace

failure_kind kind_of(errc x) noexcept {
  if (x == errc::timed_out)
    return failure_kind::timed_out;
  if (is_silence(x))
    return failure_kind::unreachable;
  if (is_fault_of_step(x))
    return failure_kind::faulty;
  return failure_kind::refused;
}

std::optional<errc> generation::report(const synod::hop_failed& report,
                                       const node_id& sender, instant now) {
  if (outcome_ || report.attempt != run_.number)
    return errc::stale_attempt;
  auto hop = report.hop_index;
  if (hop >= run_.route.size())
    return errc::invalid_argument;
  // A worker may speak of itself and of the hop that it steps.
  auto is_own = run_.route[hop].worker.node == sender;
  auto is_next = hop > 0 && run_.route[hop - 1].worker.node == sender;
  if (!is_own && !is_next)
    return errc::not_your_session;
  if (!run_.is_at_work())
    return {};
  auto why = report.reason == 0 ? errc::unspecified : errc{report.reason};
  if (is_next && !is_own && is_silence(why)
      && workers_->is_up(run_.route[hop].worker))
    replace_after(hop - 1, now);
  else
    take_failure(hop, why, report.position, now);
  return {};
}

void generation::nodes_changed(instant now) {
  if (outcome_)
    return;
  if (run_.is == phase::waiting) {
    begin_attempt(now);
    return;
  }
  auto is_broken = false;
  for (std::uint32_t i = 0; i < run_.route.size(); ++i)
    if (!workers_->is_up(run_.route[i].worker)) {
      is_broken = true;
      note_failure(i, failure_kind::unreachable);
    }
  if (is_broken)
    retry(now);
}

void generation::session_lost(const actor_address& worker, instant now) {
  auto is_at_work = run_.is == phase::rebuilding || run_.is == phase::stepping;
  if (!outcome_ && is_at_work
      && std::ranges::any_of(run_.route,
                             [&](const hop& x) { return x.worker == worker; }))
    retry(now);
}

void generation::retry(instant now) {
  trouble_.add(now);
  run_.asked.clear();
  run_.probing.reset();
  if (trouble_.lasts_longer_than(options_.recovery_max, now)) {
    end({.error = errc::no_replica_left});
    return;
  }
  run_.is = phase::waiting;
  run_.due = now + trouble_.delay();
  if (run_.due <= now)
    begin_attempt(now);
}

void generation::blame(std::uint32_t hop, failure_kind kind, instant now) {
  workers_->suspect(run_.route[hop].worker, now);
  note_failure(hop, kind);
}

void generation::note_failure(std::uint32_t hop, failure_kind kind) {
  if (spec_.paid)
    spec_.paid->add_failure(run_.route[hop], kind,
                            static_cast<std::uint32_t>(tokens_.size() - 1));
}

void generation::replace(std::uint32_t hop, failure_kind kind, instant now) {
  blame(hop, kind, now);
  retry(now);
}

// Both ends can be reached from here, but not one from the other: the later one
// goes, because the earlier one may have kept what a new one needs.
void generation::replace_after(std::uint32_t hop, instant now) {
  workers_->suspect_link(run_.route[hop].worker, run_.route[hop + 1].worker,
                         now);
  keep_.erase(keep_.begin() + hop + 1);
  retry(now);
}

void generation::take_failure(std::uint32_t hop, errc why,
                              std::uint32_t position, instant now) {
  if (is_blameless(why) && trouble_.attempts() < reopenings_max)
    retry(now);
  else if (is_fault_of_step(why) && trouble_.add_fault(position))
    end({.error = why});
  else
    replace(hop, kind_of(why), now);
}

void generation::take_probes(instant now) {
  auto answers = run_.probing->answers();
  run_.probing.reset();
  auto progress = std::uint64_t{0};
  for (auto& x : answers)
    progress += std::uint64_t{x.progress.positions_received}
                + x.progress.positions_computed + x.progress.positions_sent;
  if (run_.progress != progress)
    run_.moved_at = now;
  run_.progress = progress;
  auto verdict
    = find_blame(answers, {.attempt = run_.number,
                           .tokens = static_cast<std::uint32_t>(tokens_.size()),
                           .compute_max = compute_max(),
                           .still = now - run_.moved_at});
  if (!verdict.hops.empty()) {
    for (auto hop : verdict.hops)
      blame(hop, failure_kind::timed_out, now);
    retry(now);
  } else if (verdict.link) {
    replace_after(*verdict.link, now);
  } else if (verdict.reopen) {
    take_failure(*verdict.reopen, errc::unknown_session, 0, now);
  } else {
    if (verdict.late)
      note_failure(*verdict.late, failure_kind::late);
    expect_progress(now);
  }
}

// The guess for a long prompt may be many times too much, and a step that hangs
// must not wait for it. It may be too little as well: each attempt in vain
// doubles what the next one gets.
instant generation::compute_max() const {
  constexpr auto doublings_max = 4u;
  auto rows = run_.rows_of_step;
  auto result = std::max(options_.patience * times_->expected(rows),
                         options_.compute_min);
  if (times_->is_measured(rows))
    return result;
  auto doublings = std::min(trouble_.attempts(), doublings_max);
  return std::min(result,
                  options_.compute_min * (std::int64_t{1} << doublings));
}

void generation::expect_progress(instant now) {
  run_.due
    = now
      + std::clamp(options_.patience * times_->expected(run_.rows_of_step),
                   options_.quiet_min, options_.quiet_max);
}

} // namespace synod::coordinator
