#include "tests/sim/consensus/validator_node.hpp"

#include <utility>

namespace synod::sim {

namespace {

constexpr auto tick_ms = std::uint64_t{50};
constexpr auto epoch_ms = std::uint64_t{1} << 40U; // the clocks' zero

} // namespace

validator_node::validator_node(world& where, checker& watch,
                               const signature_scheme& scheme,
                               node_options options)
  : world_(where), checker_(watch), scheme_(scheme),
    options_(std::move(options)), id_(scheme.id(options_.self)) {
}

void validator_node::later(std::uint64_t delay_ms, std::function<void()> what) {
  world_.after(delay_ms, [this, life = life_, what = std::move(what)] {
    if (driver_ && life == life_)
      what();
  });
}

void validator_node::fail(const std::string& what) {
  checker_.fail(id_, what);
}

// -- life ---------------------------------------------------------------------

void validator_node::start() {
  if (driver_)
    return;
  ++life_;
  forget_bodies();
  todo_.clear();
  peers_.clear();
  told_ = {};
  rotation_ = consensus::proposer_rotation{options_.validators};
  for (auto i = std::size_t{0}; i < disk_.chain().size(); ++i) {
    rotation_.advance();
    checker_.decided(id_, block_height{i + 1}, id_of(disk_.chain()[i].body));
  }
  checker_.executed(id_, block_height{disk_.chain().size()}, disk_.ledger());
  if (world_.chance(options_.rot_percent))
    disk_.rot();
  resume();
  later(world_.below(tick_ms), [this] { tick(); });
  later(world_.below(20), [this] { take(driver_->begin()); });
}

void validator_node::resume() {
  auto reading = disk_.read();
  auto options = consensus::driver_options{};
  options.self = reading.lost ? validator_id{} : id_; // signs nothing
  options.timeouts = options_.timeouts;
  driver_.emplace(options, next_setup());
  if (reading.lost)
    return;
  auto record = reading.record.value_or(consensus::signer_record{});
  if (record.height.value() > disk_.chain().size() + 1)
    fail("signed for a height whose parent is not stored");
  if (record.height.value() == disk_.chain().size() + 1)
    for (const auto& [block, kept] : disk_.bodies) {
      learn(kept.body);
      take(driver_->on_certificate(kept.commit));
    }
  for (const auto& [block, round] :
       {std::pair{record.locked, record.locked_round},
        std::pair{record.valid, record.valid_round}})
    if (record.height.value() == disk_.chain().size() + 1 && round != no_round
        && !disk_.bodies.contains(block))
      fail("locked on a block whose body is not on disk");
  take(reading.damaged ? driver_->restore_damaged(record)
                       : driver_->restore(record));
}

void validator_node::crash() {
  driver_.reset();
  world_.after(50 + world_.below(1500), [this] { start(); });
}

std::string validator_node::state() const {
  auto result = "clock " + std::to_string(options_.clock_offset_ms) + " height "
                + std::to_string(disk_.chain().size() + 1);
  if (!driver_)
    return result + " down";
  const auto& x = driver_->height().state();
  return result + " round " + std::to_string(x.round) + " step "
         + std::to_string(static_cast<int>(x.step)) + " locked "
         + to_hex(x.locked.block, 4) + "@" + std::to_string(x.locked.round)
         + " valid " + to_hex(x.valid.block, 4) + "@"
         + std::to_string(x.valid.round)
         + (driver_->is_silent() ? " silent" : "");
}

void validator_node::calm_down() {
  options_.crash_permille = 0;
  options_.rot_percent = 0;
  start();
}

consensus::height_setup validator_node::next_setup() const {
  return {block_height{disk_.chain().size() + 1}, rotation_};
}

std::uint64_t validator_node::clock_ms() const {
  auto now = epoch_ms + world_.now_ms();
  if (options_.clock_lies)
    return world_.below(2 * now);
  return now + static_cast<std::uint64_t>(options_.clock_offset_ms);
}

// -- blocks -------------------------------------------------------------------

consensus::block_verdict validator_node::judge(const body& x) const {
  auto valid = x.height.value() == disk_.chain().size() + 1 && x.payload != 0
               && x.state == disk_.ledger().root();
  if (disk_.chain().empty())
    return {valid && x.parent.is_zero(), x.time_ms};
  const auto& parent = disk_.chain().back().body;
  return {valid && x.parent == id_of(parent) && x.time_ms > parent.time_ms,
          x.time_ms};
}

void validator_node::forget_bodies() {
  bodies_.clear();
  wanted_.clear();
}

void validator_node::learn(const body& x) {
  if (x.height.value() != disk_.chain().size() + 1)
    return;
  auto block = id_of(x);
  if (bodies_.emplace(block, x).second)
    take(driver_->on_block(block, judge(x)));
}

// -- messages -----------------------------------------------------------------

void validator_node::receive(number from, const packet& x) {
  if (!driver_)
    return;
  std::visit([&](const auto& content) { on(from, content); }, x);
  auto members = options_.validators.size();
  auto round = static_cast<std::size_t>(driver_->height().state().round + 3);
  if (driver_->height().votes().votes_held() > 2 * members * round)
    fail("memory: more votes than the bound");
}

void validator_node::on(number, const signed_vote& x) {
  if (verify(scheme_, x))
    take(driver_->on_vote(x));
}

void validator_node::on(number, const signed_proposal& x) {
  if (verify(scheme_, x))
    take(driver_->on_proposal(x, clock_ms()));
}

void validator_node::on(number, const certificate& x) {
  if (verify(scheme_, x))
    take(driver_->on_certificate(x));
}

void validator_node::on(number from, const body& x) {
  // What nobody asked for yet waits, one per sender.
  if (wanted_.contains(id_of(x)))
    learn(x);
  else
    unasked_.insert_or_assign(from, x);
}

void validator_node::on(number from, const body_wanted& x) {
  auto known = bodies_.find(x.block);
  if (known != bodies_.end())
    world_.send(options_.self, from, known->second);
}

void validator_node::on(number, const stored_block& x) {
  if (x.body.height != driver_->height().state().height
      || x.commit.block != id_of(x.body) || !verify(scheme_, x.commit))
    return;
  take(driver_->on_certificate(x.commit));
  learn(x.body);
}

void validator_node::on(number from, const validator_position& x) {
  peers_.try_emplace(from, consensus::catch_up_schedule::options{})
    .first->second.heard(x, world_.now_ms());
}

void validator_node::say(const packet& x) {
  world_.broadcast(options_.self, x);
}

void validator_node::tick() {
  world_.broadcast(options_.self, told_);
  for (auto& [peer, schedule] : peers_)
    if (schedule.is_due(world_.now_ms()))
      send_lacking(peer);
  later(tick_ms, [this] { tick(); });
}

void validator_node::send_lacking(number to) {
  auto send = [&](const packet& x) { world_.send(options_.self, to, x); };
  for (const auto& item :
       consensus::catch_up(driver_->height(), peers_.at(to).position())) {
    if (const auto* x = std::get_if<consensus::send_decided>(&item)) {
      if (x->height.value() >= 1 && x->height.value() <= disk_.chain().size())
        send(disk_.chain()[x->height.value() - 1]);
    } else if (const auto* x = std::get_if<consensus::send_block>(&item)) {
      if (bodies_.contains(x->block))
        send(bodies_.at(x->block));
    } else if (const auto* x = std::get_if<certificate>(&item)) {
      send(*x);
    } else if (const auto* x = std::get_if<signed_proposal>(&item)) {
      send(*x);
    } else if (const auto* x = std::get_if<signed_vote>(&item)) {
      send(*x);
    }
  }
}

} // namespace synod::sim
