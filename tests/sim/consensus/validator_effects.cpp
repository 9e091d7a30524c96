#include "tests/sim/consensus/validator_node.hpp"

#include <algorithm>

// How a simulated validator does what its driver wants: one effect at a time,
// with other things going on in between, and a crash possible around each.

namespace synod::sim {

using namespace consensus;

void validator_node::take(effects xs) {
  auto idle = todo_.empty();
  todo_.insert(todo_.end(), xs.begin(), xs.end());
  if (idle && !todo_.empty())
    later(world_.below(3), [this] { do_next(); });
  auto position = position_of(driver_->height().state());
  if (position == told_)
    return;
  told_ = position;
  world_.broadcast(options_.self, position);
}

void validator_node::do_next() {
  if (todo_.empty())
    return;
  if (world_.below(1000) < options_.crash_permille) {
    if (std::holds_alternative<persist_record>(todo_.front())
        && world_.chance(50))
      disk_.tear();
    crash();
    return;
  }
  auto next = todo_.front();
  std::visit([this](const auto& x) { perform(x); }, next);
  if (!driver_)
    return;
  todo_.pop_front();
  if (!todo_.empty())
    later(world_.below(3), [this] { do_next(); });
}

void validator_node::perform(const persist_record& x) {
  auto last = disk_.read().record;
  if (last && !may_follow(*last, x.record))
    fail("the record goes back");
  disk_.write(x.record);
}

void validator_node::perform(const persist_body& x) {
  if (!bodies_.contains(x.block))
    fail("cannot persist a body that is not here");
  else
    disk_.bodies.insert_or_assign(x.block,
                                  stored_block{bodies_.at(x.block), x.polka});
}

void validator_node::perform(const sign_vote& x) {
  const auto& vote = x.unsigned_vote;
  auto record = disk_.read().record;
  if (!record || !allows(*record, vote)) {
    fail("the record on disk does not allow this vote");
    return;
  }
  if (vote.kind == vote_kind::precommit && !vote.block.is_zero()
      && !disk_.bodies.contains(vote.block))
    fail("precommits a block whose body is not on disk");
  // After a restart the body may be gone.
  if (auto known = bodies_.find(vote.block);
      vote.kind == vote_kind::prevote && known != bodies_.end())
    checker_.prevoted(vote, judge(known->second), clock_ms());
  checker_.signed_by_record(vote);
  auto signed_vote = sign(scheme_, vote);
  say(signed_vote);
  take(driver_->on_vote(signed_vote));
}

void validator_node::perform(const sign_proposal& x) {
  const auto& proposal = x.unsigned_proposal;
  auto record = disk_.read().record;
  if (!record || !allows(*record, proposal)) {
    fail("the record on disk does not allow this proposal");
    return;
  }
  // After a restart the body may be gone, if nobody was locked on it.
  if (!bodies_.contains(proposal.block))
    return;
  checker_.signed_by_record(proposal);
  auto signed_proposal = sign(scheme_, proposal);
  say(signed_proposal);
  say(bodies_.at(proposal.block));
  take(driver_->on_proposal(signed_proposal, clock_ms()));
}

void validator_node::perform(const start_timeout& x) {
  later(x.duration_ms, [this, x] {
    auto before = driver_->height().state();
    auto result = driver_->on_timeout({x.height, x.round, x.step});
    auto is_late = x.height != before.height || x.round != before.round;
    if (is_late && (!result.empty() || before != driver_->height().state()))
      fail("a timer of another round acts");
    take(std::move(result));
  });
}

void validator_node::perform(const get_value& x) {
  // Now and then the application takes longer than a round waits.
  if (world_.chance(90))
    make_value(x);
  else
    later(world_.below(1'000), [this, x] { make_value(x); });
}

void validator_node::make_value(const get_value& x) {
  auto parent = disk_.chain().empty() ? body{} : disk_.chain().back().body;
  auto made = body{};
  made.height = x.height;
  made.parent = disk_.chain().empty() ? nil_block : id_of(parent);
  made.time_ms = std::max(clock_ms(), parent.time_ms + 1);
  made.proposer = id_;
  made.payload = 1 + world_.below(1U << 30U);
  made.state = disk_.ledger().root();
  made.transactions = disk_.ledger().draw(
    made.time_ms, [this](std::uint64_t bound) { return world_.below(bound); });
  bodies_.emplace(id_of(made), made);
  take(driver_->on_block(id_of(made), judge(made)));
  take(driver_->on_value(x.height, x.round, id_of(made)));
}

void validator_node::perform(const fetch_block& x) {
  if (bodies_.contains(x.block))
    return;
  wanted_.insert(x.block);
  for (const auto& [peer, content] : unasked_)
    if (id_of(content) == x.block) {
      learn(content);
      return;
    }
  auto to = world_.below(options_.validators.size());
  if (to != options_.self)
    world_.send(options_.self, to, body_wanted{x.block});
  auto height = driver_->height().state().height;
  later(30, [this, x, height] {
    if (driver_->height().state().height == height)
      perform(x);
  });
}

void validator_node::perform(const decide& x) {
  auto known = bodies_.find(x.block);
  if (known == bodies_.end() || !driver_->height().votes().is_complete(x.commit)
      || x.commit.block != x.block || !verify(scheme_, x.commit)) {
    fail("decided without a body or a commit that proves it");
    return;
  }
  disk_.commit({known->second, x.commit});
  checker_.decided(id_, x.commit.height, x.block);
  checker_.executed(id_, x.commit.height, disk_.ledger());
  disk_.bodies.clear();
  forget_bodies();
  rotation_.advance();
  take(driver_->next_height(next_setup()));
  later(world_.below(20), [this] { take(driver_->begin()); });
}

void validator_node::perform(const report_conflict& x) {
  if (!verify(scheme_, x.conflict.first) || !verify(scheme_, x.conflict.second))
    fail("evidence that does not verify");
  checker_.accused(x.conflict);
}

} // namespace synod::sim
