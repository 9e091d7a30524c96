#include "actors/gateway/payment.hpp"

#include "actors/gateway/escrow_file.hpp"
#include "actors/wall_clock.hpp"
#include "runtime/log/log.hpp"

namespace synod {

payment::payment(payment_options options)
  : options_(std::move(options)), purse_(options_.account, options_.terms),
    records_(options_.records, options_.records_max) {
  purse_.restore(read_escrows(options_.escrows));
}

void payment::prepare() {
  for (const auto& [address, account] : options_.coordinators)
    for (const auto& [name, model] : options_.models)
      purse_.prepare({account, model.root}, wall_ms());
}

caf::expected<signed_fee_cap>
payment::draw(const actor_address& coordinator, const std::string& model) {
  auto to
    = options_.coordinators.find(coordinator.node + '/' + coordinator.actor);
  if (to == options_.coordinators.end())
    return errc::node_down;
  auto what = options_.models.find(model);
  if (what == options_.models.end())
    return errc::unknown_model;
  auto cap = purse_.draw({to->second, what->second.root}, what->second.fee_max,
                         wall_ms());
  keep(); // before the cap leaves
  return cap;
}

void payment::refused(const fee_cap& cap, errc why) {
  purse_.give_back(cap, 0);
  if (why == errc::escrow_exhausted)
    purse_.exhausted(cap.escrow);
  else if (why == errc::unknown_escrow || why == errc::escrow_expired
           || why == errc::escrow_closing || why == errc::not_the_coordinator
           || why == errc::wrong_model
           // Its numbers were used before: the file that kept them is an old
           // one. Nobody knows how far they had got.
           || why == errc::request_settled)
    purse_.forget(cap.escrow);
  keep();
}

void payment::done(std::uint64_t ticket, const accounts::submitted& what) {
  if (what.refusal)
    log::error("gateway: an escrow cannot be opened or filled: {}",
               describe(*what.refusal));
  purse_.done(ticket, what.id, what.refusal);
  keep();
}

void payment::keep() {
  if (!purse_.take_change())
    return;
  try {
    write_escrows(options_.escrows, purse_.keep());
  } catch (const std::exception& fault) {
    log::error("gateway: its escrows cannot be written down: {}", fault.what());
  }
}

} // namespace synod
