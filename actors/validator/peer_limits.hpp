#pragma once

#include "schemas/address.hpp"

#include <atomic>
#include <cstddef>
#include <map>

namespace synod::chain {

/// What the other validators have said and the keeper has not heard yet. Each
/// has room of its own, so that none that floods keeps out what the others say;
/// what comes beyond is dropped, and sent again by whoever finds it missing.
///
/// Filled on one thread and emptied on another.
class peer_backlog {
public:
  static constexpr auto messages_max = std::size_t{1'024};
  /// Holds the bodies of all heights that are asked for at once.
  static constexpr auto bytes_max = std::size_t{64} << 20;

  /// Makes room for a peer; before anything is taken.
  void add(const node_id& peer) {
    rooms_.try_emplace(peer);
  }

  /// @returns false, with nothing taken, if there is no room, or no such peer.
  [[nodiscard]] bool take(const node_id& from, std::size_t bytes) {
    auto found = rooms_.find(from);
    if (found == rooms_.end())
      return false;
    auto& x = found->second;
    if (x.messages >= messages_max || x.bytes + bytes > bytes_max)
      return false;
    ++x.messages;
    x.bytes += bytes;
    return true;
  }

  /// What was taken was heard.
  void give_back(const node_id& from, std::size_t bytes) {
    auto& x = rooms_.at(from);
    --x.messages;
    x.bytes -= bytes;
  }

private:
  struct room {
    std::atomic<std::size_t> messages = 0;
    std::atomic<std::size_t> bytes = 0;
  };

  std::map<node_id, room> rooms_; // the same ones from the start on
};

/// How much a validator puts up with from another's gossip. Every transaction
/// that it does not want has cost it a look at the state, often a signature's
/// check; one peer must not keep it from hearing the others with those.
class gossip_patience {
public:
  /// Between two ticks: more than honest peers send twice by chance.
  static constexpr auto unwanted_max = std::size_t{2'500};

  [[nodiscard]] bool is_spent(const node_id& peer) const {
    auto found = unwanted_.find(peer);
    return found != unwanted_.end() && found->second >= unwanted_max;
  }

  void unwanted(const node_id& peer) {
    ++unwanted_[peer];
  }

  /// Gives everybody all of it again.
  void tick() {
    unwanted_.clear();
  }

private:
  std::map<node_id, std::size_t> unwanted_;
};

} // namespace synod::chain
