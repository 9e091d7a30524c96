#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace synod::model {

/// A set of byte strings, each with a value, that finds the longest one at the
/// start of a text in time proportional to that string.
class byte_trie {
public:
  struct match {
    std::size_t size = 0; ///< Bytes; 0 if nothing matches.
    std::uint32_t value = 0;
  };

  /// Adds a string; a later value for the same string replaces the earlier.
  /// @pre `!key.empty()`
  void insert(std::string_view key, std::uint32_t value);

  /// Returns the longest string that `text` starts with.
  [[nodiscard]] match longest(std::string_view text) const noexcept;

  [[nodiscard]] bool empty() const noexcept {
    return children_.empty();
  }

private:
  static std::uint64_t edge(std::uint64_t node, char byte) noexcept {
    return node << 8 | static_cast<unsigned char>(byte);
  }

  struct node {
    bool ends = false;
    std::uint32_t value = 0;
  };

  std::vector<node> nodes_{node{}};
  std::unordered_map<std::uint64_t, std::uint64_t> children_;
};

} // namespace synod::model
