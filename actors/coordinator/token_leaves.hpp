#pragma once

#include "schemas/ids.hpp"
#include "schemas/receipt.hpp"
#include "schemas/work_order.hpp"

#include <span>

namespace synod::coordinator {

/// A generation's tokens, as far as they are known.
struct known_tokens {
  std::span<const token_id> tokens; ///< Prompt and sampled ids.
  std::uint32_t prompt = 0;         ///< How many of them are the prompt's.
};

/// Whether a receipt of the first range says that other ids came in than those
/// that were sent. What is not known yet is not held against it.
[[nodiscard]] bool has_wrong_input(const receipt& x, const request_salt& salt,
                                   const known_tokens& known);

/// Whether a receipt of the last range says that other ids went out than those
/// that were taken. A worker that computed the first positions of its receipt
/// again, for a session it took over, sampled none there.
[[nodiscard]] bool has_wrong_output(const receipt& x, const request_salt& salt,
                                    const known_tokens& known);

} // namespace synod::coordinator
