#pragma once

#include "actors/interfaces.hpp"
#include "actors/shard_worker/compute_thread.hpp"

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace synod::test {

/// What workers told their coordinator.
struct told {
  std::vector<token_sampled> tokens;
  std::vector<hop_failed> failures;
  std::vector<receipt_made> receipts;
};

/// A coordinator that listens.
inline coordinator_actor::behavior_type
listener(coordinator_actor::pointer, std::shared_ptr<told> notes) {
  return {
    [](const start_request&) -> caf::result<request_started> {
      return errc::invalid_argument;
    },
    [](const cancel_request&) {},
    [notes](const token_sampled& x) { notes->tokens.push_back(x); },
    [notes](const hop_failed& x) { notes->failures.push_back(x); },
    [notes](const receipt_made& x) { notes->receipts.push_back(x); },
    [](const get_status&) { return actor_status{}; },
  };
}

/// Computes at once, in the actor's own turn.
class executor_at_once : public batch_executor {
public:
  explicit executor_at_once(std::function<void()> wake)
    : wake_(std::move(wake)) {
  }

  void run(std::uint64_t number, std::size_t, batch_job job) override {
    finished_.push_back({number, job(), std::chrono::microseconds{5}});
    wake_();
  }

  std::vector<finished_batch> take_finished() override {
    return std::exchange(finished_, {});
  }

private:
  std::function<void()> wake_;
  std::vector<finished_batch> finished_;
};

/// Never ends what it begins.
class executor_that_hangs : public batch_executor {
public:
  void run(std::uint64_t, std::size_t, batch_job) override {
  }

  std::vector<finished_batch> take_finished() override {
    return {};
  }
};

} // namespace synod::test
