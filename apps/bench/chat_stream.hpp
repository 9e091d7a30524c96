#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace synod::bench {

/// A streamed answer as its client saw it.
struct chat_stream {
  using time_point = std::chrono::steady_clock::time_point;

  std::string text;
  time_point asked;
  std::vector<time_point> chunks; ///< When each part of the text came.

  /// From the question to the first part; 0 if none came.
  [[nodiscard]] double first_ms() const noexcept;

  /// Parts per second after the first.
  [[nodiscard]] double rate() const noexcept;

  /// The longest silence between two parts from index `from` on.
  [[nodiscard]] double gap_ms(std::size_t from = 0) const noexcept;
};

/// What is asked, beside the defaults: greedy, retrieval by the network's
/// choice.
struct chat_question {
  std::string content;
  std::uint32_t tokens_max = 64;
  bool ignore_eos = true; ///< So that the answer has `tokens_max` tokens.
};

/// Asks the gateway at `url` and reads the answer as it comes. `on_chunk` is
/// called after each part with how many there are.
/// @throws std::runtime_error if the answer ends with an error
[[nodiscard]] chat_stream
ask_streamed(const std::string& url, const chat_question& question,
             const std::function<void(std::size_t)>& on_chunk = {});

} // namespace synod::bench
