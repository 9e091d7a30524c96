#include "runtime/retrieval/passage_rules.hpp"

#include "runtime/text/utf8.hpp"

#include <algorithm>
#include <string_view>

namespace synod::retrieval {

namespace {

bool is_control(std::string_view character) noexcept {
  auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1)
    return first == 0x7f
           || (first < 0x20 && first != '\t' && first != '\n' && first != '\r');
  auto second = static_cast<unsigned char>(character[1]);
  return first == 0xc2 && second < 0xa0; // U+0080 to U+009F
}

bool is_reordering(std::string_view character) noexcept {
  return ("\xe2\x80\xaa" <= character && character <= "\xe2\x80\xae")
         || ("\xe2\x81\xa6" <= character && character <= "\xe2\x81\xa9");
}

} // namespace

bool is_id(const std::string& x) noexcept {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                       "abcdefghijklmnopqrstuvwxyz"
                                       "0123456789._:-";
  return !x.empty() && x.size() <= id_size_max
         && x.find_first_not_of(allowed) == x.npos;
}

bool is_plain_text(const std::string& x) noexcept {
  std::string_view rest = x;
  while (!rest.empty()) {
    auto head = text::utf8_first(rest);
    auto character = rest.substr(0, head.size);
    if (head.kind != text::utf8_kind::character || is_control(character)
        || is_reordering(character))
      return false;
    rest.remove_prefix(head.size);
  }
  return true;
}

std::optional<errc> check(const passage& x) noexcept {
  if (x.title.size() > title_size_max || x.text.size() > text_size_max)
    return errc::passage_too_large;
  if (!is_id(x.id) || !is_plain_text(x.title) || !is_plain_text(x.text)
      || x.text.find_first_not_of(" \t\r\n") == x.text.npos)
    return errc::invalid_argument;
  return std::nullopt;
}

std::optional<errc> check(const find_passages& x) noexcept {
  if (x.query.size() > query_size_max || x.count == 0 || x.count > found_max)
    return errc::invalid_argument;
  return std::nullopt;
}

} // namespace synod::retrieval
