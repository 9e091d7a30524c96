#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace synod::bench {

/// Asks a demo network of its own, and waits for each answer until its
/// attestation is provable: in a block, with the next one decided, which holds
/// the root that success is proven by.
/// @returns milliseconds from the question and from the last token:
///          {"question_to_provable_ms_p50", "…_max", "last_token_to_…"}
/// @throws std::runtime_error with one line for a person
[[nodiscard]] nlohmann::json
attested_question(const std::string& topology, unsigned questions);

} // namespace synod::bench
