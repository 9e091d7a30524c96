#include "actors/shard_worker/receipt_outbox.hpp"

#include <algorithm>
#include <utility>

namespace synod {

namespace {

using namespace std::chrono_literals;

constexpr auto entries_max = std::size_t{4096};
constexpr auto patience = worker_time{30s};
constexpr auto delay_min = worker_time{50ms};
constexpr auto delay_max = worker_time{2s};

// What says nothing about the receipt itself.
bool is_passing(errc x) {
  return x == errc::overloaded || x == errc::timed_out || x == errc::node_down
         || x == errc::unknown_actor || x == errc::actor_failed;
}

} // namespace

void receipt_outbox::push(actor_address to, receipt_made x, worker_time now) {
  if (size() >= entries_max)
    return;
  waiting_.emplace(
    now, entry{std::move(to), std::move(x), now + patience, delay_min});
}

void receipt_outbox::send(std::uint64_t& last_ticket, worker_time now,
                          std::vector<worker_effect>& out) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    auto next = waiting_.extract(waiting_.begin());
    auto& x = next.mapped();
    out.push_back(send_receipt{++last_ticket, x.to, x.message});
    sent_.emplace(last_ticket, std::move(x));
  }
}

void receipt_outbox::delivered(std::uint64_t ticket,
                               std::optional<errc> refusal, worker_time now) {
  auto found = sent_.extract(ticket);
  if (!found || !refusal || !is_passing(*refusal))
    return;
  auto& x = found.mapped();
  auto again = now + x.delay;
  x.delay = std::min(2 * x.delay, delay_max);
  if (again < x.given_up_at)
    waiting_.emplace(again, std::move(x));
}

std::optional<worker_time> receipt_outbox::next_tick() const noexcept {
  if (waiting_.empty())
    return {};
  return waiting_.begin()->first;
}

} // namespace synod
