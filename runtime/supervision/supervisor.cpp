#include "runtime/supervision/supervisor.hpp"

#include <algorithm>
#include <cassert>

namespace synod::supervision {

supervisor::supervisor(std::vector<child_spec> children,
                       supervisor_options options)
  : children_(std::move(children)), options_(options),
    states_(children_.size()) {
}

std::vector<output> supervisor::start(instant now) {
  auto out = std::vector<output>{};
  for (auto& state : states_)
    state.restart = now;
  start_due(now, out);
  for (auto& state : states_)
    state.restarts = 0;
  return out;
}

std::vector<output>
supervisor::exited(std::size_t child, exit_reason reason, instant now) {
  auto out = std::vector<output>{};
  auto& state = states_.at(child);
  if (state.phase == phases::down)
    return out;
  auto asked_for = state.phase != phases::up;
  auto served = now - state.since;
  state.phase = phases::down;
  if (is_stopping()) {
    stop_next(now, out);
    return out;
  }
  if (asked_for) { // rest_for_one ended it, to start it again
    start_due(now, out);
    return out;
  }
  state.proven |= served >= stable_after;
  state.failures = served < stable_after ? state.failures + 1 : 0;
  if (reason == exit_reason::hopeless && !state.proven) {
    out.emplace_back(give_up{child, "it cannot run as it is configured"});
  } else if (!wants_restart(child, reason)) {
    return out;
  } else if (exceeds_intensity(now)) {
    out.emplace_back(give_up{
      child, "more than " + std::to_string(options_.intensity)
               + " restarts within "
               + std::to_string(options_.period.count() / 1000) + " s"});
  } else {
    schedule(child, now);
    if (options_.strategy == strategy::rest_for_one)
      restart_rest(child, now, out);
    start_due(now, out);
    return out;
  }
  auto stops = stop(now);
  out.insert(out.end(), stops.begin(), stops.end());
  return out;
}

std::vector<output> supervisor::tick(instant now) {
  auto out = std::vector<output>{};
  if (!is_stopping())
    start_due(now, out);
  escalate(now, out);
  return out;
}

std::vector<output> supervisor::stop(instant now) {
  auto out = std::vector<output>{};
  if (is_stopping())
    return out;
  stopping_since_ = now;
  for (auto& state : states_)
    state.restart.reset();
  stop_next(now, out);
  return out;
}

std::optional<instant> supervisor::deadline() const {
  auto result = std::optional<instant>{};
  auto consider = [&result](instant when) {
    result = result ? std::min(*result, when) : when;
  };
  auto holds = options_.strategy == strategy::rest_for_one;
  auto ends = is_ending();
  auto held = holds && ends;
  for (std::size_t child = 0; child < states_.size(); ++child) {
    const auto& state = states_[child];
    if (state.restart && state.phase == phases::down && !held) {
      consider(*state.restart);
      held = holds;
    }
    if (state.phase == phases::terminated)
      consider(state.since + children_[child].stop_timeout);
    if (is_stopping()
        && (state.phase == phases::up || state.phase == phases::terminated))
      consider(*stopping_since_ + options_.stop_timeout);
  }
  return result;
}

bool supervisor::is_ending() const noexcept {
  return std::ranges::any_of(states_, [](const child_state& x) {
    return x.phase == phases::terminated || x.phase == phases::killed;
  });
}

bool supervisor::wants_restart(std::size_t child,
                               exit_reason reason) const noexcept {
  auto when = children_[child].when;
  return when == restart::permanent
         || (when == restart::transient && reason != exit_reason::normal);
}

bool supervisor::exceeds_intensity(instant now) {
  recent_restarts_.push_back(now);
  while (recent_restarts_.front() + options_.period <= now)
    recent_restarts_.pop_front();
  return recent_restarts_.size() > options_.intensity;
}

void supervisor::schedule(std::size_t child, instant now) {
  auto& state = states_[child];
  auto delay = std::chrono::milliseconds{0};
  if (state.failures > 0)
    delay = std::min(restart_delay_max,
                     restart_delay_first
                       * (1 << std::min(state.failures - 1, 10U)));
  state.restart = now + delay;
}

// Under rest_for_one a child whose turn has not come holds back those behind
// it, and all wait until those that are to end are gone.
void supervisor::start_due(instant now, std::vector<output>& out) {
  auto holds = options_.strategy == strategy::rest_for_one;
  if (holds && is_ending())
    return;
  for (std::size_t child = 0; child < states_.size(); ++child) {
    auto& state = states_[child];
    if (!state.restart || state.phase != phases::down)
      continue;
    if (*state.restart > now) {
      if (holds)
        return;
      continue;
    }
    state.restart.reset();
    state.phase = phases::up;
    state.since = now;
    ++state.restarts;
    out.emplace_back(start_child{child});
  }
}

void supervisor::end_child(std::size_t child, instant now,
                           std::vector<output>& out) {
  auto& state = states_[child];
  state.phase = phases::terminated;
  state.since = now;
  out.emplace_back(stop_child{child, signal::terminate});
}

void supervisor::escalate(instant now, std::vector<output>& out) {
  auto all = is_stopping() && now >= *stopping_since_ + options_.stop_timeout;
  for (std::size_t child = 0; child < states_.size(); ++child) {
    auto& state = states_[child];
    auto late = state.phase == phases::terminated
                && now >= state.since + children_[child].stop_timeout;
    if (!late && !(all && state.phase != phases::down))
      continue;
    if (state.phase == phases::killed)
      continue;
    state.phase = phases::killed;
    state.since = now;
    out.emplace_back(stop_child{child, signal::kill});
  }
}

void supervisor::stop_next(instant now, std::vector<output>& out) {
  for (auto child = states_.size(); child-- > 0;) {
    if (states_[child].phase == phases::down)
      continue;
    if (states_[child].phase == phases::up)
      end_child(child, now, out);
    return;
  }
  if (!stopped_told_)
    out.emplace_back(stopped{});
  stopped_told_ = true;
}

void supervisor::restart_rest(std::size_t child, instant now,
                              std::vector<output>& out) {
  for (auto other = states_.size(); other-- > child + 1;) {
    auto& state = states_[other];
    if (state.phase == phases::up)
      end_child(other, now, out);
    if (state.phase != phases::down
        && children_[other].when != restart::temporary)
      state.restart = now;
  }
}

} // namespace synod::supervision
