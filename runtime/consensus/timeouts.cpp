#include "runtime/consensus/timeouts.hpp"

#include <algorithm>

namespace synod::consensus {

std::uint64_t timeout_ms(const timeout_options& options, round_step step,
                         round_number round) noexcept {
  auto first = step == round_step::propose   ? options.propose_ms
               : step == round_step::prevote ? options.prevote_ms
                                             : options.precommit_ms;
  auto rounds = static_cast<std::uint64_t>(std::max(round, 0));
  auto room = options.longest_ms - std::min(first, options.longest_ms);
  // Compared by division, so that no product overflows.
  if (options.growth_ms != 0 && rounds > room / options.growth_ms)
    return options.longest_ms;
  return std::min(first + rounds * options.growth_ms, options.longest_ms);
}

} // namespace synod::consensus
