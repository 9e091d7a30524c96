#include "tests/runtime/consensus/itf_checks.hpp"

#include <map>

namespace synod::test {

using namespace consensus;

namespace {

const auto steps = std::map<std::string, round_step>{
  {"NoStep", round_step::unstarted},
  {"UnstartedStep", round_step::unstarted},
  {"ProposeStep", round_step::propose},
  {"PrevoteStep", round_step::prevote},
  {"PrecommitStep", round_step::precommit},
  {"CommitStep", round_step::commit},
};

const auto timers = std::map<std::string, round_step>{
  {"ProposeTimeout", round_step::propose},
  {"PrevoteTimeout", round_step::prevote},
  {"PrecommitTimeout", round_step::precommit},
};

/// What the outputs are in the specification, which knows one at a time: a
/// timer that goes with something else is understood there.
std::vector<round_output> expected_outputs(const json& x) {
  auto name = tag(x);
  const auto& content = value(x);
  if (name == "ProposalOutput") {
    auto p = proposal_of(content);
    return {block_proposed{p.block, p.pol_round}};
  }
  if (name == "GetValueAndScheduleTimeoutOutput")
    return {value_wanted{}};
  if (name == "VoteOutput") {
    auto v = vote_of(content);
    auto valid_round = content.contains("validRound")
                         ? round_of(content.at("validRound"))
                         : no_round;
    return {vote_cast{v.kind, v.block, valid_round}};
  }
  if (name == "TimeoutOutput")
    return {timer_started{timers.at(tag(tuple_at(content, 1)))}};
  if (name == "DecidedOutput")
    return {block_decided{block_of(tuple_at(content, 1)),
                          round_of(tuple_at(content, 0))}};
  if (name == "SkipRoundOutput")
    return {round_wanted{round_of(content)}};
  return {};
}

/// The specification's votes lack the valid round, which our own traces have.
std::vector<round_output>
comparable(std::vector<round_output> xs, const json& expected) {
  if (xs.size() == 2 && std::holds_alternative<timer_started>(xs.back()))
    xs.pop_back();
  for (auto& x : xs)
    if (auto* vote = std::get_if<vote_cast>(&x);
        vote && !value(expected).contains("validRound"))
      vote->valid_round = no_round;
  return xs;
}

/// The round that an output names must be the state's.
bool names_current_round(const json& x, const round_state& state) {
  auto name = tag(x);
  const auto& content = value(x);
  if (name == "ProposalOutput" || name == "VoteOutput")
    return height_of(content.at("height")) == state.height
           && round_of(content.at("round")) == state.round;
  if (name == "TimeoutOutput")
    return round_of(tuple_at(content, 0)) == state.round;
  if (name == "GetValueAndScheduleTimeoutOutput")
    return height_of(tuple_at(content, 0)) == state.height
           && round_of(tuple_at(content, 1)) == state.round;
  return true;
}

} // namespace

round_input rule_of(const json& input, const round_state& state) {
  auto name = tag(input);
  const auto& x = value(input);
  if (name == "NewRoundCInput" || name == "NewRoundProposerCInput")
    return round_started{round_of(x), name == "NewRoundProposerCInput"};
  if (name == "ProposeValueCInput")
    return value_made{block_of(x)};
  if (name == "ProposalCInput")
    return proposal_fresh{block_of(tuple_at(x, 1)), true};
  if (name == "ProposalInvalidCInput")
    return proposal_fresh{nil_block, false};
  if (name == "ProposalAndPolkaPreviousAndValidCInput")
    return proposal_with_polka{block_of(tuple_at(x, 0)),
                               round_of(tuple_at(x, 1)), true};
  if (name == "ProposalAndPolkaAndInvalidCInput")
    return proposal_with_polka{block_of(x), no_round, false};
  if (name == "PolkaAnyCInput")
    return polka_any{};
  if (name == "PolkaNilCInput")
    return polka_nil{};
  if (name == "ProposalAndPolkaAndValidCInput")
    return polka_for_proposal{block_of(x)};
  if (name == "PrecommitAnyCInput")
    return precommit_any{};
  if (name == "ProposalAndCommitAndValidCInput")
    return commit_for_block{block_of(tuple_at(x, 1)), round_of(tuple_at(x, 0))};
  if (name == "RoundSkipCInput")
    return round_skipped{round_of(x)};
  auto timer = name == "TimeoutProposeCInput"   ? round_step::propose
               : name == "TimeoutPrevoteCInput" ? round_step::prevote
                                                : round_step::precommit;
  if (!name.starts_with("Timeout"))
    throw std::runtime_error("no rule is known for " + name);
  static_cast<void>(state);
  return timed_out{height_of(tuple_at(x, 0)), round_of(tuple_at(x, 1)), timer};
}

std::string differs(const round_state& actual, const json& expected) {
  auto wanted = round_state{
    height_of(expected.at("height")),
    round_of(expected.at("round")),
    steps.at(tag(expected.at("step"))),
    {block_of(expected.at("lockedValue")),
     round_of(expected.at("lockedRound"))},
    {block_of(expected.at("validValue")), round_of(expected.at("validRound"))}};
  if (actual == wanted)
    return {};
  return "state: expected " + expected.dump() + ", is round "
         + std::to_string(actual.round) + " step "
         + std::to_string(static_cast<int>(actual.step)) + " locked "
         + std::to_string(actual.locked.round) + " valid "
         + std::to_string(actual.valid.round);
}

std::string differs(const round_outputs& actual, const json& expected,
                    const round_state& after) {
  auto name = tag(expected);
  if (name == "ErrorOutput")
    return actual ? "output: should have been refused" : "";
  if (!actual)
    return "output: refused, expected " + expected.dump();
  if (comparable(*actual, expected) != expected_outputs(expected))
    return "output: " + std::to_string(actual->size()) + " of them, the first "
           + (actual->empty() ? "none"
                              : std::to_string(actual->front().index()))
           + ", expected " + expected.dump();
  return names_current_round(expected, after) ? "" : "output: of another round";
}

} // namespace synod::test
