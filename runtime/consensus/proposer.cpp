#include "runtime/consensus/proposer.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

namespace synod::consensus {

namespace {

/// How far apart priorities may be, in total weights.
constexpr auto spread_max = std::int64_t{2};

std::int64_t signed_total(const validator_set& validators) {
  return static_cast<std::int64_t>(validators.total_weight());
}

/// Division that rounds down, as the mean of priorities is taken.
std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  auto quotient = a / b;
  return a % b < 0 ? quotient - 1 : quotient;
}

} // namespace

proposer_rotation::proposer_rotation(validator_set validators)
  : validators_(std::move(validators)), priorities_(validators_.size(), 0) {
  assert(validators_.size() > 0);
  advance();
}

void proposer_rotation::advance() {
  rescale();
  centre();
  for (auto i = std::size_t{0}; i < priorities_.size(); ++i)
    priorities_[i]
      += static_cast<std::int64_t>(validators_.members()[i].weight);
  auto highest = std::ranges::max_element(priorities_); // the first of equals
  proposer_ = static_cast<std::size_t>(highest - priorities_.begin());
  *highest -= signed_total(validators_);
}

const validator_id& proposer_rotation::proposer() const {
  return validators_.members()[proposer_].id;
}

validator_id proposer_rotation::proposer_of(round_number round) const {
  assert(round >= 0);
  auto ahead = *this;
  for (auto i = round_number{0}; i < round; ++i)
    ahead.advance();
  return ahead.proposer();
}

void proposer_rotation::change(validator_set validators) {
  auto behind = signed_total(validators);
  auto priorities
    = std::vector<std::int64_t>(validators.size(), -(behind + (behind >> 3)));
  for (auto i = std::size_t{0}; i < validators.size(); ++i)
    if (auto old = validators_.find(validators.members()[i].id))
      priorities[i] = priorities_[*old];
  validators_ = std::move(validators);
  priorities_ = std::move(priorities);
  rescale();
  centre();
}

void proposer_rotation::rescale() {
  auto [low, high] = std::ranges::minmax_element(priorities_);
  auto limit = spread_max * signed_total(validators_);
  auto spread = *high - *low;
  if (spread <= limit)
    return;
  auto ratio = (spread + limit - 1) / limit;
  for (auto& x : priorities_)
    x /= ratio;
}

void proposer_rotation::centre() {
  auto count = static_cast<std::int64_t>(priorities_.size());
  // Added by halves of each division, so that no sum of priorities overflows.
  auto mean = std::int64_t{0};
  auto rest = std::int64_t{0};
  for (auto x : priorities_) {
    mean += x / count;
    rest += x % count;
  }
  mean += floor_divide(rest, count);
  for (auto& x : priorities_)
    x -= mean;
}

} // namespace synod::consensus
