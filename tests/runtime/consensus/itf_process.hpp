#pragma once

#include "runtime/consensus/height_rules.hpp"
#include "tests/runtime/consensus/itf_checks.hpp"
#include "tests/runtime/consensus/itf_replay.hpp"

#include <map>
#include <memory>
#include <string>
#include <tuple>

namespace synod::test {

/// The valid rounds of the votes that the cores cast, which the
/// specification's votes lack; by (kind, height, round, block, voter).
using cast_votes = std::map<
  std::tuple<vote_kind, block_height, round_number, block_id, validator_id>,
  round_number>;

/// One process of a system trace: the real rules of a height, given the
/// messages that the process consumed in each step, and then made to apply the
/// rules that the trace says it applied. Each must be enabled and give the
/// output and the state of the trace; what the trace refuses must not be.
class itf_process {
public:
  itf_process(const std::string& name, const json& node);

  /// From one state of the node to the next.
  /// @param output of the last step, which was this node's if `acted`
  void step(const json& before, const json& after, const json& output,
            bool acted, cast_votes& votes, replay_report& report);

private:
  using reached = std::vector<std::optional<consensus::threshold>>;

  void begin_height(const json& driver);
  reached
  consume(const json& before, const json& after, const cast_votes& votes);
  void learn_blocks(const json& proposals);
  std::string apply(const json& executed, const json& output,
                    round_outputs& result, replay_report& report);
  bool is_enabled(const consensus::round_input& rule) const;
  bool is_repeated(const consensus::round_input& rule) const;
  std::string check(const json& driver) const;
  std::string gap(const consensus::round_input& rule) const;
  void check_nothing_left(replay_report& report) const;
  void remember(const round_outputs& outputs, cast_votes& votes) const;

  validator_id self_;
  std::unique_ptr<consensus::height_rules> rules_;
  std::size_t executed_ = 0; ///< Of the trace's list of inputs.
};

} // namespace synod::test
