#pragma once

#include "schemas/ledger_bodies.hpp"
#include "schemas/market_reads.hpp"

namespace synod {

/// How a worker's offer stands on the ledger.
enum class registration_standing : std::uint8_t {
  registered, ///< As wanted.
  missing,    ///< The account has none.
  differs,    ///< The account offers something else: it must leave first.
  taken,      ///< Another account holds the worker's name or its CURVE key.
  leaving,    ///< The account's offer ends.
};

/// Compares what is wanted with what a validator lists.
[[nodiscard]] registration_standing
standing_of(const register_worker& wanted, const account_id& account,
            const workers_listed& list) noexcept;

} // namespace synod
