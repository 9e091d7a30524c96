#pragma once

#include "schemas/retrieval.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace synod::openai {

/// Passages of a page, at most and where a call names no number.
constexpr auto passages_page_max = std::uint32_t{200};
constexpr auto passages_page_default = std::uint32_t{50};

/// What one call wants of one corpus.
struct corpus_call {
  std::string corpus;
  std::variant<list_passages, change_passage> wish;
};

/// Reads `after` and `limit` of a query.
/// @throws refusal 400
[[nodiscard]] list_passages
parse_page(const std::string& after, const std::string& limit);

/// Reads {"id", "title", "text"}; `title` may be absent. Its sizes are for the
/// agent to judge.
/// @param id if not empty, the one that the path names: the body may repeat it,
///           and must not name another
/// @throws refusal 400
[[nodiscard]] passage
parse_passage(std::string_view body, const std::string& id);

} // namespace synod::openai
