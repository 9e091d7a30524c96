#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace synod::bench {

/// What is asked of a gateway's `/v1/completions`, always streamed and without
/// regard to the end-of-text token.
struct completion_call {
  std::string model;
  std::string prompt;
  std::uint32_t tokens = 0;
  float temperature = 0;
  std::uint64_t seed = 0;
};

/// What came of it.
struct streamed_completion {
  using time = std::chrono::steady_clock::time_point;

  std::string text;
  std::vector<time> pieces; ///< When each piece of the text came.
  std::string error;        ///< The gateway's words, or empty.
  std::uint32_t tokens = 0; ///< As the gateway counts them.
  std::uint32_t attempts = 0;
};

/// Streams a completion from the gateway at `url`; `heard` is called with the
/// number of pieces so far, from 0 on, when the call leaves and at every piece.
/// @throws http_failure
[[nodiscard]] streamed_completion
stream_completion(const std::string& url, const completion_call& call,
                  const std::function<void(std::size_t)>& heard);

} // namespace synod::bench
