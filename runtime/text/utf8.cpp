#include "runtime/text/utf8.hpp"

#include <cassert>

namespace synod::text {

namespace {

/// What may follow a lead byte: how many bytes, and the range of the first.
struct tail {
  std::size_t size;
  unsigned char first_min;
  unsigned char first_max;
};

tail tail_of(unsigned char lead) noexcept {
  if (lead < 0x80)
    return {0, 0, 0};
  if (lead >= 0xc2 && lead <= 0xdf)
    return {1, 0x80, 0xbf};
  if (lead >= 0xe0 && lead <= 0xef)
    return {2, static_cast<unsigned char>(lead == 0xe0 ? 0xa0 : 0x80),
            static_cast<unsigned char>(lead == 0xed ? 0x9f : 0xbf)};
  if (lead >= 0xf0 && lead <= 0xf4)
    return {3, static_cast<unsigned char>(lead == 0xf0 ? 0x90 : 0x80),
            static_cast<unsigned char>(lead == 0xf4 ? 0x8f : 0xbf)};
  return {0, 1, 0}; // an empty range: no lead byte
}

} // namespace

utf8_head utf8_first(std::string_view text) noexcept {
  assert(!text.empty());
  auto byte = [text](std::size_t index) {
    return static_cast<unsigned char>(text[index]);
  };
  auto [size, min, max] = tail_of(byte(0));
  if (min > max)
    return {utf8_kind::ill_formed, 1};
  for (std::size_t index = 1; index <= size; ++index) {
    if (index == text.size())
      return {utf8_kind::incomplete, index};
    if (byte(index) < min || byte(index) > max)
      return {utf8_kind::ill_formed, index};
    min = 0x80;
    max = 0xbf;
  }
  return {utf8_kind::character, size + 1};
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    auto head = utf8_first(text);
    if (head.kind != utf8_kind::character)
      return false;
    text.remove_prefix(head.size);
  }
  return true;
}

std::string to_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    auto head = utf8_first(text);
    result += head.kind == utf8_kind::character ? text.substr(0, head.size)
                                                : utf8_replacement;
    text.remove_prefix(head.size);
  }
  return result;
}

} // namespace synod::text
