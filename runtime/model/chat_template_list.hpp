#pragma once

#include <cstdint>
#include <string_view>

namespace synod::model {

/// How a family of templates writes a conversation. In every text, "{bos}" and
/// "{eos}" stand for the names of those tokens.
struct chat_dialect {
  enum class forms : std::uint8_t {
    /// Each message stands between words that name its role.
    turns,
    /// Users' messages stand in "[INST]", and turns must alternate.
    instructions,
  };

  /// Whether white space around a message's content is dropped.
  enum class contents : std::uint8_t { verbatim, trimmed };

  /// When the assistant's turn is opened at the end.
  enum class openings : std::uint8_t { on_request, always, never };

  std::string_view name;
  forms form = forms::turns;
  contents content = contents::verbatim;
  openings opening = openings::on_request;

  // -- turns ------------------------------------------------------------------

  std::string_view before_role = {};
  std::string_view after_role = {};
  std::string_view after_content = {};
  std::string_view after_opening = {};  ///< Follows the assistant's role.
  std::string_view system_default = {}; ///< Where the user gives none.
  std::string_view end = {}; ///< Where the assistant's turn is not opened.

  // -- instructions -----------------------------------------------------------

  std::string_view before_user = {};
  std::string_view before_assistant = {};
  std::string_view after_assistant = {};
  bool takes_system = false; ///< In "<<SYS>>", inside the first user's turn.
};

/// Returns the dialect of the template whose text has that SHA-256 (lower-case
/// hexadecimal), or nullptr.
[[nodiscard]] const chat_dialect*
find_chat_dialect(std::string_view sha256) noexcept;

} // namespace synod::model
