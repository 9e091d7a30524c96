#include "runtime/accounts/purse.hpp"

#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/escrows.hpp"

#include <algorithm>

namespace synod::accounts {

namespace {

// Numbers are written down ahead, so that a request does not wait for the disk;
// what a crash leaves unused is never used.
constexpr auto numbers_ahead = std::uint64_t{1'000};

} // namespace

purse::purse(account by, purse_terms terms)
  : by_(std::move(by)), terms_(terms) {
}

void purse::restore(const std::vector<kept_escrow>& kept) {
  for (const auto& x : kept)
    entries_[x.purpose]
      = {x.escrow, x.next_number, x.next_number, x.available, x.expires_ms, {}};
}

std::vector<kept_escrow> purse::keep() const {
  auto result = std::vector<kept_escrow>{};
  for (const auto& [purpose, x] : entries_)
    if (x.escrow)
      result.push_back(
        {purpose, *x.escrow, x.kept_number, x.available, x.expires_ms});
  return result;
}

void purse::prepare(const escrow_purpose& what, time_ms now) {
  auto& x = entries_[what];
  if (x.under_way)
    return;
  if (!x.escrow || now + terms_.renew_ms >= x.expires_ms)
    open(what, x, now);
  else if (x.available < terms_.refill_below)
    refill(what, x);
}

void purse::open(const escrow_purpose& what, entry& x, time_ms now) {
  auto body = open_escrow{};
  body.coordinator = what.coordinator;
  body.model = what.model;
  body.price = terms_.price;
  body.deposit = terms_.deposit;
  body.expires_ms = now + terms_.lifetime_ms;
  submit(what, x, true, transaction_type::open_escrow, canonical_encode(body));
  errands_[last_ticket_].expires_ms = body.expires_ms;
}

void purse::refill(const escrow_purpose& what, entry& x) {
  auto body = top_up{1, *x.escrow, terms_.deposit};
  submit(what, x, false, transaction_type::top_up, canonical_encode(body));
}

void purse::submit(const escrow_purpose& what, entry& x, bool opens,
                   transaction_type type, std::vector<std::byte> body) {
  x.under_way = ++last_ticket_;
  errands_[last_ticket_] = {what, opens, 0};
  wishes_.push_back({last_ticket_, type, std::move(body)});
}

caf::expected<signed_fee_cap>
purse::draw(const escrow_purpose& what, amount fee_max, time_ms now) {
  prepare(what, now);
  auto& x = entries_[what];
  if (!x.escrow || now >= x.expires_ms)
    return errc::unknown_escrow;
  if (fee_max > x.available) {
    if (!x.under_way)
      refill(what, x);
    return errc::escrow_exhausted;
  }
  x.available -= fee_max;
  auto result = signed_fee_cap{};
  result.cap.escrow = *x.escrow;
  result.cap.request_number = x.next_number++;
  result.cap.fee_max = fee_max;
  if (x.next_number > x.kept_number) {
    x.kept_number = x.next_number + numbers_ahead;
    changed_ = true;
  }
  result.signature = by_.sign(crypto::signed_bytes(by_.chain_id, result.cap));
  return result;
}

void purse::give_back(const fee_cap& cap, amount cost) {
  for (auto& [purpose, x] : entries_)
    if (x.escrow == cap.escrow)
      x.available += cap.fee_max - std::min(cost, cap.fee_max);
}

void purse::exhausted(const escrow_id& id) {
  for (auto& [purpose, x] : entries_)
    if (x.escrow == id) {
      x.available = 0;
      changed_ = true;
    }
}

void purse::forget(const escrow_id& id) {
  for (auto& [purpose, x] : entries_)
    if (x.escrow == id) {
      x.escrow.reset();
      changed_ = true;
      close(id);
    }
}

// It still pays for what is under way, and returns the rest after the genesis
// delay. A refusal says that it has done so already.
void purse::close(const escrow_id& id) {
  wishes_.push_back({++last_ticket_, transaction_type::close_escrow,
                     canonical_encode(close_escrow{1, id})});
}

void purse::done(std::uint64_t ticket, const transaction_id& id,
                 std::optional<errc> refusal) {
  auto errand = errands_.extract(ticket);
  if (!errand)
    return;
  const auto& [purpose, opens, expires] = errand.mapped();
  auto& x = entries_[purpose];
  x.under_way.reset();
  changed_ = true;
  if (refusal) {
    // One that cannot be filled any more is replaced by the next request.
    if (!opens && x.escrow && *refusal != errc::insufficient_balance)
      forget(escrow_id{*x.escrow});
    return;
  }
  if (!opens) {
    x.available += terms_.deposit;
    return;
  }
  if (x.escrow)
    close(*x.escrow);
  x = {};
  x.escrow = ledger::escrow_of(id);
  x.available = terms_.deposit;
  x.expires_ms = expires;
}

std::vector<purse::wish> purse::take_wishes() {
  return std::exchange(wishes_, {});
}

} // namespace synod::accounts
