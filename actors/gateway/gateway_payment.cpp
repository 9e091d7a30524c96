#include "actors/gateway/gateway_state.hpp"
#include "runtime/ledger/attestations.hpp"
#include "runtime/log/log.hpp"

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

// How a gateway pays for its requests, where requests are paid.

namespace synod {

namespace {

// For a block, however long validators may be away; then it is asked for again.
constexpr auto submission_timeout = std::chrono::minutes{10};
constexpr auto unsettled_max = std::size_t{16'384};

} // namespace

void watch_departure(gateway_self self, const request_id& id,
                     http::exchange& client) {
  client.on_departure([id, to = caf::actor_cast<caf::actor_addr>(self)] {
    if (auto gateway = caf::actor_cast<gateway_actor>(to))
      caf::anon_send(gateway, client_departure{id});
  });
}

// The request goes by the id that follows from its cap.
std::optional<errc> gateway_state::pay(request_id& id) {
  auto& x = pursuits_.at(id);
  auto cap = payment_->draw(x.coordinator, x.message.model);
  carry_out_wishes();
  if (!cap)
    return errc_of(cap.error());
  auto paid_as = ledger::request_of(cap->cap.escrow, cap->cap.request_number);
  x.message.request = paid_as;
  x.message.cap = *cap;
  x.has_cap = true;
  x.record_key = record_key::draw();
  open_.paid_as(id, paid_as, x.record_key);
  if (auto client = open_.exchange_of(paid_as))
    watch_departure(self_, paid_as, *client);
  auto entry = pursuits_.extract(id);
  entry.key() = paid_as;
  pursuits_.insert(std::move(entry));
  id = paid_as;
  return {};
}

void gateway_state::forget(const request_id& id, amount cost) {
  std::erase(parked_, id);
  auto found = pursuits_.extract(id);
  if (!found || !found.mapped().has_cap)
    return;
  auto& x = found.mapped();
  const auto& cap = x.message.cap.cap;
  payment_->ended(cap, cost);
  expect_settlement(
    id, {x.coordinator.node, cap.escrow, cost, std::move(x.record_key)});
}

// Of some nothing is ever heard again: their coordinator has ended. The oldest
// make room, so that those cannot keep others from being settled.
void gateway_state::expect_settlement(const request_id& id, unsettled x) {
  forget_settlement(id);
  if (unsettled_.size() >= unsettled_max)
    forget_settlement(request_id{unsettled_order_.begin()->second});
  x.order = ++ended_;
  unsettled_order_.emplace(x.order, id);
  unsettled_.emplace(id, std::move(x));
}

void gateway_state::forget_settlement(const request_id& id) {
  if (auto found = unsettled_.extract(id))
    unsettled_order_.erase(found.mapped().order);
}

caf::error gateway_state::take(const request_settled& x) {
  auto found = unsettled_.find(x.request);
  if (found == unsettled_.end() || !is_from(found->second.coordinator))
    return errc::unknown_request;
  auto& known = found->second;
  auto fee = x.refusal == 0 ? x.fee : 0;
  if (fee < known.charged)
    payment_->give_back(known.escrow, known.charged - fee);
  known.charged = std::min(known.charged, fee);
  payment_->records().add(x, known.record_key);
  if (x.height != block_height{} || x.refusal != 0)
    forget_settlement(x.request);
  return caf::none;
}

void gateway_state::carry_out_wishes() {
  for (auto& x : payment_->take_wishes()) {
    if (x.type == transaction_type::open_escrow)
      log::info("gateway: opens an escrow; requests wait for its block");
    auto is_awaited = x.type != transaction_type::close_escrow;
    self_
      ->request(payment_->options().keeper, submission_timeout,
                submission{x.type, std::move(x.body)})
      .then(
        [this, ticket = x.ticket, is_awaited](const submission_result& y) {
          if (is_awaited)
            settle_errand(ticket, y.what);
        },
        [this, ticket = x.ticket, is_awaited](const caf::error& why) {
          if (is_awaited)
            settle_errand(ticket, {ticket, {}, {}, errc_of(why)});
        });
  }
}

void gateway_state::settle_errand(std::uint64_t ticket,
                                  const accounts::submitted& what) {
  payment_->done(ticket, what);
  carry_out_wishes(); // what it has replaced is closed
  go_on_parked(what.refusal);
}

// What cannot be paid must not wait, let alone try again for ever.
void gateway_state::go_on_parked(std::optional<errc> refusal) {
  for (const auto& id : std::exchange(parked_, {}))
    if (refusal)
      fail(id, *refusal);
    else
      ask_next_coordinator(id, errc::unknown_escrow);
}

} // namespace synod
