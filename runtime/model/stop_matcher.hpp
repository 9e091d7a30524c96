#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synod::model {

/// Cuts a stream of text before the first stop string. Text that may yet become
/// a stop string is held back; nothing of a stop string, and nothing after it,
/// ever comes out. The stop that is complete first wins; of those complete at
/// the same byte, the longest. So the outcome does not depend on how the text
/// is spread over calls. If every push holds whole characters, so does every
/// return.
class stop_matcher {
public:
  /// Empty stop strings are ignored.
  explicit stop_matcher(std::span<const std::string> stops);

  /// Returns the text that may be shown now. Empty once stopped.
  [[nodiscard]] std::string push(std::string_view text);

  /// Returns what was held back: the text ended before it became a stop.
  [[nodiscard]] std::string finish();

  /// True once a stop string was complete.
  [[nodiscard]] bool stopped() const noexcept {
    return stopped_;
  }

private:
  [[nodiscard]] std::size_t
  longest_stop_at_end(std::string_view text) const noexcept;
  [[nodiscard]] std::size_t
  longest_beginning_at_end(std::string_view text) const noexcept;

  std::vector<std::string> stops_;
  std::string held_; // the longest end of the text that begins some stop
  bool stopped_ = false;
};

} // namespace synod::model
