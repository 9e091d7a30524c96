#pragma once

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
/// settled yet.
class escrow_book {
public:
  /// What an escrow must be good for.
  struct demand {
    account_id coordinator;
    model_root model;
    time_ms until = 0; ///< When the request's settlement is over at the latest.
  };

  [[nodiscard]] bool knows(const escrow_id& id) const {
    return escrows_.contains(id);
  }

  /// Null if it is unknown.
  [[nodiscard]] const escrow_state* find(const escrow_id& id) const;

  /// Takes over what a validator says; an older word changes nothing.
  void learn(const escrow_id& id, const escrow_state& x);

  /// Reserves a cap whose signature holds.
  /// @returns `unknown_escrow`, `not_the_coordinator`, `wrong_model`,
  ///          `escrow_closing`, `escrow_expired`, `request_settled` for a
  ///          number that was used, or `escrow_exhausted` for a cap past the
  ///          balance less what is open
  std::optional<errc> reserve(const fee_cap& cap, const demand& what);

  /// Reserves a fee that an earlier life of this process has promised.
  void restore(const fee_cap& cap, amount fee);

  /// No more than a fee is reserved for the request from now on.
  void reduce(const fee_cap& cap, amount fee);

  /// The fee left the escrow at a height; or, if nothing, never will.
  void settle(const fee_cap& cap, std::optional<block_height> at);

  /// @returns what can still be promised; 0 for an unknown escrow.
  [[nodiscard]] amount available(const escrow_id& id) const;

private:
  struct paid {
    amount fee = 0;
    block_height at;
  };

  struct promises {
    std::map<std::uint64_t, amount> open; // by request number
    std::vector<paid> settled;            // since the state was read
    std::uint64_t used_below = 0;         // every number below it was used,
    std::set<std::uint64_t> used;         // and these
  };

  [[nodiscard]] std::optional<errc>
  refusal_of(const fee_cap& cap, const demand& what) const;

  std::map<escrow_id, escrow_state> escrows_;
  std::map<escrow_id, promises> promises_;
};

} // namespace synod::coordinator
