#pragma once

#include "actors/gateway/http_message.hpp"
#include "schemas/chain_api.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/market_reads.hpp"

#include <optional>
#include <string_view>
#include <variant>

namespace synod::openai {

/// Asks for the present validators.
struct show_validators {};

/// What one call wants of the chain.
struct chain_call {
  std::variant<get_chain_status, show_validators, get_block, get_transaction,
               wait_transaction, get_account, get_escrow, list_workers,
               submit_transaction>
    wish;
};

/// The longest that a call may wait for a transaction.
constexpr auto wait_ms_max = std::uint32_t{30'000};

/// Reads what a GET below `/chain` asks for: `status`, `validators`,
/// `block/HEIGHT`, `block/head`, `tx/ID` (`wait_ms`: until the block after has
/// shown what came of it), `account/ID`, `escrow/ID`, `workers`.
/// @returns nothing for another path
/// @throws refusal 400
[[nodiscard]] std::optional<chain_call>
parse_chain_read(const http::target& target);

/// Reads {"transaction": the canonical signed transaction as hex}.
/// @throws refusal 400
[[nodiscard]] submit_transaction parse_submission(std::string_view body);

} // namespace synod::openai
