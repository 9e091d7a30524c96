#include "runtime/consensus/driver.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace synod::consensus {

driver::driver(driver_options options, const height_setup& first)
  : options_(std::move(options)),
    height_(options_.self, first, options_.clock_skew_ms_max) {
}

effects driver::begin() {
  if (height_.state().round != no_round)
    return {};
  return advance(height_.start_round(0));
}

effects driver::on_proposal(const signed_proposal& x, std::uint64_t now_ms) {
  if (is_next(x.proposal.height, x.proposal.proposer))
    early_.add(x, now_ms);
  else
    height_.record(x, now_ms);
  return advance();
}

effects driver::on_vote(const signed_vote& x) {
  if (is_next(x.vote.height, x.vote.validator)) {
    early_.add(x);
    return {};
  }
  height_.record(x);
  if (is_silent() && x.vote.validator == options_.self)
    adopt(x.vote);
  return advance();
}

effects driver::on_certificate(const certificate& x) {
  height_.record(x);
  return advance();
}

effects driver::on_block(const block_id& block, block_verdict verdict) {
  height_.record_block(block, verdict);
  return advance();
}

effects driver::on_value(block_height height, round_number round,
                         const block_id& block) {
  const auto& state = height_.state();
  if (height != state.height || round != state.round || proposed_ >= round
      || height_.proposer_of(round) != options_.self)
    return {};
  return advance(height_.apply(value_made{block}));
}

effects driver::on_timeout(const timed_out& x) {
  return advance(height_.apply(x));
}

effects driver::next_height(const height_setup& next) {
  assert(is_decided());
  height_ = height_rules{options_.self, next, options_.clock_skew_ms_max};
  persisted_.clear();
  asked_.clear();
  reported_ = 0;
  proposed_ = no_round;
  silent_through_ = no_round - 1;
  first_skip_ = false;
  auto early = early_.take();
  for (const auto& x : early.proposals)
    height_.record(x.proposal, x.received_ms);
  for (const auto& x : early.votes)
    height_.record(x);
  return advance();
}

bool driver::is_next(block_height height, const validator_id& sender) const {
  return height.value() == height_.state().height.value() + 1
         && height_.validators().find(sender);
}

effects driver::advance(const outputs& first) {
  auto result = effects{};
  if (first)
    perform(*first, result);
  for (auto rules = height_.enabled(); !rules.empty();
       rules = height_.enabled()) {
    perform(*height_.apply(rules.front()), result);
    if (first_skip_ && std::holds_alternative<round_skipped>(rules.front())) {
      silent_through_ = std::max(silent_through_, height_.state().round);
      first_skip_ = false;
    }
  }
  ask_for_blocks(result);
  report_conflicts(result);
  return result;
}

// -- effects ------------------------------------------------------------------

void driver::perform(const std::vector<round_output>& from, effects& to) {
  for (const auto& output : from)
    std::visit([&](const auto& x) { perform(x, to); }, output);
}

void driver::perform(const block_proposed& x, effects& to) {
  if (is_silent())
    return;
  const auto& state = height_.state();
  proposed_ = state.round;
  persist(round_step::propose, x.block, x.valid_round, to);
  to.emplace_back(sign_proposal{
    {state.height, state.round, x.block, x.valid_round, options_.self}});
}

void driver::perform(const value_wanted&, effects& to) {
  if (!is_silent())
    to.emplace_back(get_value{height_.state().height, height_.state().round});
}

void driver::perform(const vote_cast& x, effects& to) {
  if (is_silent() || !height_.validators().find(options_.self))
    return;
  const auto& state = height_.state();
  persist(x.kind == vote_kind::prevote ? round_step::prevote
                                       : round_step::precommit,
          x.block, x.valid_round, to);
  to.emplace_back(sign_vote{{x.kind, state.height, state.round, x.block,
                             x.valid_round, options_.self}});
}

void driver::perform(const timer_started& x, effects& to) {
  const auto& state = height_.state();
  auto duration = [&](round_step step) {
    return timeout_ms(options_.timeouts, step, state.round);
  };
  auto start = [&](round_step step, std::uint64_t duration_ms) {
    to.emplace_back(
      start_timeout{state.height, state.round, step, duration_ms});
  };
  start(x.step, duration(x.step));
  // If all are silent, no votes end the round; so time alone does.
  if (is_silent() && x.step == round_step::propose)
    start(round_step::precommit, duration(round_step::propose)
                                   + duration(round_step::prevote)
                                   + duration(round_step::precommit));
}

void driver::perform(const block_decided& x, effects& to) {
  auto commit = height_.votes().make_certificate(vote_kind::precommit, x.round);
  to.emplace_back(decide{x.block, std::move(*commit)});
}

void driver::perform(const round_wanted&, effects&) {
  // `height_rules` has begun that round.
}

void driver::persist(round_step step, const block_id& block,
                     round_number vote_round, effects& to) {
  const auto& state = height_.state();
  // Each body that the record names is there before the record is.
  for (const auto& x : {state.locked, state.valid})
    if (auto polka
        = height_.votes().make_certificate(vote_kind::prevote, x.round);
        polka && polka->block == x.block && height_.proposals().verdict(x.block)
        && persisted_.insert({x.block, x.round}).second)
      to.emplace_back(persist_body{x.block, std::move(*polka)});
  auto prevoted = record_.height == state.height && record_.round == state.round
                  && record_.step == round_step::prevote
                  && step == round_step::precommit;
  auto prevote = prevoted ? record_.block : nil_block;
  auto prevote_round = prevoted ? record_.vote_round : no_round;
  record_ = {state.height,
             state.round,
             step,
             block,
             vote_round,
             prevote,
             prevote_round,
             state.locked.block,
             state.locked.round,
             state.valid.block,
             state.valid.round};
  to.emplace_back(persist_record{record_});
}

void driver::ask_for_blocks(effects& to) {
  for (const auto& block : height_.missing())
    if (asked_.insert(block).second)
      to.emplace_back(fetch_block{block});
}

void driver::report_conflicts(effects& to) {
  const auto& known = height_.votes().conflicts();
  for (; reported_ < known.size(); ++reported_)
    to.emplace_back(report_conflict{known[reported_]});
}

} // namespace synod::consensus
