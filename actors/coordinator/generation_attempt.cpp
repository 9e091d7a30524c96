#include "actors/coordinator/generation.hpp"

#include <algorithm>

namespace synod::coordinator {

namespace {

// How soon to look for a route again if there is none.
constexpr auto route_interval = instant{100'000};

} // namespace

void generation::begin_attempt(instant now) {
  // Whoever asks in vain for a route is still told the last one.
  auto next = route_attempt{};
  next.number = run_.number + 1;
  next.route = std::move(run_.route);
  run_ = std::move(next);
  if (find_route(now))
    open_hops();
}

bool generation::find_route(instant now) {
  auto busy = trouble_.busy(now);
  auto wish = route_wish{.model = spec_.model,
                         .blocks = spec_.blocks,
                         .request = spec_.request,
                         .keep = keep_,
                         .barred = &busy};
  if (spec_.paid)
    wish.allows = [this](const hop& x) { return spec_.paid->may_serve(x); };
  auto route = choose(wish, now);
  if (!route.empty()) {
    run_.route = std::move(route);
    return true;
  }
  wish.barred = nullptr;
  auto all_busy = !choose_route(*workers_, wish, now).empty();
  trouble_.wait(now);
  if (all_busy && tokens_.size() == spec_.prompt.size()) {
    end({.error = errc::overloaded});
  } else if (trouble_.lasts_longer_than(options_.recovery_max, now)) {
    end({.error = all_busy ? errc::overloaded : errc::no_replica_left});
  } else {
    run_.is = phase::waiting;
    run_.due = now + route_interval;
  }
  return false;
}

// By standings and load where requests are paid; where these say nothing, or
// nobody is left that is above suspicion, as everywhere.
std::vector<hop> generation::choose(const route_wish& wish, instant now) {
  if (spec_.paid) {
    auto route = spec_.paid->choose(*workers_, wish, run_.number - 1,
                                    {now, spec_.wall()});
    if (!route.empty())
      return route;
  }
  return choose_route(*workers_, wish, now);
}

void generation::open_hops() {
  close(holders_.release(run_.route));
  run_.is = phase::opening;
  run_.opening.begin(run_.route.size());
  for (std::uint32_t i = 0; i < run_.route.size(); ++i) {
    holders_.add(run_.route[i].worker);
    auto open = open_session{};
    open.session = spec_.session;
    open.request = spec_.request;
    open.attempt = run_.number;
    open.model = spec_.model;
    open.route = run_.route;
    open.hop_index = i;
    open.coordinator = spec_.coordinator;
    open.positions_max
      = static_cast<std::uint32_t>(spec_.prompt.size()) + spec_.stop.tokens_max;
    open.lease_ms = static_cast<std::uint32_t>(options_.lease.count());
    open.sample = spec_.sample;
    if (i + 1 == run_.route.size() && spec_.sample.repetition_penalty != 1)
      open.tokens = tokens_;
    if (spec_.paid)
      open.order = spec_.paid->order(run_.route[i]);
    send(i, std::move(open));
  }
}

void generation::take_opening(instant now) {
  auto replies = run_.opening.answers();
  auto refused = false;
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (!replies[i].refusal)
      continue;
    refused = true;
    if (*replies[i].refusal == errc::overloaded)
      trouble_.add_busy(run_.route[i].worker, now + options_.busy);
    else
      blame(static_cast<std::uint32_t>(i), kind_of(*replies[i].refusal), now);
  }
  keep_ = run_.route;
  if (refused) {
    retry(now);
    return;
  }
  auto held = std::vector<hop_holding>{};
  for (auto& x : replies)
    held.push_back(x.holding);
  auto tokens = static_cast<std::uint32_t>(tokens_.size());
  run_.plan = plan_rebuild(held, tokens);
  run_.is = phase::rebuilding;
  run_.resend_below = static_cast<std::uint32_t>(run_.route.size());
  run_.position_next = run_.plan[0].start;
  run_.steps_in_flight = 0;
  auto rows = tokens - std::ranges::min(run_.plan, {}, &hop_plan::start).start;
  run_.rows_of_step = std::clamp(rows, 1u, options_.rows_max);
  // Only what every hop computes whole tells how long steps take.
  if (run_.number == 1)
    run_.rows_timed = tokens;
  run_.timed_from = now;
  expect_progress(now);
  resend_next(now);
}

// From the last hop to the first, one after the other: so when rows reach a hop
// to be computed, it has sent its old outputs already, and the next hop gets
// them in the order of their positions.
void generation::resend_next(instant now) {
  while (run_.resend_below > 0) {
    auto hop = --run_.resend_below;
    if (!run_.plan[hop].resend_from)
      continue;
    send(hop,
         resend_activations{.session = spec_.session,
                            .attempt = run_.number,
                            .from = *run_.plan[hop].resend_from,
                            .sample = run_.plan[hop].start == tokens_.size()});
    return;
  }
  run_.is = phase::stepping;
  send_steps(now);
}

void generation::send_steps(instant now) {
  auto tokens = static_cast<std::uint32_t>(tokens_.size());
  while (run_.position_next < tokens
         && run_.steps_in_flight < options_.steps_in_flight) {
    auto rows = std::min(tokens - run_.position_next, options_.rows_max);
    auto first = tokens_.begin() + run_.position_next;
    send(0, run_step{.session = spec_.session,
                     .attempt = run_.number,
                     .position = run_.position_next,
                     .rows = rows,
                     .sample = run_.position_next + rows == tokens,
                     .tokens = {first, first + rows},
                     .activations = {}});
    run_.position_next += rows;
    ++run_.steps_in_flight;
    if (tokens > spec_.prompt.size() && rows == 1) {
      run_.rows_timed = 1;
      run_.timed_from = now;
    }
  }
}

} // namespace synod::coordinator
