#pragma once

#include "actors/shard_worker/effects.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace synod {

/// A worker's receipts on their way to coordinators, whose sessions may be over
/// by now. One that gets no answer is sent again for half a minute: longer, a
/// coordinator does not wait for it.
class receipt_outbox {
public:
  void push(actor_address to, receipt_made x, worker_time now);

  /// Sends what is due. Tickets count on from `last_ticket`.
  void send(std::uint64_t& last_ticket, worker_time now,
            std::vector<worker_effect>& out);

  /// Notes how a send ended. Unknown tickets are ignored.
  void
  delivered(std::uint64_t ticket, std::optional<errc> refusal, worker_time now);

  [[nodiscard]] std::optional<worker_time> next_tick() const noexcept;

  [[nodiscard]] std::size_t size() const noexcept {
    return waiting_.size() + sent_.size();
  }

private:
  struct entry {
    actor_address to;
    receipt_made message;
    worker_time given_up_at{};
    worker_time delay{};
  };

  std::multimap<worker_time, entry> waiting_; // by when to send
  std::map<std::uint64_t, entry> sent_;       // by ticket
};

} // namespace synod
