#pragma once

#include "runtime/model/sampler.hpp"
#include "runtime/model/shard_engine.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace synod::model {

struct generation_options {
  sampling parameters;
  std::uint32_t tokens_max = 256; ///< Of each answer; the context ends it too.
  /// Ends an answer; the token itself is not part of it. May be empty.
  std::function<bool(std::uint32_t token)> is_end;
  /// Hears every token of an answer when it is chosen. May be empty.
  std::function<void(std::size_t prompt, std::uint32_t token)> on_token;
};

struct generated {
  std::vector<std::uint32_t> tokens; ///< Without the prompt.
  /// SHA-256 over every row of logits that a token was chosen from.
  std::string logits_digest;
};

/// Continues each prompt on an engine that holds the whole model, up to 16 at a
/// time in one batch. An answer does not depend on the others.
/// @pre the engine's shard is the whole model
/// @throws std::invalid_argument naming the prompt that is empty, too long for
///         the context, or holds an unknown token, or a parameter's error;
///         std::runtime_error if a step leaves the profile's range
[[nodiscard]] std::vector<generated>
generate(shard_engine& engine,
         std::span<const std::vector<std::uint32_t>> prompts,
         const generation_options& options);

} // namespace synod::model
