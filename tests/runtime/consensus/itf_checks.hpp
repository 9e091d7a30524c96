#pragma once

#include "runtime/consensus/round_machine.hpp"
#include "runtime/consensus/vote_keeper.hpp"
#include "tests/runtime/consensus/itf.hpp"

#include <optional>
#include <string>

// What a trace expects, against what is. Each returns what differs, in words;
// nothing if all is equal.

namespace synod::test {

using round_outputs = std::optional<std::vector<consensus::round_output>>;

/// The rule that an input of the specification's state machine stands for.
consensus::round_input
rule_of(const json& input, const consensus::round_state& state);

std::string differs(const consensus::round_state& actual, const json& expected);

/// @param expected the specification's output, of one input
std::string differs(const round_outputs& actual, const json& expected,
                    const consensus::round_state& after);

/// @param expected the specification's bookkeeper
std::string
differs(const consensus::vote_keeper& actual,
        const consensus::validator_set& validators, const json& expected);

/// @param expected the specification's keeper output
std::string differs(const std::optional<consensus::threshold>& actual,
                    const json& expected);

/// The validators of a bookkeeper.
consensus::validator_set validators_of(const json& bookkeeper);

} // namespace synod::test
