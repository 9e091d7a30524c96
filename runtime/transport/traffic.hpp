#pragma once

#include "schemas/ids.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace synod {

/// What went to and came from one node. A message is a multipart message; its
/// bytes are those of its frames, before encryption.
struct traffic {
  std::atomic<std::uint64_t> bytes_sent = 0;
  std::atomic<std::uint64_t> bytes_received = 0;
  std::atomic<std::uint64_t> messages_sent = 0;
  std::atomic<std::uint64_t> messages_received = 0;

  void sent(std::size_t bytes) noexcept {
    bytes_sent.fetch_add(bytes, std::memory_order_relaxed);
    messages_sent.fetch_add(1, std::memory_order_relaxed);
  }

  void received(std::size_t bytes) noexcept {
    bytes_received.fetch_add(bytes, std::memory_order_relaxed);
    messages_received.fetch_add(1, std::memory_order_relaxed);
  }
};

/// The traffic of every node that somebody still counts. Safe to call from any
/// thread.
class traffic_book {
public:
  /// @returns the counters of `node`, shared by all who ask.
  std::shared_ptr<traffic> of(const node_id& node) {
    auto guard = std::lock_guard{mutex_};
    auto& entry = counted_[node];
    auto result = entry.lock();
    if (!result) {
      result = std::make_shared<traffic>();
      entry = result;
    }
    // Names that nobody proved must not pile up.
    std::erase_if(counted_, [](auto& x) { return x.second.expired(); });
    return result;
  }

  void
  each(const std::function<void(const node_id&, const traffic&)>& visit) const {
    auto guard = std::lock_guard{mutex_};
    for (auto& [node, entry] : counted_)
      if (auto x = entry.lock())
        visit(node, *x);
  }

private:
  mutable std::mutex mutex_;
  std::map<node_id, std::weak_ptr<traffic>> counted_;
};

} // namespace synod
