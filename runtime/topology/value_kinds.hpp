#pragma once

#include "runtime/topology/table_reader.hpp"

#include <utility>

// The kinds of values that topology files hold.

namespace synod::topology {

/// Letters, digits, `-` and `_`: what may name nodes, models, and files.
[[nodiscard]] value_kind<std::string> name_kind();

/// An integer within bounds, both included.
[[nodiscard]] value_kind<std::uint32_t>
count_kind(std::uint32_t min, std::uint32_t max);

/// Seconds, 1 to `max`.
[[nodiscard]] value_kind<std::chrono::seconds> seconds_kind(std::uint32_t max);

/// The path of a file; made absolute by `folder`.
[[nodiscard]] value_kind<std::filesystem::path>
path_kind(std::filesystem::path folder);

/// `HOST:PORT`, after `prefix`: the host a name or an IPv4 address.
[[nodiscard]] value_kind<socket_address>
address_kind(const std::string& prefix);

/// A CURVE public key in Z85.
[[nodiscard]] value_kind<std::string> public_key_kind();

/// `FIRST-LAST`, or one number, both included.
[[nodiscard]] value_kind<std::pair<std::uint32_t, std::uint32_t>> blocks_kind();

/// One of a few words, each with its value.
template <class T>
[[nodiscard]] value_kind<T>
word_kind(std::vector<std::pair<std::string, T>> words) {
  auto expected = std::string{};
  for (const auto& [word, value] : words)
    expected += (expected.empty() ? "\"" : ", \"") + word + "\"";
  auto parse = [words](const toml::node& node) -> std::optional<T> {
    for (const auto& [word, value] : words)
      if (node.value<std::string>() == word)
        return value;
    return {};
  };
  return {(words.size() > 1 ? "one of " : "") + expected, std::move(parse)};
}

} // namespace synod::topology
