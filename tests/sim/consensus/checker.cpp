#include "tests/sim/consensus/checker.hpp"

namespace synod::sim {

void checker::decided(const validator_id& by, block_height height,
                      const block_id& block) {
  if (chain_.try_emplace(height, block).first->second != block)
    fail(by, "agreement: another block at height "
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
