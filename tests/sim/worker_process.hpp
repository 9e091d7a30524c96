#pragma once

#include "actors/shard_worker/sessions.hpp"
#include "tests/sim/fake_engine.hpp"
#include "tests/sim/network.hpp"

#include <optional>

namespace synod::sim {

/// How fast and how large a worker is.
struct worker_options {
  worker_limits limits{};
  instant batch_time{300}; ///< Of any batch,
  instant row_time{30};    ///< and of each row more.
};

/// A worker's sessions on a node of the simulated network.
class worker_process : public process {
public:
  worker_process(network& wires, actor_address self, shard_shape shape,
                 worker_options options,
                 std::optional<receipt_signer> signer = {});

  void
  receive(const node_id& from, const message& what, answer_to answer) override;

  /// Steps compute for ever from now on; everything else goes on.
  void hang() {
    hangs_ = true;
  }

  /// Batches take so long from now on.
  void slow_down(instant batch_time) {
    options_.batch_time = batch_time;
  }

  /// So many of a thousand steps fail from now on.
  void fail(unsigned permille) {
    fails_permille_ = permille;
  }

  /// Nothing is held for any session.
  [[nodiscard]] bool is_empty() const;

  [[nodiscard]] const shard_sessions& core() const noexcept {
    return core_;
  }

private:
  reply handle(const node_id& from, const message& what);
  void pump();
  void carry_out(const run_batch& x);
  void carry_out(const free_cache& x);
  void carry_out(const send_step& x);
  void carry_out(const send_report& x);
  void carry_out(const send_receipt& x);
  void carry_out_effects();
  answer_to ticket(session_id session, std::uint64_t ticket);

  network& wires_;
  actor_address self_;
  worker_options options_;
  shard_sessions core_;
  fake_engine engine_;
  bool hangs_ = false;
  unsigned fails_permille_ = 0;
  std::uint64_t timer_ = 0;
  std::optional<instant> due_;
};

} // namespace synod::sim
