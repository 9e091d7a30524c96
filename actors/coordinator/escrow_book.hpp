#pragma once

#include "actors/coordinator/escrow_news.hpp"
#include "schemas/error.hpp"
#include "schemas/market_reads.hpp"
#include "schemas/settlement.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace synod::coordinator {

/// What a coordinator may still promise out of its clients' escrows: the
/// balance on the ledger, less every cap that is open and every fee that is not
/// settled yet. Holds a bounded number of escrows, and of each a bounded number
/// of request numbers. An escrow goes once it is over; before that only to make
/// room, and first one that nobody has used: to open many costs little.
class escrow_book {
public:
  /// Escrows that are remembered.
  static constexpr auto escrows_max = std::size_t{16'384};

  /// What an escrow must be good for.
  struct demand {
    account_id coordinator;
    model_root model;
    time_ms until = 0; ///< When the request's settlement is over at the latest.
  };

  [[nodiscard]] bool knows(const escrow_id& id) const {
    return find(id) != nullptr;
  }

  /// Null if it is unknown.
  [[nodiscard]] const escrow_state* find(const escrow_id& id) const;

  /// Takes over what a validator says; an older word changes nothing, nor does
  /// any if all escrows that are remembered have open caps.
  void learn(const escrow_id& id, const escrow_state& x);

  /// Takes over what the next block says: which escrows begin and end, and
  /// which request numbers an earlier life has used up.
  void follow(const escrow_news& x);

  /// Reserves a cap whose signature holds.
  /// @returns `unknown_escrow`, `not_the_coordinator`, `wrong_model`,
  ///          `escrow_closing`, `escrow_expired`, `request_settled` for a
  ///          number that was used, or is far below those that were, or
  ///          `escrow_exhausted` for a cap past the balance less what is open
  std::optional<errc> reserve(const fee_cap& cap, const demand& what);

  /// Reserves a fee that an earlier life of this process has promised.
  void restore(const fee_cap& cap, amount fee);

  /// No more than a fee is reserved for the request from now on.
  void reduce(const fee_cap& cap, amount fee);

  /// The fee left the escrow at a height; or, if nothing, never will.
  void settle(const fee_cap& cap, std::optional<block_height> at);

  /// @returns what can still be promised; 0 for an unknown escrow.
  [[nodiscard]] amount available(const escrow_id& id) const;

  [[nodiscard]] std::size_t size() const noexcept {
    return entries_.size();
  }

private:
  struct paid {
    amount fee = 0;
    block_height at;
  };

  struct entry {
    std::optional<escrow_state> state;    // as a validator told it
    std::optional<time_ms> over;          // as blocks told it
    std::map<std::uint64_t, amount> open; // by request number
    std::vector<paid> settled;            // since the state was read
    std::uint64_t used_below = 0;         // every number below it was used,
    std::set<std::uint64_t> used;         // and these

    void use(std::uint64_t number);
    void pay(const paid& fee);
    void merge(const paid& fee, block_height at);
    [[nodiscard]] bool has_used(std::uint64_t number) const;
    [[nodiscard]] bool is_over(time_ms now) const;
  };

  [[nodiscard]] entry* find_or_add(const escrow_id& id);
  void make_room();
  [[nodiscard]] std::optional<errc>
  refusal_of(const fee_cap& cap, const demand& what) const;

  std::map<escrow_id, entry> entries_;
};

} // namespace synod::coordinator
