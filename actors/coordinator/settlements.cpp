#include "actors/coordinator/settlements.hpp"

#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/attestations.hpp"
#include "schemas/canonical.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace synod::coordinator {

namespace {

// For an attestation to get into a block, once it is made.
constexpr auto settle_ms_max = time_ms{60'000};

request_salt draw_salt(const std::function<std::uint64_t()>& random) {
  auto bytes = request_salt::bytes_type{};
  for (std::size_t i = 0; i < bytes.size(); i += 8)
    for (auto [bits, j] = std::pair{random(), std::size_t{0}}; j < 8;
         ++j, bits >>= 8)
      bytes[i + j] = static_cast<std::uint8_t>(bits);
  return request_salt{bytes};
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

std::optional<errc> settlements::check_call(const start_request& call,
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
      && !settings_.check(escrow->owner,
                          crypto::signed_bytes(settings_.account.chain_id, cap),
                          call.cap.signature))
    return errc::bad_fee_cap;
  return {};
}

time_ms settlements::settled_within() const {
  auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(
    settings_.receipt_patience);
  return settings_.request_ms_max + static_cast<time_ms>(patience.count())
         + settle_ms_max;
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
                                        settings_.wall() + settled_within()});
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
  // What is around the body stays below this.
  constexpr auto envelope_bytes = std::uint32_t{512};
  terms.attest_bytes_max
    = settings_.parameters.transaction_bytes_max - envelope_bytes;
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

std::optional<errc>
settlements::take(const receipt_made& x, const node_id& sender,
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
  message.refusal = what.refusal ? static_cast<std::uint8_t>(*what.refusal) : 0;
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

} // namespace synod::coordinator
