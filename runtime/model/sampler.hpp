#pragma once

#include <cstdint>
#include <span>

namespace synod::model {

/// How the next token is chosen. The defaults are greedy.
struct sampling {
  float temperature = 0;        ///< 0 is greedy; else up to 100.
  std::uint32_t top_k = 0;      ///< Keep so many tokens; 0 keeps all.
  float top_p = 1;              ///< In (0, 1]; 1 keeps all.
  float min_p = 0;              ///< In [0, 1]; 0 keeps all.
  float repetition_penalty = 1; ///< In [0.01, 100]; 1 changes nothing.
  std::uint64_t seed = 0;

  friend bool operator==(const sampling&, const sampling&) = default;
};

/// Why no token was chosen.
enum class sampling_error : std::uint8_t {
  none,
  temperature_out_of_range,
  top_p_out_of_range,
  min_p_out_of_range,
  repetition_penalty_out_of_range,
  /// There are no logits.
  no_logits,
  /// A logit is not finite or left the profile's range.
  logit_out_of_range,
  /// An earlier token is not in the vocabulary.
  unknown_token,
};

/// Returns the enumerator's name.
[[nodiscard]] const char* to_string(sampling_error x) noexcept;

/// Returns the first parameter that is out of its range, or `none`.
[[nodiscard]] sampling_error validate(const sampling& parameters) noexcept;

struct sampled {
  sampling_error error = sampling_error::none;
  std::uint32_t token = 0;
};

/// Chooses the token at `position` (the position that the chosen token will
/// have; the prompt's first token has 0). A function of its arguments alone, in
/// order-free arithmetic, so a sampled text replays exactly on any machine.
///
/// The order of steps is part of the profile:
/// 1. Repetition penalty r: the logit l of each id in `tokens` becomes l / r if
///    l > 0, else l * r; once for each id, however often it occurs.
/// 2. Temperature 0: the largest logit, ties to the lowest id. Else each logit
///    becomes the integer weight w = floor(exp((l - l_max) / temperature)
///    * 2^30 + 1/2).
/// 3. top_k: the k largest logits stay, ties to the lower id.
/// 4. min_p: those with w >= floor(min_p * 2^30 + 1/2) stay.
/// 5. top_p: in the order of 3, the shortest prefix with a sum of weights of at
///    least floor(top_p * 2^30 + 1/2) / 2^30 of the sum of those that are left.
/// 6. Draw: r = 64 bits of Philox4x32-10 with key `seed` and counter
/// `position`;
///    in order of ids, the token in whose weight floor(r * sum / 2^64) falls.
[[nodiscard]] sampled
sample(std::span<const float> logits, const sampling& parameters,
       std::uint32_t position, std::span<const std::uint32_t> tokens);

} // namespace synod::model
