#pragma once

#include "actors/validator/consensus_wire.hpp"
#include "schemas/address.hpp"

#include <deque>
#include <map>
#include <memory>

namespace synod::chain {

/// The bodies of blocks that may be decided soon. Each sender has room for a
/// few, so that none can push out what another sent.
class body_pool {
public:
  static constexpr auto bodies_per_sender_max = std::size_t{4};

  /// Holds a body; the sender's oldest goes if it has too many.
  /// @param from empty: this validator
  void add(const node_id& from, block_body x);

  /// Keeps a body that is here until its height is over, whatever its senders
  /// send next: it was judged, and may be decided.
  void pin(const block_id& x);

  /// Null if it is not here.
  [[nodiscard]] std::shared_ptr<const block_body> find(const block_id& x) const;

  /// Forgets what is of heights below.
  void forget_below(block_height height);

  [[nodiscard]] std::size_t size() const noexcept {
    return bodies_.size();
  }

private:
  void drop(const block_id& x);

  struct entry {
    std::shared_ptr<const block_body> body;
    std::size_t holders = 0; // senders whose list has it
  };

  std::map<block_id, entry> bodies_;
  std::map<node_id, std::deque<block_id>> by_sender_;
};

} // namespace synod::chain
