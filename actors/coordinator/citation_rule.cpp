#include "actors/coordinator/citation_rule.hpp"

#include <cctype>
#include <string_view>

namespace synod::coordinator {

namespace {

bool is_word(char x) {
  auto byte = static_cast<unsigned char>(x);
  return byte >= 0x80 || std::isalnum(byte) != 0;
}

// White space made single spaces, ASCII letters made small.
std::string normalised(std::string_view text) {
  auto result = std::string{};
  for (auto x : text) {
    auto byte = static_cast<unsigned char>(x);
    if (std::isspace(byte) == 0)
      result += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  if (result.ends_with(' '))
    result.pop_back();
  return result;
}

std::string value_of(std::string_view answer) {
  constexpr auto frame = std::string_view{"it is "};
  auto value = normalised(answer);
  if (value == "i do not know.")
    return {};
  if (value.starts_with(frame))
    value.erase(0, frame.size());
  if (value.ends_with('.'))
    value.pop_back();
  return value;
}

// Whole words only: "8 days" does not stand in "18 days".
bool holds(std::string_view text, std::string_view value) {
  for (auto at = text.find(value); at != text.npos;
       at = text.find(value, at + 1)) {
    auto end = at + value.size();
    auto cut_before = at > 0 && is_word(text[at - 1]) && is_word(value.front());
    auto cut_after
      = end < text.size() && is_word(text[end]) && is_word(value.back());
    if (!cut_before && !cut_after)
      return true;
  }
  return false;
}

} // namespace

std::optional<citation>
find_citation(std::string_view answer, std::span<const cited_passage> best) {
  auto value = value_of(answer);
  if (value.empty())
    return {};
  for (auto& x : best)
    if (holds(normalised(x.text), value))
      return x.source;
  return {};
}

} // namespace synod::coordinator
