#pragma once

#include "actors/shard_worker/batch_selection.hpp"
#include "actors/shard_worker/receipt_outbox.hpp"
#include "actors/shard_worker/worker_session.hpp"
#include "schemas/session.hpp"

#include <caf/error.hpp>
#include <caf/expected.hpp>

#include <map>
#include <optional>

namespace synod {

/// The sessions of one worker: who may do what, what is computed next, and what
/// goes where. Holds no KV cache and computes nothing.
/// `README.md` beside this has the protocol, as far as `schemas/session.hpp`
/// and `schemas/step.hpp` leave it open.
class shard_sessions {
public:
  /// `self` is where other workers reach this one.
  /// @param signer nothing on a network without a ledger
  shard_sessions(actor_address self, shard_shape shape, worker_limits limits,
                 std::optional<receipt_signer> signer = {});

  shard_sessions(const shard_sessions&) = delete; // sessions refer to it
  shard_sessions& operator=(const shard_sessions&) = delete;

  // -- messages; `from` is the node that sent it ------------------------------
  // A refusal leaves the state as it was. Each takes effects into account:
  // call `take_effects` afterwards.

  caf::expected<session_opened>
  open(const node_id& from, const open_session& x, worker_time now);

  caf::error step(const node_id& from, const run_step& x, worker_time now);

  caf::error
  resend(const node_id& from, const resend_activations& x, worker_time now);

  [[nodiscard]] caf::expected<session_progress>
  probe(const probe_session& x, worker_time now) const;

  leases_renewed
  renew(const node_id& from, const renew_leases& x, worker_time now);

  caf::error
  close(const node_id& from, const close_session& x, worker_time now);

  // -- results of effects -----------------------------------------------------

  /// The batch has ended.
  /// @pre `number` is that of the last `run_batch`, once; one result per item.
  void computed(std::uint64_t number, std::vector<batch_result> results,
                worker_time now);

  /// A send was accepted, or refused. Tickets of sends that nobody waits for
  /// any more are ignored.
  void delivered(session_id session, std::uint64_t ticket,
                 std::optional<errc> refusal, worker_time now);

  /// Likewise for a receipt.
  void receipt_delivered(std::uint64_t ticket, std::optional<errc> refusal,
                         worker_time now);

  /// Commits to what was computed and signs what is due. Call it once the
  /// effects so far are carried out: no token is to wait for it.
  void sign_receipts(worker_time now);

  // -- time -------------------------------------------------------------------

  /// Frees what was not renewed, and sends again what was refused a while ago.
  void tick(worker_time now);

  /// When `tick` has something to do, if ever.
  [[nodiscard]] std::optional<worker_time> next_tick() const;

  [[nodiscard]] std::vector<worker_effect> take_effects();

  /// Signs how much room there is, good for a while from `wall` on, in
  /// milliseconds since the epoch. Fails with `invalid_argument` for a worker
  /// without an account.
  [[nodiscard]] caf::expected<signed_load_report> report_load(time_ms wall);

  // -- for whoever watches ----------------------------------------------------

  [[nodiscard]] const admission& budget() const noexcept {
    return budget_;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return sessions_.size();
  }

  [[nodiscard]] bool is_computing() const noexcept {
    return !running_.empty();
  }

  /// Steps that wait to be computed.
  [[nodiscard]] std::size_t steps_queued() const noexcept;

private:
  using session_map = std::map<session_id, worker_session>;

  /// An item of the batch under way.
  struct running_item {
    session_id session;
    cache_id cache;
    /// What to release when it ends, because its session is gone.
    reservation orphaned;
  };

  std::optional<errc> open_new(const node_id& from, const open_session& x);
  std::optional<errc> open_again(const node_id& from, const open_session& x);
  std::optional<errc> allowed(const node_id& from, std::uint32_t attempt,
                              const worker_session& x, bool step) const;
  [[nodiscard]] worker_time lease(std::uint32_t ms, worker_time now) const;
  [[nodiscard]] std::size_t queued_bytes() const noexcept;
  void hand_over(const open_session& opened, std::vector<signed_receipt> xs,
                 worker_time now);
  session_map::iterator free(session_map::iterator x, bool expired);
  void schedule(worker_time now);

  actor_address self_;
  shard_shape shape_;
  worker_limits limits_;
  std::optional<receipt_signer> signer_;
  receipt_outbox receipts_;
  admission budget_;
  batch_selection selection_;
  session_map sessions_; ///< Ordered, so that a run replays exactly.
  std::vector<running_item> running_;
  std::uint64_t last_batch_ = 0;
  std::uint64_t last_cache_ = 0;
  std::uint64_t last_ticket_ = 0;
  std::uint64_t last_report_ = 0;
  std::vector<worker_effect> effects_;
};

} // namespace synod
