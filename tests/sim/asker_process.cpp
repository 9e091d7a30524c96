#include "tests/sim/asker_process.hpp"

namespace synod::sim {

namespace {

constexpr auto call_timeout = instant{5'000'000};
// Longer than any request may take.
constexpr auto patience = instant{80'000'000};

} // namespace

asker_process::asker_process(network& wires, actor_address self,
                             std::function<void(const asked&)> heard)
  : wires_(wires), self_(std::move(self)), heard_(std::move(heard)) {
}

void asker_process::ask(const actor_address& coordinator, start_request call) {
  call.asker = self_;
  auto& record = asked_[call.request];
  record.call = call;
  record.coordinator = coordinator.node;
  record.asked_at = wires_.now();
  wires_.call(self_.node, coordinator, call, call_timeout,
              [this, id = call.request](const reply& x) {
                auto& record = asked_.at(id);
                if (auto* started = std::get_if<request_started>(&x))
                  record.started = *started;
                else if (auto* why = std::get_if<errc>(&x))
                  give_up(record, *why);
                heard_(record);
              });
  wires_.later(self_.node, patience, [this, id = call.request] {
    give_up(asked_.at(id), errc::timed_out);
  });
}

void asker_process::give_up(asked& record, errc why) {
  if (!record.is_over())
    record.refusal = why;
}

void asker_process::link_changed(const node_id& node, bool up) {
  if (up)
    return;
  for (auto& [id, record] : asked_)
    if (record.coordinator == node)
      give_up(record, errc::node_down);
}

void asker_process::cancel(const actor_address& coordinator,
                           const request_id& request) {
  wires_.call(self_.node, coordinator, cancel_request{request}, call_timeout,
              [](const reply&) {});
}

void asker_process::receive(const node_id&, const message& what,
                            answer_to answer) {
  answer(coordinator::accepted{});
  if (auto* delta = std::get_if<text_delta>(&what)) {
    auto& record = asked_.at(delta->request);
    // The network of the simulator repeats messages; the transport does not.
    if (delta->index < record.deltas)
      return;
    record.deltas = delta->index + 1;
    record.text += delta->text;
    record.tokens.insert(record.tokens.end(), delta->tokens.begin(),
                         delta->tokens.end());
    record.token_at.resize(record.tokens.size(), wires_.now());
    heard_(record);
  } else if (auto* end = std::get_if<request_finished>(&what)) {
    auto& record = asked_.at(end->request);
    record.end = *end;
    heard_(record);
  } else if (auto* settled = std::get_if<request_settled>(&what)) {
    asked_.at(settled->request).settled = *settled;
  }
}

} // namespace synod::sim
