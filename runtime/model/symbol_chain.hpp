#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace synod::model {

/// A text cut into symbols that are joined pair by pair, each join in constant
/// time: a doubly linked list in one array.
class symbol_chain {
public:
  /// No symbol: before the first and after the last.
  static constexpr std::uint32_t none
    = std::numeric_limits<std::uint32_t>::max();

  struct symbol {
    std::uint32_t start = 0; ///< Offset in bytes.
    std::uint32_t size = 0;  ///< In bytes; 0 once joined to its left.
    std::uint32_t id = 0;    ///< The token, where the algorithm keeps one.
    std::uint32_t before = none;
    std::uint32_t after = none;
  };

  /// Appends a symbol of `size` bytes.
  void push(std::size_t size, std::uint32_t id) {
    auto index = static_cast<std::uint32_t>(symbols_.size());
    symbol x{.size = static_cast<std::uint32_t>(size), .id = id};
    if (index > 0) {
      auto& last = symbols_.back();
      x.start = last.start + last.size;
      x.before = index - 1;
      last.after = index;
    }
    symbols_.push_back(x);
  }

  /// Joins a symbol with the one after it, under a new id.
  /// @pre `(*this)[left].after != none`
  void join(std::uint32_t left, std::uint32_t id) {
    auto& kept = symbols_[left];
    auto& gone = symbols_[kept.after];
    kept.size += gone.size;
    kept.id = id;
    kept.after = gone.after;
    if (gone.after != none)
      symbols_[gone.after].before = left;
    gone.size = 0;
  }

  const symbol& operator[](std::uint32_t index) const {
    return symbols_[index];
  }

  [[nodiscard]] std::uint32_t size() const noexcept {
    return static_cast<std::uint32_t>(symbols_.size());
  }

private:
  std::vector<symbol> symbols_;
};

} // namespace synod::model
