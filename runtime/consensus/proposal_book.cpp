#include "runtime/consensus/proposal_book.hpp"

namespace synod::consensus {

proposal_outcome
proposal_book::add(const signed_proposal& x, std::uint64_t now_ms) {
  auto [known, added]
    = by_round_.try_emplace(x.proposal.round, entry{x, now_ms});
  if (added)
    return proposal_outcome::recorded;
  return known->second.proposal.proposal == x.proposal
           ? proposal_outcome::repeated
           : proposal_outcome::conflicting;
}

void proposal_book::add_block(const block_id& block, block_verdict verdict) {
  blocks_.emplace(block, verdict);
}

const proposal_book::entry* proposal_book::of(round_number round) const {
  auto i = by_round_.find(round);
  return i == by_round_.end() ? nullptr : &i->second;
}

std::optional<block_verdict>
proposal_book::verdict(const block_id& block) const {
  auto i = blocks_.find(block);
  if (i == blocks_.end())
    return {};
  return i->second;
}

bool proposal_book::is_valid(const block_id& block) const {
  auto known = verdict(block);
  return known && known->valid;
}

bool proposal_book::is_timely(const entry& x) const {
  auto known = verdict(x.proposal.proposal.block);
  if (!known)
    return false;
  auto early = known->time_ms > x.received_ms;
  auto apart
    = early ? known->time_ms - x.received_ms : x.received_ms - known->time_ms;
  return apart <= clock_skew_ms_max_;
}

std::vector<block_id> proposal_book::missing() const {
  auto result = std::vector<block_id>{};
  for (const auto& [round, x] : by_round_)
    if (!blocks_.contains(x.proposal.proposal.block))
      result.push_back(x.proposal.proposal.block);
  return result;
}

} // namespace synod::consensus
