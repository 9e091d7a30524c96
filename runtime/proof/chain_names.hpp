#pragma once

#include "runtime/proof/json_names.hpp"
#include "schemas/chain_api.hpp"
#include "schemas/market_reads.hpp"

// The names of `json_names.hpp`, for what a chain is asked.

namespace synod::json_form {

template <>
inline constexpr auto
  names_of<validator_entry> = names("node", "key", "weight");
template <>
inline constexpr auto
  names_of<chain_status> = names("chain_id", "genesis", "height", "block",
                                 "time_ms", "state_root", "voting", "node",
                                 "waiting", "waiting_bytes", "validators");
template <>
inline constexpr auto
  names_of<account_state> = names("height", "balance", "nonce", "next_nonce");
template <>
inline constexpr auto
  names_of<registered_worker> = names("account", "curve_key", "name", "model",
                                      "blocks", "ask", "bond", "leaves_ms");
template <>
inline constexpr auto
  names_of<escrow_state> = names("height", "owner", "coordinator", "model",
                                 "price", "balance", "expires_ms", "closes_ms");
template <>
inline constexpr auto names_of<workers_listed> = names("height", "workers");

template <>
inline constexpr auto names_of<transfer> = names("version", "target", "amount");
template <>
inline constexpr auto
  names_of<register_worker> = names("version", "curve_key", "name", "model",
                                    "blocks", "ask", "bond");
template <>
inline constexpr auto names_of<unregister_worker> = names("version");
template <>
inline constexpr auto names_of<top_up> = names("version", "escrow", "amount");
template <>
inline constexpr auto names_of<close_escrow> = names("version", "escrow");
template <>
inline constexpr auto names_of<expire> = names("version", "escrow");

} // namespace synod::json_form
