#pragma once

#include "actors/coordinator/blame.hpp"
#include "actors/coordinator/hop_round.hpp"
#include "actors/coordinator/rebuild_plan.hpp"
#include "schemas/route.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace synod::coordinator {

/// One route at work: how far a generation's attempt is.
struct route_attempt {
  enum class phase : std::uint8_t { waiting, opening, rebuilding, stepping };
  enum class kind : std::uint8_t { open, resend, step, probe };

  /// Whom an answer comes from, and to what.
  struct pending {
    kind what = kind::open;
    std::uint32_t hop = 0;
  };

  /// A hop's answer to its opening.
  struct opened {
    std::optional<errc> refusal;
    hop_holding holding;
  };

  std::uint32_t number = 0; ///< Counts from 1.
  phase is = phase::waiting;
  instant due{0}; ///< While waiting: the next attempt; else the next probe.
  std::vector<hop> route;
  std::map<std::uint64_t, pending> asked; ///< By ask; not yet answered.

  hop_round<opened> opening;
  std::vector<hop_plan> plan;
  std::uint32_t resend_below = 0;    ///< Hops from here on have resent.
  std::uint32_t position_next = 0;   ///< Of the next step for hop 0.
  std::uint32_t steps_in_flight = 0; ///< Sent to hop 0, not yet accepted.

  std::uint32_t rows_of_step = 1; ///< Of the largest that may be under way.
  std::uint32_t rows_timed = 0;   ///< Under way; 0: not to be learned from.
  instant timed_from{0};

  std::optional<hop_round<probed>> probing;
  std::optional<std::uint64_t> progress; ///< Of all hops, when last probed.
  instant moved_at{0};                   ///< When that was last another.

  [[nodiscard]] bool is_at_work() const noexcept {
    return is == phase::rebuilding || is == phase::stepping;
  }

  /// Whatever was probed says nothing about what comes now.
  void forget_probes() {
    probing.reset();
    progress.reset();
    std::erase_if(asked, [](auto& x) { return x.second.what == kind::probe; });
  }
};

} // namespace synod::coordinator
