#include "actors/coordinator/settlements.hpp"

#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/attestations.hpp"
#include "schemas/canonical.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace synod::coordinator {

namespace {

using namespace std::chrono_literals;

constexpr auto chain_timeout = 2s;
// A request number is good for so long: the longest request and its settling.
constexpr auto settle_ms_max = time_ms{120'000};

request_salt draw_salt(const std::function<std::uint64_t()>& random) {
  auto bytes = request_salt::bytes_type{};
  for (std::size_t i = 0; i < bytes.size(); i += 8)
    for (auto [bits, j] = std::pair{random(), std::size_t{0}}; j < 8;
         ++j, bits >>= 8)
      bytes[i + j] = static_cast<std::uint8_t>(bits);
  return request_salt{bytes};
}

bool is_silence(errc x) {
  return x == errc::node_down || x == errc::timed_out
         || x == errc::unknown_actor || x == errc::actor_failed;
}

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

settlements::settlements(ledger_settings settings,
                         std::function<std::uint64_t()> random)
  : settings_(std::move(settings)), random_(std::move(random)),
    market_(settings_.parameters, settings_.check, settings_.keys),
    submitter_(settings_.account, settings_.submissions) {
  assert(!settings_.validators.empty());
}

// -- requests -----------------------------------------------------------------

bool settlements::wants_look(const fee_cap& cap) const {
  return !cap.escrow.is_zero()
         && (!escrows_.knows(cap.escrow)
             || cap.fee_max > escrows_.available(cap.escrow));
}

std::optional<errc>
settlements::check_call(const start_request& call,
                        const genesis_model*& model) const {
  const auto& cap = call.cap.cap;
  if (cap.escrow.is_zero())
    return errc::no_fee_cap;
  if (call.request != ledger::request_of(cap.escrow, cap.request_number))
    return errc::invalid_argument;
  auto found = std::ranges::find(settings_.models, call.model,
                                 &genesis_model::model_name);
  if (found == settings_.models.end())
    return errc::unknown_model;
  model = &*found;
  if (auto* escrow = escrows_.find(cap.escrow);
      escrow
      && !settings_.check(
        escrow->owner, crypto::signed_bytes(settings_.account.chain_id, cap),
        call.cap.signature))
    return errc::bad_fee_cap;
  return {};
}

std::optional<errc> settlements::admit(const start_request& call) {
  const genesis_model* model = nullptr;
  if (auto refusal = check_call(call, model))
    return refusal;
  if (entries_.contains(call.request))
    return errc::request_exists;
  if (entries_.size() >= settings_.submissions.waiting_max)
    return errc::overloaded;
  const auto& cap = call.cap.cap;
  auto refusal = escrows_.reserve(cap, {settings_.account.id, model->manifest,
                                        settings_.wall() + settle_ms_max});
  if (refusal)
    return refusal;
  auto terms = paid_terms{};
  terms.request = call.request;
  terms.cap = call.cap;
  terms.price = escrows_.find(cap.escrow)->price;
  terms.salt = draw_salt(random_);
  terms.model = model->manifest;
  terms.chat_template = model->chat_template;
  terms.profile = model->profile;
  terms.blocks = model->blocks;
  auto& x = entries_[call.request];
  x.work = std::make_unique<settlement>(std::move(terms), market_);
  x.cap = cap;
  return {};
}

settlement* settlements::find(const request_id& id) {
  auto found = entries_.find(id);
  return found == entries_.end() ? nullptr : found->second.work.get();
}

void settlements::close(const request_id& id, const actor_address& asker,
                        instant now) {
  auto found = entries_.find(id);
  if (found == entries_.end() || !found->second.work || found->second.due)
    return;
  auto& x = found->second;
  auto& done = x.work->done();
  if (!done || done->positions() == 0) {
    escrows_.settle(x.cap, {}); // what was not served is not charged
    entries_.erase(found);
    return;
  }
  escrows_.reduce(x.cap, x.work->cost());
  x.asker = asker;
  x.due = now + settings_.receipt_patience;
  x.ready = x.work->is_complete();
}

std::optional<errc> settlements::take(const receipt_made& x,
                                      const node_id& sender,
                                      const known_tokens& known) {
  auto* work = find(x.request);
  auto found = entries_.find(x.request);
  if (work == nullptr || found->second.made)
    return errc::unknown_request;
  ++counters_.receipts;
  const auto& what = x.receipt.receipt;
  auto is_signed = settings_.check(
    what.worker, crypto::signed_bytes(settings_.account.chain_id, what),
    x.receipt.signature);
  auto refusal = is_signed ? work->add(x.receipt, sender, known)
                           : std::optional{errc::foreign_key};
  if (refusal)
    ++counters_.receipts_false;
  else
    found->second.ready = work->is_complete();
  return refusal;
}

void settlements::restore(const attest& x) {
  auto id = ledger::request_of(x.cap.escrow, x.cap.request_number);
  auto& restored = entries_[id];
  restored.cap = x.cap;
  restored.made = x;
  escrows_.restore(x.cap, x.fee);
  submit(id, restored);
}

// -- attestations -------------------------------------------------------------

void settlements::build_due(instant now) {
  for (auto next = entries_.begin(); next != entries_.end();) {
    auto here = next++;
    auto& [id, x] = *here;
    if (!x.due || x.made || (!x.ready && now < *x.due))
      continue;
    x.made = x.work->build();
    if (x.made) {
      escrows_.reduce(x.cap, x.made->fee);
      journal_.push_back({id, canonical_encode(*x.made)});
      submit(id, x);
    } else {
      ++counters_.unattested;
      escrows_.settle(x.cap, {});
      entries_.erase(here);
    }
  }
}

void settlements::submit(const request_id& id, entry& x) {
  auto ticket = ++last_ticket_;
  auto refusal = submitter_.add(ticket, transaction_type::attest,
                                canonical_encode(*x.made));
  // There are no more entries than it takes, but for those that were restored:
  // they stay on disk for the next life.
  if (!refusal)
    tickets_.emplace(ticket, id);
}

void settlements::tell(const request_id& id, entry& x,
                       const accounts::submitted& what) {
  if (!x.work || x.asker.node.empty())
    return;
  auto& done = *x.work->done();
  auto message = request_settled{};
  message.request = id;
  message.attestation = what.id;
  message.height = what.height;
  message.refusal
    = what.refusal ? static_cast<std::uint8_t>(*what.refusal) : 0;
  message.fee = x.made->fee;
  for (auto& y : x.made->receipts)
    if (y.receipt.range.first == 0)
      message.positions += y.receipt.positions;
  message.salt = x.work->terms().salt;
  message.record = canonical_encode(done.record);
  message.attest = canonical_encode(*x.made);
  message.prompt = done.prompt;
  message.tokens = done.tokens;
  message.text = done.text;
  x.told = what.id;
  feed_.add(x.asker, std::move(message), instant{0});
}

void settlements::take_result(const accounts::submitted& x) {
  auto ticket = tickets_.extract(x.ticket);
  auto found = ticket ? entries_.find(ticket.mapped()) : entries_.end();
  if (found == entries_.end())
    return;
  auto& [id, entry] = *found;
  // An earlier life, or a transaction that was thought lost, has settled it.
  auto is_applied = !x.refusal || *x.refusal == errc::request_settled;
  ++(is_applied ? counters_.attested : counters_.refused);
  counters_.earned += is_applied ? entry.made->fee : 0;
  escrows_.settle(entry.cap,
                  is_applied ? std::optional{x.height} : std::nullopt);
  tell(id, entry, x);
  journal_.push_back({id, {}});
  entries_.erase(found);
}

// -- questions ----------------------------------------------------------------

void settlements::ask_chain(std::uint64_t inner, question what,
                            std::chrono::milliseconds timeout) {
  chain_asks_.emplace(++last_ask_, inner);
  asks_.push_back({last_ask_, validator(), std::move(what), timeout});
}

void settlements::answered(std::uint64_t ask, const answer& what,
                           instant now) {
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
  if (block_ask_ == ask) {
    block_ask_.reset();
    block_due_ = refusal && *refusal != errc::timed_out
                   ? now + settings_.list_interval
                   : now;
  }
  auto asked = chain_asks_.extract(ask);
  if (!asked)
    return;
  if (refusal && is_silence(*refusal))
    ++validator_; // another may answer
  if (asked.mapped() != 0)
    submitter_.answered(asked.mapped(), answer_of(what), now);
  else if (auto* list = std::get_if<workers_listed>(&what))
    market_.learn(*list);
  else if (auto* block = std::get_if<stored_block>(&what))
    market_.learn(*block);
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
        ask_chain(x.id, std::move(what),
                  waits ? chain_timeout
                            + std::chrono::milliseconds{
                              settings_.submissions.wait_ms}
                        : std::chrono::milliseconds{chain_timeout});
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
    list_due_ = now + settings_.list_interval;
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
    ask_chain(0,
              wait_block{block_height{market_.height()},
                         settings_.submissions.wait_ms},
              chain_timeout
                + std::chrono::milliseconds{settings_.submissions.wait_ms});
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
