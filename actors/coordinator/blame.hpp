#pragma once

#include "actors/coordinator/ask.hpp"
#include "schemas/attestation.hpp"

#include <optional>
#include <span>
#include <vector>

namespace synod::coordinator {

/// A hop's answer to a probe.
struct probed {
  std::optional<errc> error; ///< Why there is no progress to look at.
  session_progress progress;
};

/// What the hops should be doing.
struct expectation {
  std::uint32_t attempt = 0;
  std::uint32_t tokens = 0; ///< Positions [0, tokens) are on their way.
  instant compute_max{0};   ///< A step that computes for longer hangs.
  instant still{0}; ///< For how long no hop got further; 0 if one just did.
};

/// What to do about a generation whose next token is late: nothing yet, unless
/// one of these says otherwise.
struct verdict {
  std::vector<std::uint32_t> hops{};     ///< Must be replaced.
  std::optional<std::uint32_t> link{};   ///< From this hop to the next: cut.
  std::optional<std::uint32_t> reopen{}; ///< Something was lost on its way to
                                         ///< this hop: all may try again.
  std::optional<std::uint32_t> late{};   ///< Serves on; but it takes more than
                                         ///< half of what would be hanging.

  friend bool operator==(const verdict&, const verdict&) = default;
};

/// Says who is at fault. Hops that do not answer are. Else the first place at
/// which the positions stop decides: in a hop that computes one step for too
/// long or gets to none, on a link, or nowhere yet.
[[nodiscard]] verdict
find_blame(std::span<const probed> hops, const expectation& expected);

/// Returns how a worker failed that refused for this reason, or said nothing.
[[nodiscard]] failure_kind kind_of(errc x) noexcept;

} // namespace synod::coordinator
