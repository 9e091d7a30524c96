#pragma once

#include "runtime/model/shard_engine.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace synod::model {

/// How well a model foretells a text.
struct text_score {
  std::uint64_t tokens = 0; ///< Tokens that were foretold.
  double loss = 0;          ///< Their mean negative log likelihood, in nats.

  /// exp(loss)
  [[nodiscard]] double perplexity() const;
};

/// Scores a text. It is cut into windows of the model's context; each begins
/// with `bos` if there is one, else its first token is not scored.
/// @pre the engine's shard is the whole model
/// @throws std::invalid_argument if no token is left to score or an id is not
/// in
///         the vocabulary; std::runtime_error if a step leaves the profile's
///         range
[[nodiscard]] text_score
score_text(shard_engine& engine, std::span<const std::uint32_t> tokens,
           std::optional<std::uint32_t> bos);

/// Returns -log softmax(logits)[token], in binary64: a measurement, not part of
/// the profile. @pre `token < logits.size()`
[[nodiscard]] double
negative_log_likelihood(std::span<const float> logits, std::uint32_t token);

} // namespace synod::model
