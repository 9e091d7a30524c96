#pragma once

#include "runtime/consensus/proposal_book.hpp"
#include "tests/sim/consensus/ledger_model.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace synod::sim {

/// Watches every node at every step. What it fails names the invariant.
class checker {
public:
  /// Nothing is asked of these but that they harm nobody.
  std::set<validator_id> faulty;

  /// Agreement: one block per height, whoever decides it, before and after any
  /// crash.
  void
  decided(const validator_id& by, block_height height, const block_id& block);

  /// Conservation, and one state per height: whoever has executed it. A state
  /// changes then alone, so this is asked at every change.
  void executed(const validator_id& by, block_height height,
                const ledger_model& after);

  /// No two signatures of an honest validator for one (height, round, step).
  void signed_by_record(const vote& x);
  void signed_by_record(const proposal& x);

  /// No honest validator prevotes for an invalid block, or for a fresh one of
  /// quite another time than its own clock's.
  void prevoted(const vote& x, const consensus::block_verdict& verdict,
                std::uint64_t now_ms);

  /// No honest validator is ever accused.
  void accused(const vote_conflict& x);

  void fail(const validator_id& where, const std::string& what);

  [[nodiscard]] const std::vector<std::string>& failures() const noexcept {
    return failures_;
  }

  /// How many conflicts of faulty validators were found.
  [[nodiscard]] std::size_t accusations() const noexcept {
    return accusations_;
  }

  [[nodiscard]] block_height highest() const noexcept {
    return chain_.empty() ? block_height{} : chain_.rbegin()->first;
  }

private:
  using place = std::tuple<validator_id, block_height, round_number, int>;

  void sign(const place& at, const block_id& block, round_number valid_round);

  std::map<block_height, block_id> chain_;
  std::map<block_height, root_hash> states_;
  std::map<place, std::pair<block_id, round_number>> signatures_;
  std::vector<std::string> failures_;
  std::size_t accusations_ = 0;
};

} // namespace synod::sim
