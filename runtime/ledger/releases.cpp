#include "runtime/ledger/releases.hpp"

#include "runtime/ledger/tables.hpp"

namespace synod::ledger {

namespace {

/// Entries [first, next) are waiting.
struct queue_record {
  static constexpr auto name = "queue_record";

  std::uint8_t version = 1;
  std::uint64_t first = 0;
  std::uint64_t next = 0;

  static auto fields(auto& x) {
    return std::tie(x.version, x.first, x.next);
  }
};

queue_record find_queue(const state_reader& state, const bytes& key) {
  return load<queue_record>(state, key).value_or(queue_record{});
}

} // namespace

void push_release(state_changes& state, const state_keys& keys,
                  release_kind kind, const release& x) {
  auto number = static_cast<std::uint8_t>(kind);
  auto key = keys.releases(number);
  auto queue = find_queue(state, key);
  store(state, keys.release_entry(number, queue.next++), x);
  store(state, key, queue);
}

std::optional<release> pop_release(state_changes& state, const state_keys& keys,
                                   release_kind kind, time_ms now) {
  auto number = static_cast<std::uint8_t>(kind);
  auto key = keys.releases(number);
  auto queue = find_queue(state, key);
  if (queue.first == queue.next)
    return std::nullopt;
  auto entry_key = keys.release_entry(number, queue.first);
  auto entry = load<release>(state, entry_key);
  if (!entry)
    throw std::runtime_error{"the ledger's state is damaged: a release that is "
                             "waited for is missing"};
  if (entry->due_ms > now)
    return std::nullopt;
  state.erase(entry_key);
  ++queue.first;
  store(state, key, queue);
  return entry;
}

} // namespace synod::ledger
