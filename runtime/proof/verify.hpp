#pragma once

#include "runtime/proof/service_proof.hpp"
#include "schemas/genesis.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Checks a proof by itself: no network, no clock, no file. Total: whatever the
// text holds gets a verdict.

namespace synod::proof {

enum class verdict : std::uint8_t {
  holds,
  fails,
  absent, ///< What it takes is not in the proof.
};

/// One part of a proof.
struct finding {
  std::string part; ///< "commit", say; `find_faults` lists them.
  proof::verdict verdict = verdict::fails;
  std::string text; ///< One sentence for a person.
};

struct verification {
  std::vector<finding> findings; ///< In the order in which they were looked at.
  std::vector<std::string> proven;     ///< In words; empty unless `holds()`.
  std::vector<std::string> not_proven; ///< Likewise what it does not show.

  /// Nothing fails, and success is proven.
  [[nodiscard]] bool holds() const;

  /// @returns the first part that fails or is missing; null if `holds()`.
  [[nodiscard]] const finding* fault() const;
};

/// Checks, in this order: `form` (the bytes are the canonical text of a proof),
/// `genesis`, `escrow`, `fee cap`, `receipts`, `fee`, `attestation`, `block`,
/// `commit`, `inclusion`, `following block`, `following commit`, `success`,
/// `request`, `answer`. A fault of form or genesis ends it.
///
/// The request and the answer are `absent` where they are not in the proof or
/// not asked about; everything else must hold.
/// @param trusted the one thing that is taken on trust
/// @param answer compared with the answer that was streamed
/// @pre `!ledger::check_genesis(trusted)`
[[nodiscard]] verification verify(std::string_view text, const genesis& trusted,
                                  std::optional<std::string_view> answer = {});

/// @returns "holds", "fails" or "absent".
[[nodiscard]] const char* to_string(verdict x) noexcept;

} // namespace synod::proof
