#pragma once

#include "actors/interfaces.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

namespace synod::test {

/// Tokens on their way from an actor to the test's own thread.
class said_tokens {
public:
  void push(const token_sampled& x) {
    auto lock = std::lock_guard{mutex_};
    waiting_.push_back(x);
    changed_.notify_one();
  }

  /// Waits for a token as long as a busy machine may need.
  std::optional<token_sampled> next() {
    auto lock = std::unique_lock{mutex_};
    if (!changed_.wait_for(lock, std::chrono::seconds{20},
                           [this] { return !waiting_.empty(); }))
      return std::nullopt;
    auto result = waiting_.front();
    waiting_.pop_front();
    return result;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<token_sampled> waiting_;
};

/// A coordinator that passes tokens on.
inline coordinator_actor::behavior_type
said_tokens_actor(coordinator_actor::pointer,
                  std::shared_ptr<said_tokens> said) {
  return {
    [](const start_request&) -> caf::result<request_started> {
      return errc::invalid_argument;
    },
    [](const cancel_request&) {},
    [said](const token_sampled& x) { said->push(x); },
    [](const hop_failed&) {},
    [](const receipt_made&) {},
    [](const get_status&) { return actor_status{}; },
  };
}

} // namespace synod::test
