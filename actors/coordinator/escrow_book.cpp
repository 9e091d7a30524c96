#include "actors/coordinator/escrow_book.hpp"

#include <algorithm>
#include <vector>

namespace synod::coordinator {

namespace {

// Request numbers are used roughly in order; who scatters more is refused.
constexpr auto scattered_max = std::size_t{65'536};

amount limited_sum(amount a, amount b) {
  auto sum = a + b;
  return sum < a ? ~amount{0} : sum;
}

} // namespace

const escrow_state* escrow_book::find(const escrow_id& id) const {
  auto found = escrows_.find(id);
  return found == escrows_.end() ? nullptr : &found->second;
}

void escrow_book::learn(const escrow_id& id, const escrow_state& x) {
  auto& known = escrows_[id];
  if (x.height < known.height)
    return;
  known = x;
  std::erase_if(promises_[id].settled,
                [&](const paid& y) { return y.at <= x.height; });
}

std::optional<errc>
escrow_book::refusal_of(const fee_cap& cap, const demand& what) const {
  auto* escrow = find(cap.escrow);
  if (escrow == nullptr)
    return errc::unknown_escrow;
  if (escrow->coordinator != what.coordinator)
    return errc::not_the_coordinator;
  if (escrow->model != what.model)
    return errc::wrong_model;
  if (escrow->closes_ms != 0)
    return errc::escrow_closing;
  if (escrow->expires_ms < what.until)
    return errc::escrow_expired;
  if (auto found = promises_.find(cap.escrow); found != promises_.end()) {
    const auto& x = found->second;
    if (cap.request_number < x.used_below
        || x.used.contains(cap.request_number))
      return errc::request_settled;
    if (x.used.size() >= scattered_max)
      return errc::overloaded;
  }
  if (cap.fee_max > available(cap.escrow))
    return errc::escrow_exhausted;
  return {};
}

std::optional<errc>
escrow_book::reserve(const fee_cap& cap, const demand& what) {
  if (auto refusal = refusal_of(cap, what))
    return refusal;
  restore(cap, cap.fee_max);
  return {};
}

void escrow_book::restore(const fee_cap& cap, amount fee) {
  auto& x = promises_[cap.escrow];
  x.open[cap.request_number] = fee;
  x.used.insert(cap.request_number);
  while (x.used.erase(x.used_below) > 0)
    ++x.used_below;
}

void escrow_book::reduce(const fee_cap& cap, amount fee) {
  auto& open = promises_[cap.escrow].open;
  if (auto found = open.find(cap.request_number); found != open.end())
    found->second = std::min(found->second, fee);
}

void escrow_book::settle(const fee_cap& cap, std::optional<block_height> at) {
  auto& x = promises_[cap.escrow];
  auto open = x.open.extract(cap.request_number);
  if (!open || !at)
    return;
  auto* escrow = find(cap.escrow);
  if (escrow == nullptr || *at > escrow->height)
    x.settled.push_back({open.mapped(), *at});
}

amount escrow_book::available(const escrow_id& id) const {
  auto* escrow = find(id);
  if (escrow == nullptr)
    return 0;
  auto taken = amount{0};
  if (auto found = promises_.find(id); found != promises_.end()) {
    for (const auto& [number, fee] : found->second.open)
      taken = limited_sum(taken, fee);
    for (const auto& x : found->second.settled)
      taken = limited_sum(taken, x.fee);
  }
  return escrow->balance > taken ? escrow->balance - taken : 0;
}

} // namespace synod::coordinator
