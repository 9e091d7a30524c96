#include "actors/gateway/gateway_state.hpp"
#include "runtime/ledger/attestations.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

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
  open_.rename(id, paid_as);
  if (auto client = open_.exchange_of(paid_as))
    watch_departure(self_, paid_as, *client);
  auto entry = pursuits_.extract(id);
  entry.key() = paid_as;
  pursuits_.insert(std::move(entry));
  id = paid_as;
  return {};
}

void gateway_state::forget(const request_id& id, amount cost) {
  auto found = pursuits_.extract(id);
  if (!found || !found.mapped().has_cap)
    return;
  auto& x = found.mapped();
  const auto& cap = x.message.cap.cap;
  payment_->ended(cap, cost);
  if (unsettled_.size() < unsettled_max)
    unsettled_[id] = {x.coordinator.node, cap.escrow, cost};
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
  payment_->records().add(x);
  if (x.height != block_height{})
    unsettled_.erase(found);
  return caf::none;
}

void gateway_state::carry_out_wishes() {
  for (auto& x : payment_->take_wishes()) {
    if (x.type == transaction_type::open_escrow)
      spdlog::info("gateway: opens an escrow; requests wait for its block");
    self_
      ->request(payment_->options().keeper, submission_timeout,
                submission{x.type, std::move(x.body)})
      .then(
        [this, ticket = x.ticket](const submission_result& y) {
          payment_->done(ticket, y.what);
          go_on_parked();
        },
        [this, ticket = x.ticket](const caf::error& why) {
          payment_->done(ticket, {ticket, {}, {}, errc_of(why)});
          go_on_parked();
        });
  }
}

void gateway_state::go_on_parked() {
  for (const auto& id : std::exchange(parked_, {}))
    if (pursuits_.contains(id))
      ask_next_coordinator(id, errc::unknown_escrow);
}

} // namespace synod
