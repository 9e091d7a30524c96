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
  x.ids.push_back(x.made.id);
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
                         std::size_t validator, instant now) {
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
  auto& x = *found;
  if (auto* why = std::get_if<errc>(&what)) {
    if (*why == errc::not_stored && x.is == state::checking)
      return not_stored(x, validator, now);
    return refused(x, *why, now);
  }
  if (auto* account = std::get_if<account_state>(&what))
    return check_nonce(x, *account, validator, now);
  if (auto* taken = std::get_if<transaction_accepted>(&what)) {
    if (taken->id != x.made.id)
      return again(x, now);
    read_delay_ = limits_.retry_min;
    return wait(x);
  }
  take_found(x, std::get<transaction_found>(what), now);
}

void submitter::take_found(entry& x, const transaction_found& what,
                           instant now) {
  auto id = what.receipt.id;
  if (std::ranges::find(x.ids, id) == x.ids.end())
    return again(x, now);
  auto refusal = what.receipt.refusal == 0
                   ? std::optional<errc>{}
                   : std::optional{errc{what.receipt.refusal}};
  finish(x, id, what.height, refusal);
}

// Whoever said so may have meant its mempool, and whoever is asked next may be
// blocks behind: so first, has this one executed the nonce?
void submitter::check(entry& x) {
  x.is = state::checking;
  x.looked_for = 0;
  ask(x, get_account{by_.id, lane_id{}});
}

void submitter::check_nonce(entry& x, const account_state& account,
                            std::size_t validator, instant now) {
  if (x.is != state::checking || account.nonce <= x.nonce)
    return again(x, now);
  used_nonces_ = std::max(used_nonces_, account.nonce);
  x.checker = validator;
  ask(x, get_transaction{x.ids.front()});
}

void submitter::not_stored(entry& x, std::size_t validator, instant now) {
  if (validator != x.checker)
    return again(x, now);
  if (++x.looked_for < x.ids.size())
    return ask(x, get_transaction{x.ids[x.looked_for]});
  x.is = state::queued; // another has its nonce
  x.due = now;
  start_over(now);
}

// What has a nonce below the next one is in a block or in a mempool, or its
// validator will say that the nonce was used. The others are lost.
void submitter::take_account(const account_state& x, instant now) {
  used_nonces_ = std::max(used_nonces_, x.nonce);
  next_nonce_ = std::max(used_nonces_, x.next_nonce); // this one may be behind
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
    check(x);
  } else if (why == errc::nonce_gap) {
    again(x, now);
    start_over(now);
  } else if (is_final(why)) {
    finish(x, x.made.id, {}, why); // and those after it have a gap before them
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

void submitter::finish(const entry& x, const transaction_id& as,
                       block_height height, std::optional<errc> refusal) {
  results_.push_back({x.ticket, as, height, refusal});
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
