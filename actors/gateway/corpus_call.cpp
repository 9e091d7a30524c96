#include "actors/gateway/corpus_call.hpp"

#include "actors/gateway/api_error.hpp"
#include "actors/gateway/json_body.hpp"

#include <charconv>

namespace synod::openai {

namespace {

constexpr auto text_bytes_max = std::size_t{1} << 20;

} // namespace

list_passages parse_page(const std::string& after, const std::string& limit) {
  auto result = list_passages{};
  result.after = after;
  result.count = passages_page_default;
  if (limit.empty())
    return result;
  const auto* end = limit.data() + limit.size();
  auto [stopped, error] = std::from_chars(limit.data(), end, result.count);
  if (error != std::errc{} || stopped != end || result.count == 0
      || result.count > passages_page_max)
    refuse_parameter("limit", "Invalid 'limit': must be from 1 to "
                                + std::to_string(passages_page_max) + ".");
  return result;
}

passage parse_passage(std::string_view body, const std::string& id) {
  auto object = parse_object(body);
  auto members = parameters{object};
  auto result = passage{};
  result.id = members.text("id", text_bytes_max, id);
  result.title = members.text("title", text_bytes_max);
  result.text = members.text("text", text_bytes_max);
  if (result.id.empty())
    refuse_parameter("id", "A passage needs an 'id'.");
  if (!id.empty() && result.id != id)
    refuse_parameter("id", "The body names another 'id' than the path.");
  if (result.text.empty())
    refuse_parameter("text", "A passage needs a 'text'.");
  return result;
}

} // namespace synod::openai
