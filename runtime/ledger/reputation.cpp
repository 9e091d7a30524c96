#include "runtime/ledger/reputation.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace synod::ledger {

namespace {

using wide = unsigned __int128;

std::uint64_t times(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::uint64_t>(static_cast<wide>(a) * b >> 32);
}

} // namespace

std::uint64_t reputation::weigh(amount fee) const noexcept {
  // Half the usual fee already counts in full: fees scatter with lengths.
  if (fee >= usual_fee_ / 2)
    return fixed_one;
  return static_cast<std::uint64_t>(static_cast<wide>(fee) * 2 * fixed_one
                                    / usual_fee_);
}

void reputation::learn_fee(amount fee) noexcept {
  constexpr auto max = std::numeric_limits<amount>::max();
  if (usual_fee_ == 0) {
    usual_fee_ = fee;
    return;
  }
  // One request moves the mean by at most 3/20, however dear it is.
  fee = std::min(fee, usual_fee_ > max / 4 ? max : 4 * usual_fee_);
  auto high = std::max(fee, usual_fee_);
  auto low = std::min(fee, usual_fee_);
  auto sum = static_cast<wide>(high) + low;
  auto step
    = static_cast<amount>(static_cast<wide>(high - low) * fee / (16 * sum));
  if (fee > usual_fee_)
    usual_fee_ += step;
  else
    usual_fee_ -= step;
}

std::uint64_t
reputation::spend(budget& left, std::uint64_t weight) const noexcept {
  constexpr auto max = failures_per_epoch_max * fixed_one;
  auto granted = std::min(weight, max - left.used);
  left.used += granted;
  return granted;
}

void reputation::fold(const delivery& x, const settled_request& request,
                      std::uint64_t weight) {
  auto at = place{request.model, x.range.first, x.range.count};
  auto& worker = workers_[x.worker];
  if (worker.at != at) // it registered anew, for other blocks
    worker = {worker.score, at, worker.has_failed, false, requests_[at], 0};
  auto& left = budgets_[request.coordinator];
  switch (x.kind) {
    case delivery_kind::served:
      worker.score += times(fixed_one - worker.score, weight) / 4;
      if (!worker.has_recovered)
        worker.recovered_at = requests_[at];
      worker.has_recovered = true;
      return;
    case delivery_kind::late:
      worker.score -= times(worker.score, spend(left, weight / 8));
      return;
    case delivery_kind::failed:
      weight = spend(left, weight);
      worker.score -= times(worker.score, weight - weight / 8);
      if (weight > fixed_one / 2) {
        worker.has_failed = true;
        worker.has_recovered = false;
        worker.failed_at = requests_[at];
      }
      return;
  }
}

void reputation::fold(const settled_request& x) {
  if (x.fee == 0)
    return;
  auto weight = weigh(x.fee);
  learn_fee(x.fee);
  auto& left = budgets_[x.coordinator];
  if (left.epoch != x.epoch)
    left = {x.epoch, 0};
  auto places = std::set<place>{};
  for (const auto& delivery : x.deliveries)
    places.insert({x.model, delivery.range.first, delivery.range.count});
  for (const auto& at : places)
    requests_[at] += weight;
  for (const auto& delivery : x.deliveries)
    fold(delivery, x, weight);
}

standing reputation::find(const account_id& worker) const {
  auto found = workers_.find(worker);
  if (found == workers_.end())
    return {};
  const auto& x = found->second;
  auto result = standing{x.score};
  if (!x.has_failed)
    return result;
  auto requests = requests_.at(x.at);
  result.since_failure = requests - x.failed_at;
  result.since_recovery = x.has_recovered ? requests - x.recovered_at : 0;
  return result;
}

} // namespace synod::ledger
