#include "tests/sim/consensus/checker.hpp"

#include <algorithm>

namespace synod::sim {

void checker::decided(const validator_id& by, block_height height,
                      const block_id& block) {
  if (chain_.try_emplace(height, block).first->second != block)
    fail(by, "agreement: another block at height "
               + std::to_string(height.value()));
}

void checker::executed(const validator_id& by, block_height height,
                       const ledger_model& after) {
  if (!after.is_conserved())
    fail(by, "conservation: money was made or lost at height "
               + std::to_string(height.value()));
  if (states_.try_emplace(height, after.root()).first->second != after.root())
    fail(by, "agreement: another state after height "
               + std::to_string(height.value()));
}

void checker::sign(const place& at, const block_id& block,
                   round_number valid_round) {
  auto what = std::pair{block, valid_round};
  if (!faulty.contains(std::get<0>(at))
      && signatures_.try_emplace(at, what).first->second != what)
    fail(std::get<0>(at),
         "signed twice in round " + std::to_string(std::get<2>(at)));
}

void checker::signed_by_record(const vote& x) {
  sign({x.validator, x.height, x.round, static_cast<int>(x.kind)}, x.block,
       x.valid_round);
}

void checker::signed_by_record(const proposal& x) {
  sign({x.proposer, x.height, x.round, 0}, x.block, x.pol_round);
}

void checker::prevoted(const vote& x, const consensus::block_verdict& verdict,
                       std::uint64_t now_ms) {
  // A restart may cast the vote again, a while later.
  constexpr auto apart_ms_max = std::uint64_t{60'000};
  auto [early, late] = std::minmax(verdict.time_ms, now_ms);
  auto of_its_time = x.valid_round != no_round || late - early <= apart_ms_max;
  if (!faulty.contains(x.validator) && (!verdict.valid || !of_its_time))
    fail(x.validator, "prevotes for a block that is not acceptable");
}

void checker::accused(const vote_conflict& x) {
  ++accusations_;
  if (!faulty.contains(x.first.vote.validator))
    fail(x.first.vote.validator, "an honest validator is accused");
}

void checker::fail(const validator_id& where, const std::string& what) {
  if (failures_.size() < 10)
    failures_.push_back(to_hex(where, 6) + ": " + what);
}

} // namespace synod::sim
