#pragma once

#include "actors/coordinator/answer_stream.hpp"
#include "actors/coordinator/ask.hpp"

#include <deque>
#include <optional>
#include <vector>

namespace synod::coordinator {

/// Tells an asker the text of its request, one message after the other: the
/// next one leaves when the last one was taken, so nothing overtakes, is lost,
/// or piles up in front of a slow asker.
class asker_feed {
public:
  asker_feed(actor_address asker, request_id request,
             std::chrono::milliseconds timeout);

  void add(answer_stream::piece piece);

  /// The last message; what is added later is dropped.
  void finish(request_finished last);

  /// Nobody waits for the asker any longer.
  void give_up() noexcept;

  /// The answer to the message that is under way.
  void answered(std::optional<errc> refusal, instant now);

  /// Returns the message to send now, if any.
  [[nodiscard]] std::optional<ask> next(instant now);

  /// When a message that was refused as `overloaded` may be sent again.
  [[nodiscard]] std::optional<instant> wake_at() const;

  /// True once the asker does not listen any more. Nothing is sent then.
  [[nodiscard]] bool is_lost() const noexcept {
    return lost_;
  }

  /// True once the last message was taken, or nobody is there to take it.
  [[nodiscard]] bool is_done() const noexcept {
    return lost_ || (finished_ && queue_.empty());
  }

private:
  actor_address asker_;
  request_id request_;
  std::chrono::milliseconds timeout_;
  std::deque<question> queue_; // its front is under way, or the next to go
  std::uint32_t index_ = 0;
  bool under_way_ = false;
  bool finished_ = false;
  bool lost_ = false;
  std::optional<instant> retry_at_;
};

} // namespace synod::coordinator
