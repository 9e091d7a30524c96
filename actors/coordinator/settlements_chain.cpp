#include "actors/coordinator/settlements.hpp"
#include "runtime/accounts/validator_choice.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

// What the settlements of a coordinator ask validators, workers and askers.

namespace synod::coordinator {

namespace {

// Until somebody is registered at all, and any block was read.
constexpr auto impatience = instant{250'000};

constexpr auto chain_timeout = std::chrono::milliseconds{2'000};

accounts::submitter::answer answer_of(const answer& x) {
  return std::visit(
    []<class T>(const T& what) -> accounts::submitter::answer {
      if constexpr (std::is_constructible_v<accounts::submitter::answer, T>)
        return what;
      else
        return errc::unknown_message;
    },
    x);
}

} // namespace

void settlements::ask_chain(std::uint64_t inner, question what,
                            std::chrono::milliseconds timeout) {
  chain_asks_.emplace(++last_ask_, chain_ask{inner, validator_});
  asks_.push_back({last_ask_, validator(), std::move(what), timeout});
}

void settlements::learn(const escrow_id& id, const escrow_state& x) {
  if (x.coordinator == settings_.account.id) // others' are nothing to it
    escrows_.learn(id, x);
}

std::size_t settlements::waiting() const noexcept {
  return submitter_.waiting();
}

bool settlements::follow(const stored_block& x) {
  auto opened = market_.learn(x);
  if (opened)
    escrows_.follow(read_escrow_news(*opened, x.receipts, settings_.account.id,
                                     settings_.parameters));
  return opened.has_value();
}

// Who is new is asked at once how much room there is: until that is known, no
// route can be chosen by it.
void settlements::take_list(const workers_listed& x, instant now) {
  auto known = market_.workers().size();
  market_.learn(x);
  if (market_.workers().size() > known)
    load_due_ = now;
}

// An idle chain has no next block in time, which is no fault. A validator that
// has not got this far, or that answers with something else, is not asked again
// at once.
void settlements::take_block(const answer& what, instant now) {
  block_ask_.reset();
  auto* refusal = std::get_if<errc>(&what);
  auto* block = std::get_if<stored_block>(&what);
  auto is_late = refusal && *refusal == errc::timed_out;
  if (is_late || (block && follow(*block))) {
    block_due_ = now;
    return;
  }
  block_due_
    = now + (market_.height() == 0 ? impatience : settings_.list_interval);
  if (!refusal || !accounts::may_another_answer(*refusal))
    ++validator_;
}

void settlements::answered(std::uint64_t ask, const answer& what, instant now) {
  auto* refusal = std::get_if<errc>(&what);
  if (auto told = feed_asks_.extract(ask)) {
    feed_.answered(told.mapped(),
                   refusal ? std::optional{*refusal} : std::nullopt, now);
    return;
  }
  if (auto asked = load_asks_.extract(ask)) {
    if (auto* report = std::get_if<signed_load_report>(&what))
      market_.learn(asked.mapped(), *report, settings_.wall());
    return;
  }
  if (block_ask_ == ask)
    take_block(what, now);
  auto asked = chain_asks_.extract(ask);
  if (!asked)
    return;
  auto [inner, validator] = asked.mapped();
  // Several questions that fail together count once.
  if (refusal && accounts::may_another_answer(*refusal)
      && validator == validator_)
    ++validator_;
  if (inner != 0)
    submitter_.answered(inner, answer_of(what), validator, now);
  else if (auto* list = std::get_if<workers_listed>(&what))
    take_list(*list, now);
}

void settlements::tick(instant now) {
  build_due(now);
  submitter_.tick(now, settings_.wall());
  for (auto& x : submitter_.take_results())
    take_result(x);
  for (auto& [ticket, id] : tickets_) {
    auto& x = entries_.at(id);
    if (auto made = submitter_.id_of(ticket); made && *made != x.told)
      tell(id, x, {ticket, *made, {}, {}});
  }
  for (auto& x : submitter_.take_actions()) {
    auto waits = std::holds_alternative<wait_transaction>(x.what);
    std::visit(
      [&](auto& what) {
        ask_chain(
          x.id, std::move(what),
          waits ? chain_timeout
                    + std::chrono::milliseconds{settings_.submissions.wait_ms}
                : chain_timeout);
      },
      x.what);
  }
  look_around(now);
  for (auto& x : feed_.take_asks(now)) {
    feed_asks_.emplace(++last_ask_, x.id);
    x.id = last_ask_;
    asks_.push_back(std::move(x));
  }
}

void settlements::look_around(instant now) {
  if (now >= list_due_) {
    list_due_ = now
                + (market_.workers().size() == 0 ? impatience
                                                 : settings_.list_interval);
    ask_chain(0, list_workers{}, chain_timeout);
  }
  if (now >= load_due_) {
    load_due_ = now + settings_.load_interval;
    for (auto& x : settings_.workers) {
      load_asks_.emplace(++last_ask_, x);
      asks_.push_back({last_ask_, x.worker, get_load_report{}, chain_timeout});
    }
  }
  if (!block_ask_ && now >= block_due_) {
    ask_chain(
      0,
      wait_block{block_height{market_.height()}, settings_.submissions.wait_ms},
      chain_timeout + std::chrono::milliseconds{settings_.submissions.wait_ms});
    block_ask_ = last_ask_;
  }
}

std::optional<instant> settlements::wake_at() const {
  auto first = std::min(list_due_, load_due_);
  if (!block_ask_)
    first = std::min(first, block_due_);
  auto add = [&first](std::optional<instant> x) {
    if (x)
      first = std::min(first, *x);
  };
  add(submitter_.wake_at());
  add(feed_.wake_at());
  for (auto& [id, x] : entries_)
    if (x.due && !x.made)
      add(x.ready ? instant{0} : *x.due);
  return first;
}

std::vector<ask> settlements::take_asks() {
  return std::exchange(asks_, {});
}

std::vector<journal_entry> settlements::take_journal() {
  return std::exchange(journal_, {});
}

} // namespace synod::coordinator
