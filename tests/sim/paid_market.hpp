#pragma once

#include "actors/shard_worker/receipt_signer.hpp"
#include "schemas/settlement.hpp"
#include "tests/sim/chain.hpp"

#include <string>
#include <vector>

// Who takes part in a simulated network where requests are paid.

namespace synod::sim {

inline const auto sim_model = model_root{{7, 7, 7}};
constexpr auto sim_profile = "sim-1";

[[nodiscard]] genesis_model model_of_chain(std::uint32_t blocks);

/// A genesis in which all of these have money.
[[nodiscard]] genesis
genesis_of(const std::vector<std::string>& people, std::uint32_t blocks);

/// The nodes of the workers, in order.
[[nodiscard]] std::vector<std::string>
workers_of(unsigned ranges, unsigned replicas);

[[nodiscard]] receipt_signer signer_of(const accounts::account& worker);

/// Opens an escrow of "client" for the coordinator "front".
[[nodiscard]] escrow_id open_escrow_of(chain& on, amount price, amount deposit);

/// A cap that "client" has signed.
[[nodiscard]] signed_fee_cap
cap_of(const escrow_id& escrow, std::uint64_t number, amount fee_max);

} // namespace synod::sim
