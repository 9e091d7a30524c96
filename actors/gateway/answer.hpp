#pragma once

#include "actors/gateway/completion_reply.hpp"

#include <optional>
#include <string>

namespace synod::openai {

/// What the connection of an answer is to do next, in this order.
struct answer_step {
  std::optional<http::response> whole{}; ///< The answer; nothing follows it.
  std::string events{}; ///< More of a stream, which the first opens.
  bool ended = false;   ///< Nothing follows.
  std::string error{};  ///< Its code, if the answer ended badly.
};

/// Turns what a coordinator says about one request into what its client reads.
/// A status is sent with the first text or the end, whatever comes first, so
/// that a refusal after the admission still has the right one.
class answer {
public:
  answer(const completion_request& call, request_id id, std::int64_t created_s);

  /// The request is paid, so it goes by another id, and its client is to know
  /// what shows its record. @pre nothing was answered
  void paid_as(request_id id, std::string record_key) noexcept {
    head_.request = id;
    head_.record_key = std::move(record_key);
  }

  /// The request has waited for an escrow to be in a block.
  void wait_for_escrow() noexcept {
    head_.waited_for_escrow = true;
  }

  /// The request was admitted.
  void started(std::uint64_t seed);

  /// More text. A repeated delta changes nothing; a gap ends the answer with an
  /// error, since text would silently be missing.
  [[nodiscard]] answer_step add(const text_delta& x);

  /// The end, well or not.
  [[nodiscard]] answer_step finish(const request_finished& x);

  /// The end for a reason that the coordinator cannot tell.
  [[nodiscard]] answer_step fail(api_error why);

  [[nodiscard]] bool ended() const noexcept {
    return ended_;
  }

  /// HTTP's status as far as it is known; 0 before.
  [[nodiscard]] unsigned status() const noexcept {
    return status_;
  }

private:
  [[nodiscard]] std::string opening();

  reply_head head_;
  bool stream_ = false;
  bool ended_ = false;
  unsigned status_ = 0;
  std::uint32_t next_index_ = 0;
  std::string text_; // of an answer that is not streamed
};

} // namespace synod::openai
