#pragma once

#include "schemas/consensus.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace synod::consensus {

/// Messages of the next height, from those who are ahead by a moment: per
/// sender one vote of each kind and one proposal, of the latest round, so that
/// nobody can fill it. Whatever else is lost is sent again.
class early_messages {
public:
  void add(const signed_vote& x);
  void add(const signed_proposal& x, std::uint64_t now_ms);

  struct timed_proposal {
    signed_proposal proposal;
    std::uint64_t received_ms = 0;
  };

  struct content {
    std::vector<timed_proposal> proposals;
    std::vector<signed_vote> votes;
  };

  /// @returns what is held, ordered by sender, and begins anew.
  [[nodiscard]] content take();

  [[nodiscard]] std::size_t size() const noexcept {
    return votes_.size() + proposals_.size();
  }

private:
  std::map<std::pair<validator_id, vote_kind>, signed_vote> votes_;
  std::map<validator_id, timed_proposal> proposals_;
};

} // namespace synod::consensus
