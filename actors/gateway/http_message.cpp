#include "actors/gateway/http_message.hpp"

#include <optional>
#include <string_view>

namespace synod::http {

namespace {

std::optional<unsigned> digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return {};
}

std::string decode(std::string_view text) {
  auto result = std::string{};
  for (auto i = std::size_t{0}; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      auto high = digit(text[i + 1]);
      auto low = digit(text[i + 2]);
      if (high && low) {
        result += static_cast<char>(*high * 16 + *low);
        i += 2;
        continue;
      }
    }
    result += text[i];
  }
  return result;
}

/// Calls `f` with each piece between separators.
template <class F>
void split(std::string_view text, char separator, F&& f) {
  while (true) {
    auto end = text.find(separator);
    f(text.substr(0, end));
    if (end == std::string_view::npos)
      return;
    text.remove_prefix(end + 1);
  }
}

} // namespace

std::string target::value(const std::string& key) const {
  for (const auto& [name, value] : query)
    if (name == key)
      return value;
  return {};
}

target parse_target(const std::string& text) {
  auto result = target{};
  auto rest = std::string_view{text};
  rest = rest.substr(0, rest.find('#'));
  auto question = rest.find('?');
  auto path = rest.substr(0, question);
  if (!path.empty() && path.front() == '/')
    path.remove_prefix(1);
  if (!path.empty() && path.back() == '/')
    path.remove_suffix(1);
  if (!path.empty())
    split(path, '/', [&](auto part) { result.path.push_back(decode(part)); });
  if (question == std::string_view::npos)
    return result;
  split(rest.substr(question + 1), '&', [&](auto part) {
    if (part.empty())
      return;
    auto equals = part.find('=');
    auto value = equals == std::string_view::npos ? std::string_view{}
                                                  : part.substr(equals + 1);
    result.query.emplace_back(decode(part.substr(0, equals)), decode(value));
  });
  return result;
}

} // namespace synod::http
