#include "actors/coordinator/settlement.hpp"

#include "runtime/ledger/commitment.hpp"
#include "runtime/ledger/receipt_tiling.hpp"
#include "runtime/ledger/settlement.hpp"
#include "schemas/canonical.hpp"

#include <algorithm>
#include <tuple>

namespace synod::coordinator {

namespace {

// Positions have 32 bits, and so have their ends.
constexpr auto positions_most = std::uint64_t{0xffff'ffff};

} // namespace

bool settlement::may_serve(const hop& x) const {
  return market_->workers().find(x, terms_.model, terms_.price) != nullptr;
}

std::vector<hop>
settlement::choose(const replicas& all, const route_wish& wish,
                   std::uint32_t attempt, std::pair<instant, time_ms> now) {
  auto paid = paid_wish{terms_.model, terms_.price, attempt, now.second};
  auto basis = route_basis{};
  auto route = market_->choose(all, wish, paid, now.first, basis);
  if (!basis_) // even if it decided nothing
    basis_ = std::move(basis);
  return route;
}

work_order settlement::order(const hop& x) {
  // One that is kept was found before, whatever the ledger says of it now.
  if (auto* found = market_->workers().find(x, terms_.model, terms_.price))
    workers_[x.worker] = {found->account, x.range};
  auto result = work_order{};
  result.escrow = terms_.cap.cap.escrow;
  result.request_number = terms_.cap.cap.request_number;
  result.salt = terms_.salt;
  result.receipts_from = stages_[x.range].covered();
  return result;
}

void settlement::fill(close_session& x, const actor_address& worker,
                      std::uint32_t positions) const {
  auto found = workers_.find(worker);
  if (found == workers_.end())
    return;
  auto stage = stages_.find(found->second.range);
  x.receipts_from = stage == stages_.end() ? 0 : stage->second.covered();
  x.positions = std::max(x.receipts_from, positions);
}

void settlement::add_failure(const hop& x, failure_kind kind,
                             std::uint32_t position) {
  auto found = workers_.find(x.worker);
  if (found == workers_.end())
    return;
  auto& worker = found->second.account;
  auto known = std::ranges::find(failures_, worker, &failure_report::worker);
  if (known == failures_.end())
    failures_.push_back({worker, x.range, 0, position, kind});
  else if (known->kind == failure_kind::late && kind != failure_kind::late)
    *known = {worker, x.range, 0, position, kind};
}

std::optional<errc> settlement::check(const receipt& x) const {
  auto& cap = terms_.cap.cap;
  if (x.escrow != cap.escrow || x.request_number != cap.request_number
      || x.generation != 0)
    return errc::foreign_receipt;
  if (x.model != terms_.model)
    return errc::wrong_model;
  if (x.profile != terms_.profile)
    return errc::wrong_profile;
  auto end = std::uint64_t{x.position} + x.positions;
  if (end > std::min(terms_.positions_max(), positions_most))
    return errc::bad_interval;
  return ledger::check_interval(x);
}

bool settlement::is_false(const receipt& x, const known_tokens& known) const {
  auto is_first = x.range.first == 0;
  auto is_last = x.range.first + x.range.count == terms_.blocks;
  return (is_first && has_wrong_input(x, terms_.salt, known))
         || (is_last && has_wrong_output(x, terms_.salt, known));
}

std::optional<errc>
settlement::add(const signed_receipt& x, const node_id& sender,
                const known_tokens& known) {
  auto& what = x.receipt;
  auto is_theirs = std::ranges::any_of(workers_, [&](const auto& worker) {
    return worker.first.node == sender && worker.second.account == what.worker
           && worker.second.range == what.range;
  });
  if (!is_theirs)
    return errc::not_your_session;
  if (auto refusal = check(what))
    return refusal;
  if (is_false(what, known))
    return errc::roots_differ;
  if (!stages_[what.range].add(x))
    return errc::overloaded;
  return {};
}

void settlement::end(served_work done) {
  done_ = std::move(done);
  if (basis_) {
    done_->record.load_reports = basis_->reports;
    done_->record.route_height = basis_->height;
    done_->record.route_time = basis_->now;
  }
  auto ids = done_->prompt;
  ids.insert(ids.end(), done_->tokens.begin(), done_->tokens.end());
  auto known
    = known_tokens{ids, static_cast<std::uint32_t>(done_->prompt.size())};
  for (auto& [range, stage] : stages_)
    stage.remove([&](const receipt& x) { return is_false(x, known); });
}

bool settlement::is_complete() const {
  return done_ && (done_->positions() == 0 || tile(done_->positions()));
}

// The receipts over [0, positions) of every range of the last route, which the
// ledger will find tiling.
std::optional<std::vector<signed_receipt>>
settlement::tile(std::uint32_t positions) const {
  auto result = std::vector<signed_receipt>{};
  for (auto& x : done_->route) {
    auto stage = stages_.find(x.range);
    if (stage == stages_.end())
      return {};
    auto chain = stage->second.chain_to(positions);
    if (!chain)
      return {};
    result.insert(result.end(), chain->begin(), chain->end());
  }
  auto work = ledger::attested_work{};
  if (ledger::check_tiling(result, terms_.blocks, work))
    return {};
  return result;
}

std::vector<failure_report>
settlement::failures_within(std::uint32_t positions) const {
  auto result = failures_;
  for (auto& x : result)
    x.position = std::min(x.position, positions);
  std::ranges::sort(result, {}, [](const failure_report& x) {
    return std::tie(x.generation, x.position, x.worker);
  });
  return result;
}

amount settlement::cost() const {
  return ledger::fee_of(terms_.cap.cap.fee_max, done_->positions(),
                        terms_.price);
}

std::set<std::uint32_t> settlement::ends() const {
  if (done_->route.empty())
    return {};
  auto first = stages_.find(done_->route[0].range);
  return first == stages_.end() ? std::set<std::uint32_t>{}
                                : first->second.ends();
}

std::optional<attest> settlement::build() const {
  // No receipt is smaller than this.
  constexpr auto receipt_bytes = std::size_t{200};
  auto all = ends();
  for (auto end = all.rbegin(); end != all.rend(); ++end) {
    if (*end > done_->positions() || *end == 0)
      continue;
    auto receipts = tile(*end);
    if (!receipts || receipts->size() * receipt_bytes > terms_.attest_bytes_max)
      continue;
    auto result = attest_to(*end, std::move(*receipts));
    if (canonical_encode(result).size() <= terms_.attest_bytes_max)
      return result;
  }
  return {};
}

attest settlement::attest_to(std::uint32_t positions,
                             std::vector<signed_receipt> what) const {
  auto result = attest{};
  result.cap = terms_.cap.cap;
  result.cap_signature = terms_.cap.signature;
  result.fee = ledger::fee_of(result.cap.fee_max, positions, terms_.price);
  auto prompt = static_cast<std::uint32_t>(done_->prompt.size());
  result.commitments
    = {ledger::commit_tokens(terms_.salt, 0, done_->prompt),
       ledger::commit_record(terms_.salt, canonical_encode(done_->record)),
       ledger::commit_tokens(terms_.salt, prompt, done_->tokens),
       ledger::commit_text(terms_.salt, done_->text)};
  result.receipts = std::move(what);
  result.failures = failures_within(positions);
  return result;
}

} // namespace synod::coordinator
