#include "actors/coordinator/step_times.hpp"

#include <algorithm>
#include <vector>

namespace synod::coordinator {

step_times::step_times(instant guess) : guess_(guess) {
}

void step_times::decoded(instant taken) {
  decode_.add(taken);
}

void step_times::prefilled(std::uint32_t rows, instant taken) {
  if (rows > 0)
    prefill_row_.add(taken / rows);
}

instant step_times::expected(std::uint32_t rows) const {
  auto row = decode_.value(guess_);
  if (rows <= 1)
    return row;
  // Rows of one step share its fixed cost, so a prompt's row is the cheaper.
  return row + (rows - 1) * prefill_row_.value(row);
}

bool step_times::is_measured(std::uint32_t rows) const {
  return !(rows <= 1 ? decode_ : prefill_row_).is_empty();
}

void step_times::median::add(instant x) {
  last_[count_ % last_.size()] = std::max(x, instant{0});
  ++count_;
}

instant step_times::median::value(instant if_empty) const {
  auto count = std::min(count_, last_.size());
  if (count == 0)
    return if_empty;
  auto sorted = std::vector(last_.begin(), last_.begin() + count);
  std::ranges::nth_element(sorted, sorted.begin() + count / 2);
  return sorted[count / 2];
}

} // namespace synod::coordinator
