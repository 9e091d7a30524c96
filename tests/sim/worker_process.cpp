#include "tests/sim/worker_process.hpp"

#include "runtime/transport/refusal.hpp"
#include "tests/sim/validator_process.hpp"

#include <algorithm>

namespace synod::sim {

namespace {

constexpr auto send_timeout = instant{5'000'000};

reply reply_of(const caf::error& refusal) {
  if (refusal)
    return to_errc(refusal);
  return coordinator::accepted{};
}

template <class T>
reply reply_of(caf::expected<T> result) {
  if (result)
    return std::move(*result);
  return to_errc(result.error());
}

} // namespace

worker_process::worker_process(network& wires, actor_address self,
                               shard_shape shape, worker_options options,
                               std::optional<receipt_signer> signer)
  : wires_(wires), self_(self), options_(options),
    core_(self, shape, options.limits, std::move(signer)),
    engine_(shape.range, shape.blocks) {
}

void worker_process::receive(const node_id& from, const message& what,
                             answer_to answer) {
  answer(handle(from, what));
  pump();
}

reply worker_process::handle(const node_id& from, const message& what) {
  auto now = wires_.now();
  if (auto* x = std::get_if<open_session>(&what))
    return reply_of(core_.open(from, *x, now));
  if (auto* x = std::get_if<run_step>(&what))
    return reply_of(core_.step(from, *x, now));
  if (auto* x = std::get_if<resend_activations>(&what))
    return reply_of(core_.resend(from, *x, now));
  if (auto* x = std::get_if<probe_session>(&what))
    return reply_of(core_.probe(*x, now));
  if (auto* x = std::get_if<renew_leases>(&what))
    return core_.renew(from, *x, now);
  if (auto* x = std::get_if<close_session>(&what))
    return reply_of(core_.close(from, *x, now));
  if (std::holds_alternative<get_load_report>(what))
    return reply_of(core_.report_load(wall_at(now)));
  return errc::unknown_message;
}

void worker_process::carry_out_effects() {
  for (auto effects = core_.take_effects(); !effects.empty();
       effects = core_.take_effects())
    for (auto& x : effects)
      std::visit([this](auto& effect) { carry_out(effect); }, x);
}

void worker_process::pump() {
  carry_out_effects();
  core_.sign_receipts(wires_.now());
  carry_out_effects();
  auto next = core_.next_tick();
  if (!next || (due_ && *due_ <= *next))
    return;
  due_ = next;
  auto delay = std::max(*next - wires_.now(), instant{1});
  wires_.later(self_.node, delay, [this, timer = ++timer_] {
    if (timer != timer_)
      return;
    due_.reset();
    core_.tick(wires_.now());
    pump();
  });
}

void worker_process::carry_out(const run_batch& x) {
  if (hangs_)
    return;
  auto results = std::vector<batch_result>{};
  auto rows = std::uint32_t{0};
  for (auto& item : x.items) {
    rows += item.rows;
    if (fails_permille_ > 0 && wires_.random() % 1'000 < fails_permille_)
      results.push_back({.error = errc::unspecified, .output = {}, .token = 0});
    else
      results.push_back(engine_.run(item));
  }
  wires_.later(self_.node, options_.batch_time + rows * options_.row_time,
               [this, number = x.number, results = std::move(results)] {
                 if (hangs_)
                   return;
                 core_.computed(number, results, wires_.now());
                 pump();
               });
}

void worker_process::carry_out(const free_cache& x) {
  engine_.free(x.cache);
}

void worker_process::carry_out(const send_step& x) {
  wires_.call(self_.node, x.to, x.step, send_timeout,
              ticket(x.session, x.ticket));
}

void worker_process::carry_out(const send_report& x) {
  std::visit(
    [&](auto& what) {
      wires_.call(self_.node, x.to, what, send_timeout,
                  ticket(x.session, x.ticket));
    },
    x.message);
}

void worker_process::carry_out(const send_receipt& x) {
  wires_.call(self_.node, x.to, x.message, send_timeout,
              [this, ticket = x.ticket](const reply& got) {
                auto* why = std::get_if<errc>(&got);
                core_.receipt_delivered(
                  ticket, why ? std::optional{*why} : std::nullopt,
                  wires_.now());
                pump();
              });
}

answer_to worker_process::ticket(session_id session, std::uint64_t ticket) {
  return [this, session, ticket](const reply& x) {
    auto refusal = std::optional<errc>{};
    if (auto* why = std::get_if<errc>(&x))
      refusal = *why;
    core_.delivered(session, ticket, refusal, wires_.now());
    pump();
  };
}

bool worker_process::is_empty() const {
  return core_.size() == 0 && engine_.caches() == 0
         && core_.budget().reserved() == reservation{};
}

} // namespace synod::sim
