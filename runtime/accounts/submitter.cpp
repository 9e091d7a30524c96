#include "runtime/accounts/submitter.hpp"

#include <algorithm>
#include <utility>

namespace synod::accounts {

namespace {

// What no other nonce and no later moment would change.
bool is_final(errc x) {
  switch (x) {
    case errc::malformed_transaction:
    case errc::transaction_too_large:
    case errc::unknown_transaction_type:
    case errc::wrong_chain:
    case errc::wrong_lane:
    case errc::fee_too_low:
    case errc::bad_signature:
    case errc::malformed_message:
    case errc::message_too_large:
      return true;
    default:
      return false;
  }
}

} // namespace

submitter::submitter(account by, submitter_limits limits)
  : by_(std::move(by)), limits_(limits), read_delay_(limits.retry_min) {
}

std::optional<errc> submitter::add(std::uint64_t ticket, transaction_type type,
                                   std::vector<std::byte> body) {
  if (entries_.size() >= limits_.waiting_max)
    return errc::overloaded;
  auto x = entry{};
  x.ticket = ticket;
  x.type = type;
  x.body = std::move(body);
  x.delay = limits_.retry_min;
  entries_.push_back(std::move(x));
  return {};
}

std::size_t submitter::under_way() const {
  return static_cast<std::size_t>(std::ranges::count_if(
    entries_, [](const entry& x) { return x.is != state::queued; }));
}

void submitter::tick(instant now, time_ms wall) {
  if (entries_.empty())
    return;
  if (!next_nonce_) {
    read_account(now);
    return;
  }
  auto room = limits_.window - std::min(limits_.window, under_way());
  for (auto& x : entries_) {
    if (x.is == state::queued && room > 0) {
      --room;
      sign(x, (*next_nonce_)++, wall);
    }
    if (x.is != state::to_send || x.due > now)
      continue;
    sign(x, x.nonce, wall);
    x.is = state::sending;
    ask(x, submit_transaction{x.made.canonical});
  }
}

std::optional<instant> submitter::wake_at() const {
  if (entries_.empty())
    return {};
  if (!next_nonce_)
    return reading_ ? std::nullopt : std::optional{read_due_};
  if (entries_.back().is == state::queued && under_way() < limits_.window)
    return instant{0};
  auto first = std::optional<instant>{};
  for (const auto& x : entries_)
    if (x.is == state::to_send && (!first || x.due < *first))
      first = x.due;
  return first;
}

// The same bytes as before, if they can still be in a block: then what is
// handed in twice happens once.
void submitter::sign(entry& x, std::uint64_t nonce, time_ms wall) {
  x.is = state::to_send;
  if (!x.made.canonical.empty() && x.nonce == nonce && x.valid_until_ms > wall)
    return;
  x.nonce = nonce;
  x.valid_until_ms = wall + limits_.validity_ms;
  x.made = make_transaction(by_, {nonce, x.valid_until_ms, limits_.fee_max},
                            x.type, x.body);
}

void submitter::ask(entry& x, question what) {
  x.action = ++last_action_;
  asked_.emplace(x.action, x.ticket);
  actions_.push_back({x.action, std::move(what)});
}

void submitter::read_account(instant now) {
  if (reading_ || now < read_due_)
    return;
  reading_ = ++last_action_;
  actions_.push_back({*reading_, get_account{by_.id, lane_id{}}});
}

void submitter::answered(std::uint64_t action, const answer& what,
                         instant now) {
  if (reading_ == action) {
    reading_.reset();
    if (auto* account = std::get_if<account_state>(&what))
      return take_account(*account, now);
    return start_over(now);
  }
  auto asked = asked_.extract(action);
  if (!asked)
    return;
  auto found = find(asked.mapped());
  if (found == entries_.end() || found->action != action
      || found->is == state::queued)
    return;
  if (auto* why = std::get_if<errc>(&what))
    return refused(*found, *why, now);
  if (auto* taken = std::get_if<transaction_accepted>(&what)) {
    if (taken->id != found->made.id)
      return again(*found, now);
    read_delay_ = limits_.retry_min;
    return wait(*found);
  }
  auto* final = std::get_if<transaction_found>(&what);
  if (final == nullptr || final->receipt.id != found->made.id)
    return again(*found, now);
  auto refusal = final->receipt.refusal == 0
                   ? std::optional<errc>{}
                   : std::optional{errc{final->receipt.refusal}};
  finish(*found, final->height, refusal);
}

// What has a nonce below the next one is in a block or in a mempool, or its
// validator will say that the nonce was used. The others are lost.
void submitter::take_account(const account_state& x, instant now) {
  next_nonce_ = std::max(x.nonce, x.next_nonce);
  for (auto& y : entries_)
    if (y.is != state::queued && y.nonce >= *next_nonce_) {
      y.is = state::queued;
      y.due = now;
    }
  std::ranges::stable_partition(
    entries_, [](const entry& y) { return y.is != state::queued; });
}

void submitter::refused(entry& x, errc why, instant now) {
  if (why == errc::transaction_known) {
    wait(x);
  } else if (why == errc::nonce_used) {
    x.is = state::checking;
    ask(x, get_transaction{x.made.id});
  } else if (why == errc::not_stored && x.is == state::checking) {
    x.is = state::queued; // another has its nonce
    x.due = now;
    start_over(now);
  } else if (why == errc::nonce_gap) {
    again(x, now);
    start_over(now);
  } else if (is_final(why)) {
    finish(x, {}, why); // and those after it have a gap before them
    start_over(now);
  } else {
    again(x, now);
  }
}

void submitter::wait(entry& x) {
  x.is = state::waiting;
  x.delay = limits_.retry_min;
  ask(x, wait_transaction{x.made.id, false, limits_.wait_ms});
}

// Silence, or not now: the same bytes, a while later.
void submitter::again(entry& x, instant now) {
  x.is = state::to_send;
  x.due = now + x.delay;
  x.delay = std::min(2 * x.delay, limits_.retry_max);
}

void submitter::finish(const entry& x, block_height height,
                       std::optional<errc> refusal) {
  results_.push_back({x.ticket, x.made.id, height, refusal});
  entries_.erase(find(x.ticket));
}

// The nonces are not what was thought: the account is to be read again.
void submitter::start_over(instant now) {
  if (!next_nonce_ && read_due_ > now)
    return;
  next_nonce_.reset();
  read_due_ = now + read_delay_;
  read_delay_ = std::min(2 * read_delay_, limits_.retry_max);
}

submitter::iterator submitter::find(std::uint64_t ticket) {
  return std::ranges::find(entries_, ticket, &entry::ticket);
}

std::optional<transaction_id> submitter::id_of(std::uint64_t ticket) const {
  auto found = std::ranges::find(entries_, ticket, &entry::ticket);
  if (found == entries_.end() || found->is == state::queued)
    return {};
  return found->made.id;
}

std::vector<submitter::action> submitter::take_actions() {
  return std::exchange(actions_, {});
}

std::vector<submitted> submitter::take_results() {
  return std::exchange(results_, {});
}

} // namespace synod::accounts
