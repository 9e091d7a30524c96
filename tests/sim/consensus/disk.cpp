#include "tests/sim/consensus/disk.hpp"

#include <algorithm>

namespace synod::sim {

disk::slot& disk::older() {
  if (slots_[0].bad)
    return slots_[0];
  if (slots_[1].bad)
    return slots_[1];
  return slots_[0].sequence <= slots_[1].sequence ? slots_[0] : slots_[1];
}

void disk::write(const consensus::signer_record& x) {
  auto next = std::max(slots_[0].sequence, slots_[1].sequence) + 1;
  older() = {next, false, x};
}

void disk::tear() {
  older().bad = true;
}

void disk::rot() {
  auto& newest
    = slots_[0].sequence >= slots_[1].sequence ? slots_[0] : slots_[1];
  if (newest.sequence != 0)
    newest.bad = true;
}

void disk::commit(const stored_block& x) {
  ledger_.execute(x.body);
  chain_.push_back(x);
}

disk::reading disk::read() const {
  auto result = reading{};
  auto newest = std::uint64_t{0};
  for (const auto& x : slots_) {
    result.damaged |= x.bad;
    if (!x.bad && x.sequence > newest) {
      newest = x.sequence;
      result.record = x.record;
    }
  }
  result.lost = slots_[0].bad && slots_[1].bad;
  return result;
}

} // namespace synod::sim
