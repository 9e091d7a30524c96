#include "actors/coordinator/escrow_book.hpp"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace synod::coordinator {

namespace {

// Request numbers are used roughly in order. Who leaves gaps, as a purse does
// that starts anew, loses the oldest of them.
constexpr auto scattered_max = std::size_t{4'096};

// Heights whose fees are told apart.
constexpr auto settled_max = std::size_t{256};

amount limited_sum(amount a, amount b) {
  auto sum = a + b;
  return sum < a ? ~amount{0} : sum;
}

} // namespace

void escrow_book::entry::use(std::uint64_t number) {
  if (has_used(number))
    return;
  used.insert(number);
  while (used.size() > scattered_max || used.contains(used_below)) {
    // The largest number of all has no successor, and needs none.
    if (*used.begin() == std::numeric_limits<std::uint64_t>::max())
      return;
    used_below = *used.begin() + 1;
    used.erase(used.begin());
  }
}

bool escrow_book::entry::has_used(std::uint64_t number) const {
  return number < used_below || used.contains(number);
}

bool escrow_book::entry::is_over(time_ms now) const {
  auto end = over.value_or(std::numeric_limits<time_ms>::max());
  if (state) {
    end = std::min(end, state->expires_ms);
    if (state->closes_ms != 0)
      end = std::min(end, state->closes_ms);
  }
  return open.empty() && end < now;
}

const escrow_state* escrow_book::find(const escrow_id& id) const {
  auto found = entries_.find(id);
  return found == entries_.end() || !found->second.state
           ? nullptr
           : &*found->second.state;
}

void escrow_book::learn(const escrow_id& id, const escrow_state& x) {
  auto* known = find_or_add(id);
  if (!known || (known->state && x.height < known->state->height))
    return;
  known->state = x;
  std::erase_if(known->settled,
                [&](const paid& y) { return y.at <= x.height; });
}

escrow_book::entry* escrow_book::find_or_add(const escrow_id& id) {
  if (auto found = entries_.find(id); found != entries_.end())
    return &found->second;
  if (entries_.size() >= escrows_max)
    make_room();
  return entries_.size() >= escrows_max ? nullptr : &entries_[id];
}

void escrow_book::make_room() {
  auto is_free = [](const auto& x) { return x.second.open.empty(); };
  auto is_unused = [&](const auto& x) {
    return is_free(x) && x.second.used.empty() && x.second.used_below == 0;
  };
  auto found = std::ranges::find_if(entries_, is_unused);
  if (found == entries_.end())
    found = std::ranges::find_if(entries_, is_free);
  if (found != entries_.end())
    entries_.erase(found);
}

void escrow_book::follow(const escrow_news& x) {
  for (const auto& [id, expires_ms] : x.opened)
    if (entries_.contains(id) || entries_.size() < escrows_max)
      entries_[id].over = expires_ms;
  for (const auto& cap : x.settled)
    if (auto* known = find_or_add(cap.escrow))
      known->use(cap.request_number);
  for (const auto& [id, closes_ms] : x.closing)
    if (auto found = entries_.find(id); found != entries_.end()) {
      auto& known = found->second;
      known.over = std::min(known.over.value_or(closes_ms), closes_ms);
      if (known.state && known.state->closes_ms == 0)
        known.state->closes_ms = closes_ms;
    }
  std::erase_if(entries_,
                [&](const auto& y) { return y.second.is_over(x.time); });
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
  const auto& known = entries_.at(cap.escrow);
  if (escrow->closes_ms != 0)
    return errc::escrow_closing;
  if (escrow->expires_ms < what.until)
    return errc::escrow_expired;
  if (known.has_used(cap.request_number))
    return errc::request_settled;
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
  auto& x = entries_[cap.escrow];
  x.open[cap.request_number] = fee;
  x.use(cap.request_number);
}

void escrow_book::reduce(const fee_cap& cap, amount fee) {
  auto& open = entries_[cap.escrow].open;
  if (auto found = open.find(cap.request_number); found != open.end())
    found->second = std::min(found->second, fee);
}

void escrow_book::settle(const fee_cap& cap, std::optional<block_height> at) {
  auto found = entries_.find(cap.escrow);
  if (found == entries_.end())
    return;
  auto& x = found->second;
  auto open = x.open.extract(cap.request_number);
  if (!open || !at)
    return;
  if (!x.state || *at > x.state->height)
    x.pay({open.mapped(), *at});
}

// Fees of old heights that are taken for one of the latest of them count for
// longer, which promises less and never more.
void escrow_book::entry::pay(const paid& fee) {
  if (settled.size() >= settled_max)
    for (auto all = std::exchange(settled, {}); const auto& x : all)
      merge(x, all.back().at);
  merge(fee, fee.at);
}

void escrow_book::entry::merge(const paid& fee, block_height at) {
  if (settled.empty() || settled.back().at != at)
    settled.push_back({0, at});
  settled.back().fee = limited_sum(settled.back().fee, fee.fee);
}

amount escrow_book::available(const escrow_id& id) const {
  auto* escrow = find(id);
  if (escrow == nullptr)
    return 0;
  const auto& known = entries_.at(id);
  auto taken = amount{0};
  for (const auto& [number, fee] : known.open)
    taken = limited_sum(taken, fee);
  for (const auto& x : known.settled)
    taken = limited_sum(taken, x.fee);
  return escrow->balance > taken ? escrow->balance - taken : 0;
}

} // namespace synod::coordinator
