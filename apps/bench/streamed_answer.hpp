#pragma once

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace synod::bench {

/// A streamed answer as its client saw it.
struct streamed_answer {
  using time_point = std::chrono::steady_clock::time_point;

  std::string text;
  time_point asked;
  std::vector<time_point> pieces; ///< When each piece of the text came.
  std::string error;              ///< The gateway's words, or empty.
  std::uint32_t tokens = 0;       ///< As the gateway counts them.
  std::uint32_t attempts = 0;
  std::string request;    ///< Its id, where requests are paid; or empty.
  std::string record_key; ///< For its record; likewise.

  /// From the question to the first piece; 0 if none came.
  [[nodiscard]] double first_ms() const noexcept;

  /// Pieces per second after the first.
  [[nodiscard]] double rate() const noexcept;

  /// The longest silence between two pieces from index `from` on.
  [[nodiscard]] double gap_ms(std::size_t from = 0) const noexcept;
};

/// Asks the gateway at `url` for `target`, `/v1/completions` or
/// `/v1/chat/completions`, with a body of `wishes` and that the answer be
/// streamed, and reads it as it comes. `heard` is called with the number of
/// pieces so far, from 0 on, when the call leaves and at every piece.
/// @throws http_failure
[[nodiscard]] streamed_answer stream_answer(
  const std::string& url, const std::string& target, nlohmann::json wishes,
  const std::function<void(std::size_t)>& heard = [](std::size_t) {});

} // namespace synod::bench
