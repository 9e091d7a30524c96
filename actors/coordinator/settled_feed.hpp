#pragma once

#include "actors/coordinator/ask.hpp"

#include <map>
#include <optional>
#include <vector>

namespace synod::coordinator {

/// Tells askers what their requests came to. An asker that does not answer is
/// asked a few times more; what it misses then it can still read from the
/// ledger, if it knows the request.
class settled_feed {
public:
  /// Replaces what was to be told about the same request.
  void add(actor_address asker, request_settled x, instant now);

  void answered(std::uint64_t ask, std::optional<errc> refusal, instant now);

  /// @returns what is due, with ids of its own.
  [[nodiscard]] std::vector<ask> take_asks(instant now);

  [[nodiscard]] std::optional<instant> wake_at() const;

private:
  struct entry {
    actor_address asker;
    request_settled message;
    instant due{0};
    std::uint32_t tried = 0;
    std::uint64_t under_way = 0; // the ask; 0: none
  };

  std::map<request_id, entry> entries_;
  std::uint64_t last_ask_ = 0;
};

} // namespace synod::coordinator
