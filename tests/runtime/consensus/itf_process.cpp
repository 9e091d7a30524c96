#include "tests/runtime/consensus/itf_process.hpp"

#include <algorithm>

namespace synod::test {

using namespace consensus;

namespace {

constexpr auto skew_ms = std::uint64_t{2'000};

vote filled(const json& x, const cast_votes& votes) {
  auto result = vote_of(x);
  auto cast = votes.find(
    {result.kind, result.height, result.round, result.block, result.validator});
  if (cast != votes.end())
    result.valid_round = cast->second;
  return result;
}

certificate certificate_of(const json& set, const cast_votes& votes) {
  auto result = certificate{};
  for (const auto& x : elements(set)) {
    auto vote = filled(x, votes);
    result.kind = vote.kind;
    result.height = vote.height;
    result.round = vote.round;
    result.block = vote.block;
    result.signatures.push_back({vote.validator, vote.valid_round, {}});
  }
  std::ranges::sort(result.signatures, {}, &vote_signature::validator);
  return result;
}

/// Nothing is left for the process to apply.
bool is_quiet(const json& driver) {
  return driver.at("started") && elements(driver.at("pendingInputs")).empty()
         && tag(driver.at("pendingStepChange")) == "NoStep";
}

} // namespace

itf_process::itf_process(const std::string& name, const json& node)
  : self_(validator_of(name)) {
  begin_height(node.at("es"));
}

// The specification's proposer of round r is the (r + 1)-th of the validators,
// at every height: the rotation of equal weights, one turn on.
void itf_process::begin_height(const json& driver) {
  auto rotation = proposer_rotation{validators_of(driver.at("bk"))};
  rotation.advance();
  rules_ = std::make_unique<height_rules>(
    self_, height_setup{height_of(driver.at("cs").at("height")), rotation},
    skew_ms);
  executed_ = 0;
}

void itf_process::learn_blocks(const json& proposals) {
  for (const auto& x : elements(proposals)) {
    auto name = x.at("proposal").get<std::string>();
    rules_->record_block(block_of(name), {name != "invalid", 0});
  }
}

itf_process::reached itf_process::consume(const json& before, const json& after,
                                          const cast_votes& votes) {
  auto result = reached{};
  auto height = rules_->state().height;
  for (const auto* name : {"incomingProposals", "incomingSyncProposals"}) {
    for (const auto& x : without(before.at(name), after.at(name)))
      if (height_of(x.at("height")) == height) {
        learn_blocks(json{{"#set", json::array({x})}});
        rules_->record(signed_proposal{proposal_of(x), {}}, 0);
      }
  }
  for (const auto* name : {"incomingCertificates", "incomingSyncCertificates"})
    for (const auto& x : without(before.at(name), after.at(name)))
      if (auto cert = certificate_of(x, votes); cert.height == height)
        result.push_back(rules_->record(cert));
  for (const auto& x :
       without(before.at("incomingVotes"), after.at("incomingVotes")))
    if (auto vote = filled(x, votes); vote.height == height)
      result.push_back(rules_->record(signed_vote{vote, {}}).reached);
  return result;
}

void itf_process::step(const json& before, const json& after,
                       const json& output, bool acted, cast_votes& votes,
                       replay_report& report) {
  auto say = [&](const std::string& what) {
    if (!what.empty())
      report.differences.push_back("step " + std::to_string(report.steps) + ": "
                                   + to_hex(self_, 4) + ": " + what);
  };
  const auto& then = before.at("es");
  const auto& now = after.at("es");
  if (then.at("started") != now.at("started") && !now.at("started"))
    begin_height(now);
  auto starts = !then.at("started") && now.at("started");
  // A process that begins a height has read its proposals, and keeps them.
  if (starts)
    learn_blocks(after.at("incomingProposals"));
  auto thresholds = consume(before, after, votes);
  if (thresholds.size() == 1 && !starts)
    say(differs(thresholds.front(), now.at("voteKeeperOutput")));
  const auto& inputs = now.at("executedInputs");
  auto outputs = round_outputs{};
  auto applied = executed_ < inputs.size();
  if (applied && acted) {
    say(apply(inputs, output, outputs, report));
    remember(outputs, votes);
  }
  executed_ = inputs.size();
  say(check(now));
  if (acted && is_quiet(now))
    check_nothing_left(report);
  if (applied && !acted)
    say("acted out of turn");
}

/// What is enabled here, the specification has applied, too; with these gaps,
/// in all of which the paper's rules are on this side. Which traces have them
/// stands in the test.
std::string itf_process::gap(const round_input& rule) const {
  const auto& state = rules_->state();
  // The specification has this very input (L49, which asks for no round), files
  // it under the round of its precommits, and drops it as of another round than
  // -1. With the next message it decides, in round -1, as here.
  if (state.round == no_round && std::holds_alternative<commit_for_block>(rule))
    return "a decision before the first round is filed under round 0, dropped";
  // L55 moves on to any later round that more than 1/3 are in.
  if (state.round == no_round && std::holds_alternative<round_skipped>(rule))
    return "early votes are loaded as if in their highest round, none skips";
  // It looks at proposals that it has when its step changes. Between the
  // propose steps of two rounds it does not; L22 wants the propose step alone.
  if (state.round > 0 && state.step == round_step::propose
      && std::holds_alternative<proposal_fresh>(rule))
    return "from the propose step to the next round's is no step change, so "
           "its proposal is not looked at";
  // Here one who votes in a later round has nothing to add to this one.
  if (std::holds_alternative<polka_any>(rule)
      || std::holds_alternative<precommit_any>(rule))
    return "votes in later rounds do not count as having voted";
  return {};
}

void itf_process::check_nothing_left(replay_report& report) const {
  for (const auto& rule : rules_->enabled()) {
    auto why = gap(rule);
    if (!why.empty())
      report.allowed.push_back(why);
    else
      report.differences.push_back(
        "step " + std::to_string(report.steps) + ": " + to_hex(self_, 4)
        + ": enabled, and not applied: rule " + std::to_string(rule.index()));
  }
}

/// What the specification executed in this step: one input, or one that ends a
/// round and the one that begins the next.
std::string itf_process::apply(const json& executed, const json& output,
                               round_outputs& result, replay_report& report) {
  const auto& input = tuple_at(executed.at(executed_), 0);
  auto rule = rule_of(input, rules_->state());
  if (const auto* known = rules_->proposals().of(rules_->state().round)) {
    const auto& proposal = known->proposal.proposal;
    if (tag(input) == "ProposalInvalidCInput")
      rule = proposal_fresh{proposal.block, false};
    if (tag(input) == "ProposalAndPolkaAndInvalidCInput")
      rule = proposal_with_polka{proposal.block, proposal.pol_round, false};
  }
  ++report.rules;
  auto enabled = is_enabled(rule);
  if (tag(output) == "ErrorOutput") {
    auto state = rules_->state();
    auto refused = !rules_->apply(rule) && rules_->state() == state;
    return enabled || !refused ? "enabled, should be refused: " + input.dump()
                               : "";
  }
  if (!enabled && is_repeated(rule)) {
    report.allowed.push_back("L36 or L47 is applied again in a later step");
    return {};
  }
  if (!enabled)
    return "not enabled: " + input.dump();
  if (const auto* start = std::get_if<round_started>(&rule))
    result = rules_->start_round(start->round);
  else
    result = rules_->apply(rule);
  return differs(result, output, rules_->state());
}

bool itf_process::is_enabled(const round_input& rule) const {
  // These come from outside, not from what is known.
  if (std::holds_alternative<timed_out>(rule)
      || std::holds_alternative<round_started>(rule)
      || std::holds_alternative<value_made>(rule))
    return true;
  auto rules = rules_->enabled();
  return std::ranges::find(rules, rule) != rules.end();
}

/// The paper applies them "for the first time"; the specification once in each
/// step, where they change nothing more.
bool itf_process::is_repeated(const round_input& rule) const {
  const auto& state = rules_->state();
  if (const auto* polka = std::get_if<polka_for_proposal>(&rule))
    return state.valid == locked_block{polka->block, state.round};
  return std::holds_alternative<precommit_any>(rule)
         && rules_->votes().has_any(vote_kind::precommit, state.round);
}

std::string itf_process::check(const json& driver) const {
  if (auto what = differs(rules_->state(), driver.at("cs")); !what.empty())
    return what;
  for (const auto& x : elements(driver.at("proposals"))) {
    auto wanted = proposal_of(x);
    const auto* known = rules_->proposals().of(wanted.round);
    if (!known || known->proposal.proposal != wanted)
      return "proposal: " + x.dump();
  }
  return differs(rules_->votes(), rules_->validators(), driver.at("bk"));
}

void itf_process::remember(const round_outputs& outputs,
                           cast_votes& votes) const {
  if (!outputs)
    return;
  for (const auto& output : *outputs)
    if (const auto* x = std::get_if<vote_cast>(&output))
      votes[{x->kind, rules_->state().height, rules_->state().round, x->block,
             self_}]
        = x->valid_round;
}

} // namespace synod::test
