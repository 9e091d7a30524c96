#pragma once

#include "actors/shard_worker/admission.hpp"
#include "actors/shard_worker/effects.hpp"
#include "actors/shard_worker/input_queue.hpp"
#include "actors/shard_worker/output_ring.hpp"
#include "actors/shard_worker/report_queue.hpp"
#include "actors/shard_worker/send_window.hpp"
#include "actors/shard_worker/session_receipts.hpp"
#include "schemas/session.hpp"

#include <optional>
#include <vector>

namespace synod {

/// One session on one worker: its place in the route, its frontiers
///
///     kept_from <= accepted <= next to send <= computed <= received
///
/// and what waits on either side. Checks nothing that its caller can.
class worker_session {
public:
  /// A session as it is when it is opened first.
  /// `shape` and `receipts` must outlive it; null: it signs none.
  worker_session(node_id owner, cache_id cache, const reservation& held,
                 const shard_shape& shape, const worker_limits& limits,
                 const receipt_signer* receipts);

  /// Begins an attempt: goes on from what was computed and kept.
  void begin(const open_session& x);

  [[nodiscard]] const node_id& owner() const noexcept {
    return owner_;
  }

  /// The node that may step the session.
  [[nodiscard]] const node_id& stepper() const noexcept;

  [[nodiscard]] const open_session& opened() const noexcept {
    return opened_;
  }

  [[nodiscard]] cache_id cache() const noexcept {
    return cache_;
  }

  [[nodiscard]] const reservation& held() const noexcept {
    return held_;
  }

  [[nodiscard]] session_opened answer() const noexcept;
  [[nodiscard]] session_progress progress(worker_time now) const noexcept;

  // -- input ------------------------------------------------------------------

  /// @returns whether there is no gap; if there is, nothing changed.
  [[nodiscard]] bool push(const run_step& x);

  /// @returns whether those outputs are kept; if not, nothing changed.
  [[nodiscard]] bool resend(std::uint32_t from, bool sample);

  [[nodiscard]] const input_queue& inputs() const noexcept {
    return inputs_;
  }

  // -- computing --------------------------------------------------------------

  /// Rows that could be computed now; 0 while some are.
  [[nodiscard]] std::uint32_t ready_rows() const noexcept;

  /// Takes rows to compute.
  /// @pre 0 < `rows` <= `ready_rows()`
  batch_item run(std::uint32_t rows, worker_time now);

  /// What `run` began has ended.
  void ended(const batch_result& x);

  // -- sending ----------------------------------------------------------------

  /// Sends whatever may go out. Tickets count on from `last_ticket`.
  void send(std::uint64_t& last_ticket, std::vector<worker_effect>& out);

  void
  delivered(std::uint64_t ticket, std::optional<errc> refusal, worker_time now);

  // -- receipts ---------------------------------------------------------------

  [[nodiscard]] session_receipts& receipts() noexcept {
    return receipts_;
  }

  // -- time -------------------------------------------------------------------

  void renew(worker_time until) noexcept {
    lease_until_ = until;
  }

  [[nodiscard]] worker_time lease_until() const noexcept {
    return lease_until_;
  }

  void tick(worker_time now) noexcept;
  [[nodiscard]] worker_time next_tick() const noexcept;

private:
  struct running {
    std::uint32_t position = 0;
    std::uint32_t rows = 0;
    bool sample = false;
    bool given_up = false; ///< A new attempt began meanwhile.
    worker_time since{};
    std::vector<token_id> tokens{}; ///< If receipts are signed: what went in.
    buffer input{};
  };

  void rewind(std::uint32_t position);
  void keep_for_receipts(running ran, const batch_result& x);
  void
  report_failure(std::uint32_t hop_index, std::uint32_t position, errc reason);
  [[nodiscard]] bool penalizes() const noexcept;

  node_id owner_;
  cache_id cache_;
  reservation held_;
  bool is_last_;
  std::uint32_t message_rows_;
  worker_time lease_until_{};
  open_session opened_; ///< Of the current attempt.

  input_queue inputs_;
  std::uint32_t computed_ = 0;
  std::optional<running> running_;
  std::vector<token_id> history_; ///< Last hop, if the penalty asks for it.
  output_ring kept_;
  send_window sends_;
  report_queue reports_;
  session_receipts receipts_;
};

} // namespace synod
