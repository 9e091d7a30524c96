#pragma once

#include "actors/coordinator/passage_choice.hpp"

#include <optional>
#include <string>

namespace synod::coordinator {

/// Says which passage holds an answer. The value of the answer is what is left
/// of it without "It is " before it and the full stop after it; a passage holds
/// it if its words, white space and ASCII case aside, stand there in a row.
/// @param best the passages that were in the prompt, best rank first
/// @returns the best-ranked one; nothing for "I do not know." and for whatever
///          no passage holds
[[nodiscard]] std::optional<citation>
find_citation(std::string_view answer, std::span<const cited_passage> best);

} // namespace synod::coordinator
