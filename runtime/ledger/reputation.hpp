#pragma once

#include "runtime/ledger/deliveries.hpp"

#include <compare>
#include <map>

// How far each worker is trusted to deliver, folded from settled requests in
// the order of the chain, in fixed point: equal chains give equal scores.
//
// A request counts by its fee against the usual one, so that many cheap
// requests weigh little; what one coordinator's reports of failure may do in an
// epoch is capped. The first failure costs most of a score: a replica with a
// quarter of its requests failing is worse than none. Coming back takes both
// deliveries and a number of the range's requests gone by (`route_choice.hpp`).

namespace synod::ledger {

/// 1 in fixed point: 32 bits before the point, 32 behind it.
constexpr auto fixed_one = std::uint64_t{1} << 32;

/// Where a worker stands.
struct standing {
  /// From 0 to `fixed_one`. Half for one that the chain has not seen.
  std::uint64_t score = fixed_one / 2;
  /// Requests of its range since it last failed, in fixed point and by weight.
  /// The largest number if it never did.
  std::uint64_t since_failure = ~std::uint64_t{0};
  /// Likewise since it first delivered again after that; 0 if it has not. While
  /// it is not asked nobody knows that it is well.
  std::uint64_t since_recovery = ~std::uint64_t{0};

  friend bool operator==(const standing&, const standing&) = default;
};

class reputation {
public:
  /// What one coordinator may report in one epoch, in whole failures.
  static constexpr auto failures_per_epoch_max = std::uint64_t{16};

  /// Folds the next settled request in. One without a fee counts for nothing.
  void fold(const settled_request& x);

  [[nodiscard]] standing find(const account_id& worker) const;

  /// The fee that a request is weighed against: a mean in which dear requests
  /// count more than cheap ones, so that cheap ones cannot move it.
  [[nodiscard]] amount usual_fee() const noexcept {
    return usual_fee_;
  }

  friend bool operator==(const reputation&, const reputation&) = default;

private:
  struct place {
    model_root model;
    std::uint32_t first = 0;
    std::uint32_t count = 0;

    friend auto operator<=>(const place&, const place&) = default;
  };

  struct entry {
    std::uint64_t score = standing{}.score;
    place at;
    bool has_failed = false;
    bool has_recovered = false;  // since
    std::uint64_t failed_at = 0; // the place's requests then
    std::uint64_t recovered_at = 0;

    friend bool operator==(const entry&, const entry&) = default;
  };

  struct budget {
    std::uint64_t epoch = 0;
    std::uint64_t used = 0;

    friend bool operator==(const budget&, const budget&) = default;
  };

  [[nodiscard]] std::uint64_t weigh(amount fee) const noexcept;
  void learn_fee(amount fee) noexcept;

  /// Takes from what the coordinator may still report.
  std::uint64_t spend(budget& left, std::uint64_t weight) const noexcept;

  void
  fold(const delivery& x, const settled_request& request, std::uint64_t weight);

  std::map<account_id, entry> workers_;
  std::map<place, std::uint64_t> requests_; // by weight
  std::map<account_id, budget> budgets_;    // of coordinators
  amount usual_fee_ = 0;
};

} // namespace synod::ledger
