#include "actors/coordinator/generation.hpp"

#include <algorithm>
#include <cassert>

namespace synod::coordinator {

generation::generation(generation_spec spec, const generation_options& options,
                       replicas& workers, step_times& times)
  : spec_(std::move(spec)), options_(options), workers_(&workers),
    times_(&times), tokens_(spec_.prompt), answer_(spec_.words, spec_.stop),
    holders_(workers) {
  assert(!spec_.prompt.empty());
  assert(spec_.stop.tokens_max > 0);
}

void generation::start(instant now) {
  begin_attempt(now);
}

void generation::stop(errc why, instant) {
  if (!outcome_)
    end({.error = why});
}

void generation::answered(std::uint64_t ask, const answer& what, instant now) {
  auto found = run_.asked.find(ask);
  if (found == run_.asked.end())
    return;
  auto [kind, hop] = found->second;
  run_.asked.erase(found);
  auto* refusal = std::get_if<errc>(&what);
  if (kind == kind::open) {
    auto* held = std::get_if<session_opened>(&what);
    run_.opening.add(hop,
                     held ? opened{{}, {held->positions, held->kept_from}}
                          : opened{refusal ? *refusal : errc::unspecified, {}});
    if (run_.opening.is_complete())
      take_opening(now);
  } else if (kind == kind::probe) {
    auto* progress = std::get_if<session_progress>(&what);
    run_.probing->add(
      hop, progress ? probed{{}, *progress}
                    : probed{refusal ? *refusal : errc::unspecified, {}});
    if (run_.probing->is_complete())
      take_probes(now);
  } else if (refusal) {
    take_failure(hop, *refusal, static_cast<std::uint32_t>(tokens_.size()),
                 now);
  } else if (kind == kind::resend) {
    resend_next(now);
  } else {
    --run_.steps_in_flight;
    send_steps(now);
  }
}

std::optional<errc> generation::token(const token_sampled& sampled,
                                      const node_id& sender, instant now) {
  if (outcome_ || sampled.attempt != run_.number)
    return errc::stale_attempt;
  if (run_.route.empty() || run_.route.back().worker.node != sender)
    return errc::not_your_session;
  if (!run_.is_at_work())
    return errc::stale_attempt;
  auto next = std::size_t{sampled.position} + 1;
  if (next > tokens_.size())
    return errc::position_gap;
  if (next < tokens_.size() && tokens_[next] == sampled.token)
    return {};
  if (next < tokens_.size() || sampled.token >= spec_.words->size()) {
    // No honest worker contradicts what was sampled before.
    ++contradictions_;
    replace(static_cast<std::uint32_t>(run_.route.size() - 1),
            failure_kind::faulty, now);
    return {};
  }
  take_token(sampled.token, now);
  return {};
}

void generation::take_token(token_id token, instant now) {
  if (run_.rows_timed == 1)
    times_->decoded(now - run_.timed_from);
  else if (run_.rows_timed > 1)
    times_->prefilled(run_.rows_timed, now - run_.timed_from);
  run_.rows_timed = 0;
  for (auto& x : run_.route)
    workers_->trust(x.worker, now);
  trouble_.over();
  // What was asked about the last step says nothing about the next one.
  run_.probing.reset();
  run_.progress.reset();
  run_.rows_of_step = 1;
  std::erase_if(run_.asked,
                [](auto& x) { return x.second.what == kind::probe; });

  tokens_.push_back(token);
  auto piece = answer_.push(token);
  if (!piece.empty())
    pieces_.push_back(std::move(piece));
  if (answer_.end() != answer_stream::ending::none) {
    end({.error = {}, .end = answer_.end()});
    return;
  }
  expect_progress(now);
  // Else the next step follows the resends and chunks that are not out yet.
  if (run_.is == phase::stepping)
    send_steps(now);
}

void generation::tick(instant now) {
  if (auto due = wake_at(); !due || now < *due)
    return;
  if (run_.is == phase::waiting) {
    begin_attempt(now);
    return;
  }
  run_.probing.emplace();
  run_.probing->begin(run_.route.size());
  for (std::uint32_t i = 0; i < run_.route.size(); ++i)
    send(i, probe_session{spec_.session});
}

std::optional<instant> generation::wake_at() const {
  // Asks bring their own timeouts.
  if (outcome_ || run_.is == phase::opening || run_.probing)
    return {};
  return run_.due;
}

void generation::send(std::uint32_t hop, question what) {
  auto kind = kind::step;
  auto timeout = options_.step_timeout;
  if (std::holds_alternative<open_session>(what)) {
    kind = kind::open;
    timeout = options_.open_timeout;
  } else if (std::holds_alternative<probe_session>(what)) {
    kind = kind::probe;
    timeout = options_.probe_timeout;
  } else if (std::holds_alternative<resend_activations>(what)) {
    kind = kind::resend;
  }
  auto id = ++last_ask_;
  // A machine that is too busy to answer in time gets more of it.
  timeout *= trouble_.attempts() < 2 ? 1 : trouble_.attempts() < 4 ? 2 : 4;
  run_.asked.emplace(id, route_attempt::pending{kind, hop});
  asks_.push_back({id, run_.route[hop].worker, std::move(what), timeout});
}

void generation::close(const std::vector<actor_address>& released) {
  // Nobody waits for these: a worker that misses its close frees the session
  // when the lease runs out.
  for (auto& worker : released) {
    auto what = close_session{spec_.session, run_.number, 0, 0};
    if (spec_.paid)
      spec_.paid->fill(what, worker, positions_served());
    asks_.push_back({++last_ask_, worker, what, options_.close_timeout});
  }
}

// That gave the tokens so far: every hop has computed them.
std::uint32_t generation::positions_served() const noexcept {
  return tokens_.size() == spec_.prompt.size()
           ? 0
           : static_cast<std::uint32_t>(tokens_.size() - 1);
}

void generation::end(generation_outcome outcome) {
  outcome_ = outcome;
  run_.asked.clear();
  run_.probing.reset();
  close(holders_.release({}));
}

std::vector<ask> generation::take_asks() {
  return std::exchange(asks_, {});
}

std::vector<answer_stream::piece> generation::take_pieces() {
  return std::exchange(pieces_, {});
}

} // namespace synod::coordinator
