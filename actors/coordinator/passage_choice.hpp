#pragma once

#include "schemas/request.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace synod::coordinator {

/// A passage with what it takes to cite it.
struct cited_passage {
  std::string text;
  citation source;
  std::uint64_t score = 0;
};

/// What was found for one question.
struct chosen_passages {
  std::string domain;                  ///< Empty if nothing was found.
  std::vector<cited_passage> passages; ///< Best first.
};

/// How many passages go into a prompt.
struct passage_rule {
  std::uint32_t passages_max = 3;
  /// One that scores less than this part of the best one's score is left out:
  /// readers do best with one passage, so others come only if they are close.
  std::uint32_t close_percent = 90;
};

/// Merges what agents found. The domain with the highest score of a single
/// passage wins, ties to the name that sorts first; its corpora are merged by
/// score, ties by corpus and passage id.
[[nodiscard]] chosen_passages
choose_passages(std::span<const passages_found> found, passage_rule rule);

} // namespace synod::coordinator
