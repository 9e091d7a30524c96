#include "actors/validator/agreement.hpp"

#include "actors/validator/kept_block.hpp"
#include "actors/validator/stored_state.hpp"

#include <algorithm>
#include <stdexcept>

namespace synod::chain {

namespace {

block_height next_of(block_height x) {
  return block_height{x.value() + 1};
}

consensus::proposer_rotation
rotation_at(const consensus::validator_set& set, block_height height) {
  auto result = consensus::proposer_rotation{set};
  for (std::uint64_t i = 1; i < height.value(); ++i)
    result.advance();
  return result;
}

} // namespace

void check_start(const consensus::signer_record& record, block_height stored) {
  if (record.height.value() > stored.value() + 1)
    throw std::runtime_error{
      "the signer's record is of height "
      + std::to_string(record.height.value())
      + ", but the stored chain ends at " + std::to_string(stored.value())
      + ": blocks are missing; restore the data folder that belongs to the "
        "signer's file"};
}

agreement::agreement(agreement_options options, ledger_application& app,
                     store::chain_store& disk, store::body_file bodies,
                     validator_signer signer, agreement_ports ports)
  : options_(options), app_(app), disk_(disk), bodies_(std::move(bodies)),
    signer_(std::move(signer)), ports_(std::move(ports)),
    signatures_(signer_.chain_id(), app.validators()),
    rotation_(rotation_at(app.validators(), next_of(app.head().height))),
    driver_({signer_.id(), options.timeouts},
            {next_of(app.head().height), rotation_}) {
  check_start(signer_.record(), app.head().height);
}

// -- inputs -------------------------------------------------------------------

void agreement::start(instant now) {
  now_ = now;
  load_kept_blocks();
  take(signer_.is_damaged() ? driver_.restore_damaged(signer_.record())
                            : driver_.restore(signer_.record()));
  begin_if_due();
}

void agreement::load_kept_blocks() {
  auto height = signer_.record().height;
  if (!is_current(height))
    return;
  for (auto& kept : find_kept(bodies_, height)) {
    auto body = body_of(std::move(kept.content));
    pool_.add({}, body);
    hand_over(body);
    if (signatures_.holds(kept.polka))
      take(driver_.on_certificate(kept.polka));
  }
}

void agreement::on_message(const node_id& from, const consensus_message& x,
                           instant now) {
  now_ = now;
  if (stopped_)
    return;
  auto opened = open_message(x);
  if (!opened)
    ++refused_;
  else
    std::visit([&](auto& content) { receive(from, std::move(content)); },
               *opened);
  begin_if_due();
}

void agreement::on_timeout(const consensus::timed_out& x, instant now) {
  now_ = now;
  if (!stopped_)
    take(driver_.on_timeout(x));
}

void agreement::on_transactions(std::vector<std::string> xs, instant now) {
  now_ = now;
  auto wanted = std::exchange(wanted_, {});
  if (!wanted || stopped_ || !is_current(wanted->height))
    return;
  auto body = body_of(app_.make(signer_.id(), now.wall_ms, std::move(xs)));
  pool_.add({}, body);
  hand_over(body);
  take(driver_.on_value(wanted->height, wanted->round, body.id));
}

void agreement::on_waiting(block_height head, bool any, instant now) {
  now_ = now;
  if (head != app_.head().height)
    return; // said of another state
  waiting_ = any;
  begin_if_due();
}

void agreement::on_tick(instant now) {
  now_ = now;
  if (stopped_)
    return;
  begin_if_due();
  for (const auto& [node, position] : peers_.due(now.steady_ms))
    send_missing(node, position);
  auto here = driver_.height().state().height;
  if (auto question = peers_.question_at(here, now.steady_ms))
    ports_.send(question->node, message_of(question->heights));
  auto own = own_position();
  if (peers_.is_news(own, now.steady_ms, is_at_rest())) {
    ports_.broadcast(message_of(own));
    for (const auto& missing : driver_.height().missing())
      ports_.broadcast(message_of(wanted_body{missing}));
  }
}

bool agreement::is_at_rest() const {
  const auto& set = app_.validators();
  auto others = set.members().size() - (set.find(signer_.id()) ? 1 : 0);
  return !driver_.has_begun() && !waiting_ && !app_.head().follow_up
         && peers_.is_level(own_position(), others);
}

validator_position agreement::own_position() const {
  return consensus::position_of(driver_.height().state());
}

// -- what others say ----------------------------------------------------------

bool agreement::is_current(block_height x) const {
  return x == driver_.height().state().height;
}

bool agreement::is_near(block_height x) const {
  return is_current(x) || x == next_of(driver_.height().state().height);
}

void agreement::receive(const node_id&, const signed_proposal& x) {
  if (!is_near(x.proposal.height))
    return;
  if (!signatures_.holds(x)) {
    ++refused_;
    return;
  }
  take(driver_.on_proposal(x, now_.wall_ms));
}

void agreement::receive(const node_id&, const signed_vote& x) {
  if (!is_near(x.vote.height))
    return;
  if (!signatures_.holds(x)) {
    ++refused_;
    return;
  }
  take(driver_.on_vote(x));
}

void agreement::receive(const node_id&, const certificate& x) {
  if (!is_current(x.height))
    return;
  if (!signatures_.holds(x)) {
    ++refused_;
    return;
  }
  take(driver_.on_certificate(x));
}

void agreement::receive(const node_id& from, block_body x) {
  if (!is_near(x.content.header.height) || pool_.find(x.id))
    return;
  pool_.add(from, x);
  auto missing = driver_.height().missing();
  if (std::ranges::find(missing, x.id) != missing.end())
    hand_over(x);
}

void agreement::receive(const node_id& from, const validator_position& x) {
  // It repeats itself, so it may not know that this one is there as well.
  if (peers_.heard(from, x, now_.steady_ms) && is_at_rest())
    ports_.send(from, message_of(own_position()));
}

void agreement::receive(const node_id& from, const wanted_body& x) {
  if (auto body = pool_.find(x.block))
    ports_.send(from, message_of(*body));
}

void agreement::receive(const node_id& from, const wanted_heights& x) {
  if (!peers_.may_answer(from, now_.steady_ms))
    return;
  auto last = x.first.value() + std::min(x.count, peer_progress::heights_asked);
  for (auto height = x.first.value(); height < last; ++height)
    send_decided(from, block_height{height});
}

// -- what is said again -------------------------------------------------------

void agreement::send_decided(const node_id& to, block_height height) {
  if (height.value() == 0 || height > app_.head().height)
    return;
  auto block = disk_.block(height.value());
  auto commit = disk_.certificate(height.value());
  if (!block || !commit)
    return stop(spell(block ? commit.error() : block.error()));
  // The body first: the commit is useless without it.
  ports_.send(to, {consensus_message::body, buffer::copy_of(*block)});
  ports_.send(to, {consensus_message::certificate, buffer::copy_of(*commit)});
}

void agreement::send_missing(const node_id& to,
                             const validator_position& position) {
  for (const auto& item : consensus::catch_up(driver_.height(), position)) {
    if (const auto* decided = std::get_if<consensus::send_decided>(&item))
      send_decided(to, decided->height);
    else if (const auto* body = std::get_if<consensus::send_block>(&item))
      receive(to, wanted_body{body->block});
    else if (const auto* proposal = std::get_if<signed_proposal>(&item))
      ports_.send(to, message_of(*proposal));
    else if (const auto* quorum = std::get_if<certificate>(&item))
      ports_.send(to, message_of(*quorum));
    else if (const auto* vote = std::get_if<signed_vote>(&item))
      ports_.send(to, message_of(*vote));
  }
}

// -- when ---------------------------------------------------------------------

void agreement::begin_if_due() {
  if (stopped_ || driver_.has_begun())
    return;
  const auto& head = app_.head();
  if (head.follow_up || waiting_
      || now_.wall_ms >= head.time + options_.heartbeat_ms)
    take(driver_.begin());
}

} // namespace synod::chain
