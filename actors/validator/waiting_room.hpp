#pragma once

#include "schemas/chain_reads.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace synod::chain {

/// Those who wait until a transaction or a block is final. `Answer` is whatever
/// answers one of them.
template <class Answer>
class waiting_room {
public:
  explicit waiting_room(std::size_t size_max) noexcept : size_max_(size_max) {
  }

  [[nodiscard]] bool is_full() const noexcept {
    return waiting_.size() >= size_max_;
  }

  /// Waits for a transaction. @param height of its block, if it is in one
  void add(const wait_transaction& x, std::optional<block_height> height,
           std::uint64_t deadline_ms, Answer answer) {
    waiting_.push_back(
      {x.id, x.proven, height, deadline_ms, std::move(answer)});
  }

  /// Takes out those whose wait a block ends.
  std::vector<std::pair<transaction_id, Answer>>
  end_by(block_height height, const std::vector<transaction_id>& held) {
    return take([&](entry& x) {
      if (!x.height && std::ranges::find(held, x.id) != held.end())
        x.height = height;
      return x.height && (!x.proven || height > *x.height);
    });
  }

  /// Takes out those who have waited too long.
  std::vector<std::pair<transaction_id, Answer>>
  end_by_time(std::uint64_t now_ms) {
    return take([&](const entry& x) { return x.deadline_ms <= now_ms; });
  }

  /// Takes out those who wait for a transaction that will not come.
  std::vector<std::pair<transaction_id, Answer>>
  end_by_loss(const transaction_id& id) {
    return take([&](const entry& x) { return !x.height && x.id == id; });
  }

private:
  struct entry {
    transaction_id id;
    bool proven = false;
    std::optional<block_height> height;
    std::uint64_t deadline_ms = 0;
    Answer answer;
  };

  template <class Ends>
  std::vector<std::pair<transaction_id, Answer>> take(Ends ends) {
    auto result = std::vector<std::pair<transaction_id, Answer>>{};
    auto kept = std::vector<entry>{};
    for (auto& x : waiting_) {
      if (ends(x))
        result.emplace_back(x.id, std::move(x.answer));
      else
        kept.push_back(std::move(x));
    }
    waiting_ = std::move(kept);
    return result;
  }

  std::size_t size_max_;
  std::vector<entry> waiting_;
};

} // namespace synod::chain
