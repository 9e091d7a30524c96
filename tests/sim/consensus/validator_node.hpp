#pragma once

#include "runtime/consensus/catch_up.hpp"
#include "runtime/consensus/driver.hpp"
#include "tests/sim/consensus/checker.hpp"
#include "tests/sim/consensus/disk.hpp"
#include "tests/sim/consensus/world.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace synod::sim {

/// What a node is given.
struct node_options {
  number self = 0;
  consensus::validator_set validators;
  consensus::timeout_options timeouts;
  std::int64_t clock_offset_ms = 0;
  bool clock_lies = false;     ///< Any time at all, each time it is asked.
  unsigned crash_permille = 0; ///< At each effect.
  unsigned rot_percent = 0;    ///< Of the newest record, at each restart.
};

/// One validator: the real driver, a model of its disk and signer, and a shell
/// that does one effect at a time and may crash before, after or within each.
class validator_node {
public:
  validator_node(world& where, checker& watch, const signature_scheme& scheme,
                 node_options options);
  virtual ~validator_node() = default;

  /// Starts, from what is on disk.
  void start();
  void crash();
  void receive(number from, const packet& x);

  /// From now on nothing of its own goes wrong.
  void calm_down();

  [[nodiscard]] std::size_t chain_length() const noexcept {
    return disk_.chain().size();
  }

  /// Where it stands, in words.
  [[nodiscard]] std::string state() const;

protected:
  /// Sends to all others.
  virtual void say(const packet& x);

  world& world_;
  checker& checker_;
  const signature_scheme& scheme_;
  node_options options_;
  validator_id id_;
  std::map<block_id, body> bodies_; ///< In memory, of this height.

private:
  // -- messages
  void on(number, const signed_vote& x);
  void on(number, const signed_proposal& x);
  void on(number, const certificate& x);
  void on(number from, const body& x);
  void on(number from, const body_wanted& x);
  void on(number, const stored_block& x);
  void on(number from, const validator_position& x);

  // -- effects
  void take(consensus::effects xs);
  void do_next();
  void perform(const consensus::persist_record& x);
  void perform(const consensus::persist_body& x);
  void perform(const consensus::sign_vote& x);
  void perform(const consensus::sign_proposal& x);
  void perform(const consensus::start_timeout& x);
  void perform(const consensus::get_value& x);
  void perform(const consensus::fetch_block& x);
  void perform(const consensus::decide& x);
  void perform(const consensus::report_conflict& x);

  void resume();
  void make_value(const consensus::get_value& x);
  void tick();
  void send_lacking(number to);
  void learn(const body& x);
  void forget_bodies();
  [[nodiscard]] consensus::block_verdict judge(const body& x) const;
  [[nodiscard]] std::uint64_t clock_ms() const;
  [[nodiscard]] consensus::height_setup next_setup() const;
  void later(std::uint64_t delay_ms, std::function<void()> what);
  void fail(const std::string& what);

  disk disk_;
  std::optional<consensus::driver> driver_; ///< None while it is down.
  consensus::proposer_rotation rotation_;
  std::deque<consensus::effect> todo_;
  std::map<number, consensus::catch_up_schedule> peers_;
  std::set<block_id> wanted_;      ///< Bodies that were asked for.
  std::map<number, body> unasked_; ///< The last that each peer sent unasked.
  validator_position told_;
  std::uint64_t life_ = 0; ///< Counts starts, so that old timers are void.
};

} // namespace synod::sim
