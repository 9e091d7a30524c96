#include "tests/sim/coordinator_process.hpp"

#include "schemas/canonical.hpp"

#include <algorithm>

namespace synod::sim {

namespace {

reply reply_of(std::optional<errc> refusal) {
  if (refusal)
    return *refusal;
  return coordinator::accepted{};
}

reply reply_of(std::variant<errc, request_started> result) {
  return std::visit([](auto& x) { return reply{x}; }, result);
}

// What a coordinator can be answered with, which is not all there is.
coordinator::answer answer_of(const reply& x) {
  return std::visit(
    []<class T>(const T& what) -> coordinator::answer {
      if constexpr (std::is_constructible_v<coordinator::answer, T>)
        return what;
      else
        return errc::unknown_message;
    },
    x);
}

} // namespace

coordinator_process::coordinator_process(
  network& wires, coordinator::coordinator_settings settings)
  : wires_(wires), self_(settings.self.node),
    core_(std::move(settings), [&wires] { return wires.random(); }) {
}

void coordinator_process::receive(const node_id& from, const message& what,
                                  answer_to answer) {
  if (auto* call = std::get_if<start_request>(&what))
    start(from, *call, std::move(answer),
          core_.paid() ? core_.paid()->validators() : 0);
  else
    answer(handle(from, what));
  pump();
}

// As the actor does: an escrow that it does not know, or knows as used up, is
// looked up first.
void coordinator_process::start(const node_id& from, const start_request& call,
                                answer_to answer, std::size_t tries) {
  auto* paid = core_.paid();
  if (!paid || !paid->wants_look(call.cap.cap) || tries == 0)
    return answer(reply_of(core_.start(call, from, wires_.now())));
  auto& id = call.cap.cap.escrow;
  wires_.call(self_, paid->validator(), get_escrow{id}, instant{2'000'000},
              [this, id, from, call, answer, tries](const reply& x) {
                if (auto* found = std::get_if<escrow_state>(&x))
                  core_.paid()->learn(id, *found);
                if (core_.paid()->wants_look(call.cap.cap))
                  core_.paid()->ask_another_validator();
                start(from, call, answer, tries - 1);
                pump();
              });
}

void coordinator_process::use(disk& where) {
  disk_ = &where;
  for (auto& [id, bytes] : where)
    core_.paid()->restore(*canonical_decode<attest>(bytes));
  pump();
}

void coordinator_process::write_journal() {
  if (!core_.paid())
    return;
  for (auto& x : core_.paid()->take_journal()) {
    if (!disk_)
      continue;
    if (x.attest.empty())
      disk_->erase(x.request);
    else
      (*disk_)[x.request] = std::move(x.attest);
  }
}

reply coordinator_process::handle(const node_id& from, const message& what) {
  auto now = wires_.now();
  if (auto* x = std::get_if<cancel_request>(&what))
    return reply_of(core_.cancel(*x, from, now));
  if (auto* x = std::get_if<token_sampled>(&what))
    return reply_of(core_.token(*x, from, now));
  if (auto* x = std::get_if<hop_failed>(&what))
    return reply_of(core_.report(*x, from, now));
  if (auto* x = std::get_if<receipt_made>(&what))
    return reply_of(core_.receipt(*x, from, now));
  return errc::unknown_message;
}

void coordinator_process::link_changed(const node_id& node, bool up) {
  if (up)
    core_.node_up(node, wires_.now());
  else
    core_.node_down(node, wires_.now());
  pump();
}

void coordinator_process::pump() {
  write_journal();
  for (auto& x : core_.take_asks())
    std::visit(
      [&](auto& what) {
        wires_.call(self_, x.to, what, x.timeout,
                    [this, id = x.id](const reply& got) {
                      core_.answered(id, answer_of(got), wires_.now());
                      pump();
                    });
      },
      x.what);
  auto next = core_.wake_at();
  if (!next || (due_ && *due_ <= *next))
    return;
  due_ = next;
  auto delay = std::max(*next - wires_.now(), instant{1});
  wires_.later(self_, delay, [this, timer = ++timer_] {
    if (timer != timer_)
      return;
    due_.reset();
    core_.tick(wires_.now());
    pump();
  });
}

} // namespace synod::sim
