#include "actors/shard_worker/worker_session.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace synod {

worker_session::worker_session(node_id owner, cache_id cache,
                               const reservation& held,
                               const shard_shape& shape,
                               const worker_limits& limits,
                               const receipt_signer* receipts)
  : owner_(std::move(owner)), cache_(cache), held_(held),
    is_last_(shape.is_last()), message_rows_(limits.message_rows),
    kept_(held.kept_bytes, shape.row_bytes()), sends_(limits), reports_(limits),
    receipts_(shape, receipts) {
}

void worker_session::begin(const open_session& x) {
  opened_ = x;
  if (!is_last_ || !penalizes())
    opened_.tokens.clear();
  history_ = std::move(opened_.tokens);
  inputs_.restart(computed_);
  sends_.restart(computed_);
  reports_.clear();
  receipts_.begin(x.order);
  if (running_)
    running_->given_up = true;
}

const node_id& worker_session::stepper() const noexcept {
  if (opened_.hop_index == 0)
    return owner_;
  return opened_.route[opened_.hop_index - 1].worker.node;
}

bool worker_session::penalizes() const noexcept {
  return opened_.sample.repetition_penalty != 1;
}

session_opened worker_session::answer() const noexcept {
  auto kept_from = is_last_ ? computed_ : kept_.begin();
  return {opened_.session, opened_.attempt, computed_, kept_from};
}

session_progress worker_session::progress(worker_time now) const noexcept {
  auto result = session_progress{};
  result.session = opened_.session;
  result.attempt = opened_.attempt;
  result.positions_received = inputs_.received();
  result.positions_computed = computed_;
  result.positions_sent = is_last_ ? computed_ : sends_.accepted();
  if (running_)
    result.computing_us = static_cast<std::uint64_t>(
      std::max((now - running_->since).count(), worker_time::rep{1}));
  return result;
}

// -- input --------------------------------------------------------------------

bool worker_session::push(const run_step& x) {
  auto pushed = inputs_.push(x);
  if (pushed.rewound_to)
    rewind(*pushed.rewound_to);
  return !pushed.gap;
}

void worker_session::rewind(std::uint32_t position) {
  computed_ = position;
  kept_.truncate(position);
  if (sends_.next() > position)
    sends_.go_back(std::min(sends_.accepted(), position));
}

bool worker_session::resend(std::uint32_t from, bool sample) {
  if (from > computed_ || from < answer().kept_from)
    return false;
  if (from == computed_)
    return true;
  kept_.ask_last(sample);
  sends_.go_back(from);
  return true;
}

// -- computing ----------------------------------------------------------------

std::uint32_t worker_session::ready_rows() const noexcept {
  if (running_)
    return 0;
  auto rows = inputs_.front_rows();
  return is_last_ ? rows : std::min(rows, kept_.room_rows(sends_.accepted()));
}

batch_item worker_session::run(std::uint32_t rows, worker_time now) {
  assert(rows > 0 && rows <= ready_rows());
  auto step = inputs_.take(rows);
  assert(step.position == computed_);
  assert(is_last_ || kept_.end() == computed_);
  running_ = running{step.position, rows, step.sample, false, now};
  if (receipts_.is_open()) {
    running_->tokens = step.tokens;
    running_->input = step.activations;
  }
  auto result = batch_item{};
  result.cache = cache_;
  result.positions_max = opened_.positions_max;
  result.position = step.position;
  result.rows = rows;
  result.tokens = std::move(step.tokens);
  result.activations = std::move(step.activations);
  if (is_last_ && step.sample) {
    result.sample = opened_.sample;
    auto end = std::size_t{step.position} + rows;
    if (penalizes())
      result.history.assign(history_.begin(),
                            history_.begin() + std::min(end, history_.size()));
  }
  return result;
}

void worker_session::ended(const batch_result& x) {
  assert(running_);
  auto ran = *std::move(running_);
  running_.reset();
  if (ran.given_up)
    return;
  if (x.error) {
    inputs_.drop(computed_);
    report_failure(opened_.hop_index, ran.position, *x.error);
    return;
  }
  computed_ += ran.rows;
  if (receipts_.is_open())
    keep_for_receipts(ran, x);
  if (!is_last_) {
    kept_.push(ran.rows, ran.sample, x.output, sends_.accepted());
    return;
  }
  if (!ran.sample)
    return;
  if (penalizes()) {
    history_.resize(computed_);
    history_.push_back(x.token);
  }
  reports_.push(
    token_sampled{opened_.session, opened_.attempt, computed_ - 1, x.token});
}

void worker_session::keep_for_receipts(running ran, const batch_result& x) {
  receipts_.add({.position = ran.position,
                 .count = ran.rows,
                 .tokens = std::move(ran.tokens),
                 .input = std::move(ran.input),
                 .output = x.output,
                 .sampled = is_last_ && ran.sample,
                 .token = x.token});
}

// -- sending ------------------------------------------------------------------

void worker_session::send(std::uint64_t& last_ticket,
                          std::vector<worker_effect>& out) {
  while (!is_last_ && sends_.is_open() && sends_.next() < computed_) {
    auto x = kept_.read(sends_.next(), message_rows_);
    auto step = run_step{};
    step.session = opened_.session;
    step.attempt = opened_.attempt;
    step.position = sends_.next();
    step.rows = x.rows;
    step.sample = x.sample;
    step.activations = std::move(x.activations);
    sends_.sent(x.rows, ++last_ticket);
    auto& to = opened_.route[opened_.hop_index + 1].worker;
    out.push_back(send_step{opened_.session, last_ticket, to, std::move(step)});
  }
  if (auto* x = reports_.next()) {
    out.push_back(
      send_report{opened_.session, ++last_ticket, opened_.coordinator, *x});
    reports_.sent(last_ticket);
  }
}

void worker_session::delivered(std::uint64_t ticket,
                               std::optional<errc> refusal, worker_time now) {
  if (auto reason = sends_.delivered(ticket, refusal, now))
    report_failure(opened_.hop_index + 1, sends_.accepted(), *reason);
  reports_.delivered(ticket, refusal, now);
}

void worker_session::report_failure(std::uint32_t hop_index,
                                    std::uint32_t position, errc reason) {
  reports_.push(hop_failed{opened_.session, opened_.attempt, hop_index,
                           position, static_cast<std::uint8_t>(reason)});
}

// -- time ---------------------------------------------------------------------

void worker_session::tick(worker_time now) noexcept {
  sends_.tick(now);
  reports_.tick(now);
}

worker_time worker_session::next_tick() const noexcept {
  auto sends = sends_.next_tick().value_or(lease_until_);
  auto reports = reports_.next_tick().value_or(lease_until_);
  return std::min({lease_until_, sends, reports});
}

} // namespace synod
