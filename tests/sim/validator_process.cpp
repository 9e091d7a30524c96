#include "tests/sim/validator_process.hpp"

#include "runtime/ledger/admission.hpp"

namespace synod::sim {

validator_process::validator_process(network& wires, node_id self,
                                     chain& shared, instant interval)
  : wires_(wires), self_(std::move(self)), chain_(shared), interval_(interval) {
}

void validator_process::start() {
  wires_.later(self_, interval_, [this] { tick(); });
}

void validator_process::tick() {
  if (!stands_at_)
    chain_.make_block(wall_at(wires_.now()));
  answer_waiting();
  start();
}

void validator_process::answer_waiting() {
  std::erase_if(waiters_, [this](auto& x) {
    auto* found = find(x.id);
    if (found)
      x.answer(*found);
    return found != nullptr;
  });
  std::erase_if(followers_, [this](auto& x) {
    auto* found = after(x.after);
    if (found)
      x.answer(*found);
    return found != nullptr;
  });
}

const transaction_found*
validator_process::find(const transaction_id& id) const {
  auto* found = chain_.find(id);
  return found && stands_at_ && found->height > *stands_at_ ? nullptr : found;
}

const stored_block* validator_process::after(block_height x) const {
  return stands_at_ && x >= *stands_at_ ? nullptr : chain_.after(x);
}

void validator_process::receive(const node_id&, const message& what,
                                answer_to answer) {
  ++asked_;
  if (auto* x = std::get_if<wait_transaction>(&what)) {
    if (auto* found = find(x->id))
      answer(*found);
    else
      waiters_.push_back({x->id, std::move(answer)});
    return;
  }
  if (auto* x = std::get_if<wait_block>(&what)) {
    if (lies_)
      answer(stored_block{block_height{x->after.value() + 1}, {}, {}, {}});
    else if (stands_at_ && x->after > *stands_at_)
      answer(errc::not_stored);
    else if (auto* found = after(x->after))
      answer(*found);
    else
      followers_.push_back({x->after, std::move(answer)});
    return;
  }
  answer(handle(what));
}

reply validator_process::handle(const message& what) {
  if (auto* x = std::get_if<submit_transaction>(&what)) {
    auto now = wall_at(wires_.now());
    if (stands_at_)
      return errc::not_voting;
    if (loses_) {
      auto opened = ledger::open_transaction(x->transaction, {});
      return transaction_accepted{opened->id};
    }
    auto added = chain_.submit(x->transaction, now);
    if (!added)
      return errc{added.error().code()};
    return transaction_accepted{*added};
  }
  if (auto* x = std::get_if<get_account>(&what))
    return chain_.account(x->account);
  if (std::holds_alternative<list_workers>(what))
    return chain_.workers();
  if (auto* x = std::get_if<get_escrow>(&what)) {
    auto* opening = find(transaction_id{x->escrow.bytes()});
    auto found = chain_.escrow(x->escrow);
    if (found && opening)
      return *found;
    return errc::unknown_escrow;
  }
  if (auto* x = std::get_if<get_transaction>(&what)) {
    if (auto* found = find(x->id))
      return *found;
    return errc::not_stored;
  }
  return errc::unknown_message;
}

} // namespace synod::sim
