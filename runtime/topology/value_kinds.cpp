#include "runtime/topology/value_kinds.hpp"

#include "runtime/crypto/curve_keys.hpp"

#include <charconv>

namespace synod::topology {

namespace {

/// Decimal digits alone, all of them.
template <class T>
std::optional<T> number(std::string_view text) {
  auto value = T{0};
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size())
    return {};
  return value;
}

bool is_host(std::string_view text) {
  constexpr auto alphabet
    = std::string_view{"0123456789abcdefghijklmnopqrstuvwxyz"
                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ-."};
  return !text.empty() && text.size() <= 253
         && text.find_first_not_of(alphabet) == text.npos;
}

} // namespace

value_kind<std::string> name_kind() {
  return {"a name of 1 to 64 letters, digits, - and _",
          [](const toml::node& node) -> std::optional<std::string> {
            auto text = node.value<std::string>();
            if (!text || !crypto::is_key_name(*text))
              return {};
            return text;
          }};
}

value_kind<std::uint32_t> count_kind(std::uint32_t min, std::uint32_t max) {
  return {"an integer from " + std::to_string(min) + " to "
            + std::to_string(max),
          [min, max](const toml::node& node) -> std::optional<std::uint32_t> {
            const auto* value = node.as_integer();
            if (value == nullptr || value->get() < min || value->get() > max)
              return {};
            return static_cast<std::uint32_t>(value->get());
          }};
}

value_kind<std::chrono::seconds> seconds_kind(std::uint32_t max) {
  auto count = count_kind(1, max);
  return {
    count.expected + " (seconds)",
    [count](const toml::node& node) -> std::optional<std::chrono::seconds> {
      if (auto value = count.parse(node))
        return std::chrono::seconds{*value};
      return {};
    }};
}

value_kind<std::filesystem::path> path_kind(std::filesystem::path folder) {
  return {"a file's path, relative to this file",
          [folder = std::move(folder)](
            const toml::node& node) -> std::optional<std::filesystem::path> {
            auto text = node.value<std::string>();
            if (!text || text->empty() || text->size() > 1024
                || text->find('\0') != text->npos)
              return {};
            return (folder / *text).lexically_normal();
          }};
}

value_kind<socket_address> address_kind(const std::string& prefix) {
  return {"\"" + prefix + "HOST:PORT\" (port 0: any free one)",
          [prefix](const toml::node& node) -> std::optional<socket_address> {
            auto text = node.value<std::string>();
            if (!text || !text->starts_with(prefix))
              return {};
            auto rest = std::string_view{*text}.substr(prefix.size());
            auto colon = rest.rfind(':');
            if (colon == rest.npos || !is_host(rest.substr(0, colon)))
              return {};
            auto port = number<std::uint16_t>(rest.substr(colon + 1));
            if (!port)
              return {};
            return socket_address{std::string{rest.substr(0, colon)}, *port};
          }};
}

value_kind<std::string> public_key_kind() {
  return {"a CURVE public key: 40 characters of Z85, as `synod keys new` "
          "prints",
          [](const toml::node& node) -> std::optional<std::string> {
            auto text = node.value<std::string>();
            if (!text || !crypto::is_z85_key(*text))
              return {};
            return text;
          }};
}

value_kind<std::pair<std::uint32_t, std::uint32_t>> blocks_kind() {
  using range = std::pair<std::uint32_t, std::uint32_t>;
  return {"\"FIRST-LAST\" with FIRST <= LAST <= 1023",
          [](const toml::node& node) -> std::optional<range> {
            auto text = node.value<std::string>().value_or("");
            auto view = std::string_view{text};
            auto dash = view.find('-');
            auto first = number<std::uint32_t>(view.substr(0, dash));
            auto last = dash == view.npos
                          ? first
                          : number<std::uint32_t>(view.substr(dash + 1));
            if (!first || !last || *first > *last || *last > 1023)
              return {};
            return range{*first, *last};
          }};
}

} // namespace synod::topology
