#pragma once

#include <string>
#include <string_view>

namespace synod {

/// What shows the record of one paid request to whoever asked: told with the
/// answer, and to nobody else. The request's id is no secret, since it follows
/// from what the chain shows of its escrow.
class record_key {
public:
  /// Opens nothing.
  record_key() = default;

  /// One that was drawn before.
  explicit record_key(std::string text) : text_(std::move(text)) {
  }

  /// @returns a fresh one, of 128 bits of the operating system's randomness.
  [[nodiscard]] static record_key draw();

  /// How long it takes tells nothing of the key but its length.
  [[nodiscard]] bool is(std::string_view given) const;

  /// @returns 32 hex digits, or nothing.
  [[nodiscard]] const std::string& text() const noexcept {
    return text_;
  }

private:
  std::string text_;
};

} // namespace synod
