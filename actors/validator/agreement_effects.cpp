#include "actors/validator/agreement.hpp"
#include "actors/validator/kept_block.hpp"
#include "actors/validator/stored_state.hpp"

#include <type_traits>

// Performs what the driver wants done: in its order, each fully before the
// next. What one effect leads to is done after those that were wanted before.

namespace synod::chain {

namespace {

const char* name_of(const consensus::effect& x) {
  static constexpr const char* names[]
    = {"persist_record", "persist_body",  "sign_vote",
       "sign_proposal",  "start_timeout", "get_value",
       "fetch_block",    "decide",        "report_conflict"};
  static_assert(std::size(names) == std::variant_size_v<consensus::effect>);
  return names[x.index()];
}

} // namespace

void agreement::take(consensus::effects xs) {
  for (auto& x : xs)
    pending_.push_back(std::move(x));
  if (performing_)
    return;
  performing_ = true;
  while (!pending_.empty() && !stopped_) {
    auto next = std::move(pending_.front());
    pending_.pop_front();
    ports_.boundary(name_of(next));
    std::visit([this](const auto& x) { perform(x); }, next);
    ports_.boundary("done");
  }
  performing_ = false;
}

void agreement::stop(const std::string& why) {
  if (stopped_)
    return;
  stopped_ = true;
  pending_.clear();
  ports_.stopped(why);
}

void agreement::perform(const consensus::persist_record& x) {
  if (auto error = signer_.keep(x.record))
    stop(spell(error));
}

void agreement::perform(const consensus::persist_body& x) {
  auto body = pool_.find(x.block);
  if (!body)
    return stop("the body of a block to lock is not here");
  if (auto error = keep(bodies_, {body->content, x.polka}))
    stop(spell(error));
}

void agreement::perform(const consensus::sign_vote& x) {
  auto vote = signer_.sign(x.unsigned_vote);
  if (!vote)
    return stop(spell(vote.error()));
  ports_.boundary("signed");
  ports_.broadcast(message_of(*vote));
  take(driver_.on_vote(*vote));
}

void agreement::perform(const consensus::sign_proposal& x) {
  auto proposal = signer_.sign(x.unsigned_proposal);
  if (!proposal)
    return stop(spell(proposal.error()));
  ports_.boundary("signed");
  if (auto body = pool_.find(x.unsigned_proposal.block))
    ports_.broadcast(message_of(*body));
  ports_.broadcast(message_of(*proposal));
  take(driver_.on_proposal(*proposal, now_.wall_ms));
}

void agreement::perform(const consensus::start_timeout& x) {
  ports_.start_timer({x.height, x.round, x.step}, x.duration_ms);
}

void agreement::perform(const consensus::get_value& x) {
  wanted_ = x;
  ports_.want_transactions();
}

void agreement::perform(const consensus::fetch_block& x) {
  if (auto body = pool_.find(x.block))
    hand_over(*body);
  else
    ports_.broadcast(message_of(wanted_body{x.block}));
}

void agreement::perform(const consensus::decide& x) {
  auto body = pool_.find(x.block);
  if (!body)
    return stop("the body of the decided block is not here");
  auto canonical = body->canonical.bytes();
  auto done = app_.commit(body->content, {canonical.begin(), canonical.end()},
                          x.commit);
  if (!done)
    return stop(spell(done.error()));
  ports_.boundary("committed");
  waiting_ = false; // until it is said again, of this head
  wanted_.reset();
  ports_.announce(*done);
  pool_.forget_below(block_height{done->head.height.value() + 1});
  take(driver_.next_height(next_setup()));
  begin_if_due();
}

void agreement::perform(const consensus::report_conflict&) {
  ++conflicts_;
}

void agreement::hand_over(const block_body& x) {
  if (!is_current(x.content.header.height))
    return;
  pool_.pin(x.id);
  take(driver_.on_block(x.id,
                        {app_.is_valid(x.content), x.content.header.time_ms}));
}

consensus::height_setup agreement::next_setup() {
  rotation_.advance();
  return {block_height{app_.head().height.value() + 1}, rotation_};
}

} // namespace synod::chain
