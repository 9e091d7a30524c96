#pragma once

#include "actors/validator/body_pool.hpp"
#include "actors/validator/ledger_application.hpp"
#include "actors/validator/peer_progress.hpp"
#include "actors/validator/validator_signer.hpp"
#include "runtime/consensus/driver.hpp"
#include "runtime/store/body_file.hpp"

#include <deque>
#include <functional>

namespace synod::chain {

/// What time it is, in milliseconds.
struct instant {
  std::uint64_t wall_ms = 0;   ///< Since 1970; for headers. May jump.
  std::uint64_t steady_ms = 0; ///< Only goes forward.
};

/// Where agreement's effects on the outside go. None may wait or throw.
struct agreement_ports {
  std::function<void(const consensus_message&)> broadcast;
  std::function<void(const node_id&, const consensus_message&)> send;
  std::function<void(const consensus::timed_out&, std::uint64_t)> start_timer;
  /// Answered by `on_transactions`.
  std::function<void()> want_transactions;
  std::function<void(const committed_block&)> announce;
  /// It votes no more, and why.
  std::function<void(const std::string&)> stopped;
  /// Called before and after each effect, with its name: a test may crash here.
  std::function<void(const char*)> boundary = [](const char*) {};
};

struct agreement_options {
  consensus::timeout_options timeouts;
  std::uint64_t heartbeat_ms = 30'000; ///< The longest without a block.
};

/// @throws std::runtime_error with a sentence if the signer has signed for
///         heights that the stored chain does not reach
void check_start(const consensus::signer_record& record, block_height stored);

/// One validator's part in deciding block after block: the driver of
/// `runtime/consensus`, and the one place where its effects are performed, in
/// order, each fully before the next. Owns the signer and the disk for as long
/// as it lives; call it from one thread.
///
/// A failing disk stops it for good: it votes no more until it is started
/// again, and what is stored stays readable.
class agreement {
public:
  /// The references must outlive it. @throws as `check_start`
  agreement(agreement_options options, ledger_application& app,
            store::chain_store& disk, store::body_file bodies,
            validator_signer signer, agreement_ports ports);

  /// Resumes what was under way. Once, before all else.
  void start(instant now);

  /// @param from who sent it, as its connection proved
  void on_message(const node_id& from, const consensus_message& x, instant now);
  void on_timeout(const consensus::timed_out& x, instant now);
  void on_transactions(std::vector<std::string> xs, instant now);

  /// There are transactions that `head` does not hold, or there are none.
  void on_waiting(block_height head, bool any, instant now);

  /// Call it five to twenty times a second.
  void on_tick(instant now);

  /// True if nothing is under way, no height and no transaction, and every
  /// other validator said that it is where this one is.
  [[nodiscard]] bool is_at_rest() const;

  [[nodiscard]] const consensus::driver& driver() const noexcept {
    return driver_;
  }

  [[nodiscard]] bool is_stopped() const noexcept {
    return stopped_;
  }

  [[nodiscard]] std::uint64_t refused() const noexcept {
    return refused_;
  }

  [[nodiscard]] std::uint64_t conflicts() const noexcept {
    return conflicts_;
  }

private:
  void receive(const node_id& from, const signed_proposal& x);
  void receive(const node_id& from, const signed_vote& x);
  void receive(const node_id& from, const certificate& x);
  void receive(const node_id& from, block_body x);
  void receive(const node_id& from, const validator_position& x);
  void receive(const node_id& from, const wanted_body& x);
  void receive(const node_id& from, const wanted_heights& x);

  void take(consensus::effects xs);
  void perform(const consensus::persist_record& x);
  void perform(const consensus::persist_body& x);
  void perform(const consensus::sign_vote& x);
  void perform(const consensus::sign_proposal& x);
  void perform(const consensus::start_timeout& x);
  void perform(const consensus::get_value& x);
  void perform(const consensus::fetch_block& x);
  void perform(const consensus::decide& x);
  void perform(const consensus::report_conflict& x);

  void begin_if_due();
  void hand_over(const block_body& x);
  void load_kept_blocks();
  void send_decided(const node_id& to, block_height height);
  void send_missing(const node_id& to, const validator_position& position);
  void stop(const std::string& why);
  [[nodiscard]] bool is_current(block_height x) const;
  [[nodiscard]] bool is_near(block_height x) const; ///< Current, or the next.
  [[nodiscard]] validator_position own_position() const;
  [[nodiscard]] consensus::height_setup next_setup();

  agreement_options options_;
  ledger_application& app_;
  store::chain_store& disk_;
  store::body_file bodies_;
  validator_signer signer_;
  agreement_ports ports_;
  signature_rule signatures_;
  consensus::proposer_rotation rotation_; ///< Of the present height.
  consensus::driver driver_;
  body_pool pool_;
  peer_progress peers_;
  std::deque<consensus::effect> pending_;
  instant now_;
  std::optional<consensus::get_value> wanted_;
  bool performing_ = false;
  bool waiting_ = false; ///< Transactions, for the next block.
  bool stopped_ = false;
  std::uint64_t refused_ = 0;   ///< Messages that did not hold.
  std::uint64_t conflicts_ = 0; ///< Seen: somebody signed twice.
};

} // namespace synod::chain
