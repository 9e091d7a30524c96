#pragma once

#include <cassert>
#include <cstddef>
#include <optional>
#include <vector>

namespace synod::coordinator {

/// One question to every hop of a route, and the answers as they come.
template <class Answer>
class hop_round {
public:
  /// Forgets the last round and waits for `hops` answers.
  void begin(std::size_t hops) {
    answers_.assign(hops, std::nullopt);
    missing_ = hops;
  }

  /// Takes a hop's answer; only its first one counts.
  /// @pre `hop` is less than the number of hops
  void add(std::size_t hop, Answer what) {
    assert(hop < answers_.size());
    if (answers_[hop])
      return;
    answers_[hop] = std::move(what);
    --missing_;
  }

  /// True from the last answer until the next `begin`.
  [[nodiscard]] bool is_complete() const noexcept {
    return missing_ == 0 && !answers_.empty();
  }

  /// @pre `is_complete()`
  [[nodiscard]] std::vector<Answer> answers() const {
    auto result = std::vector<Answer>{};
    for (auto& x : answers_)
      result.push_back(*x);
    return result;
  }

private:
  std::vector<std::optional<Answer>> answers_;
  std::size_t missing_ = 0;
};

} // namespace synod::coordinator
