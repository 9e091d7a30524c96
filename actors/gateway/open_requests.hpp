#pragma once

#include "actors/gateway/answer.hpp"
#include "actors/gateway/exchange.hpp"
#include "actors/gateway/metrics.hpp"
#include "actors/gateway/record_key.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace synod {

/// The requests of a gateway that wait for the end of their answer: what a
/// coordinator says of one goes to its client's connection. Knows no actors.
class open_requests {
public:
  using clock = std::chrono::steady_clock;

  explicit open_requests(std::shared_ptr<openai::metrics> metrics)
    : metrics_(std::move(metrics)) {
  }

  /// A client waits from `now` on.
  void add(const request_id& id, const openai::completion_request& call,
           std::shared_ptr<http::exchange> exchange, clock::time_point now);

  /// The request is paid: from now on it goes by another id, and its answer
  /// tells what shows its record. @pre nothing of it went out
  void
  paid_as(const request_id& id, const request_id& now, const record_key& key);

  /// The request waits for an escrow, which its answer is to say.
  void wait_for_escrow(const request_id& id);

  [[nodiscard]] std::shared_ptr<http::exchange>
  exchange_of(const request_id& id) const;

  /// A coordinator has admitted the request. It may have ended it before this
  /// is heard; the client learns of the end only then.
  void started(const request_id& id, std::uint64_t seed, clock::time_point now);

  /// @returns false if nobody waits for that request
  bool add_text(const text_delta& x, clock::time_point now);
  bool finish(const request_finished& x, clock::time_point now);

  /// Ends a request for a reason of the gateway's own. Unknown ones are
  /// ignored.
  void fail(const request_id& id, const openai::api_error& why,
            clock::time_point now);

  /// The client has left.
  /// @returns false if nobody waited for that request
  bool leave(const request_id& id);

  [[nodiscard]] bool contains(const request_id& id) const {
    return open_.contains(id);
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return open_.size();
  }

  /// Those that have been waiting since before `latest`.
  [[nodiscard]] std::vector<request_id>
  waiting_since_before(clock::time_point latest) const;

private:
  struct entry {
    openai::answer answer;
    openai::endpoint endpoint;
    std::shared_ptr<http::exchange> exchange;
    clock::time_point began;
    bool started = false;
    bool first_text_seen = false;
    std::optional<request_finished> early_end;
  };

  /// Carries out a step, and forgets the request with its last one.
  void carry_out(const request_id& id, const openai::answer_step& step,
                 clock::time_point now);

  std::shared_ptr<openai::metrics> metrics_;
  std::unordered_map<request_id, entry> open_;
};

/// Returns the header fields that every answer to a request carries.
[[nodiscard]] http::response with_id(http::response x, const request_id& id);

} // namespace synod
