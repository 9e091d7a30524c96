#pragma once

#include "runtime/proof/json_form.hpp"
#include "schemas/chain_api.hpp"
#include "schemas/chain_reads.hpp"
#include "schemas/market_reads.hpp"

#include <string_view>

// What a validator tells of the chain, as the JSON that the gateway's `/chain`
// answers and the program's commands read.

namespace synod::chain_json {

using json = nlohmann::json;

[[nodiscard]] json to_json(const chain_status& x);
[[nodiscard]] json to_json(const account_id& id, const account_state& x);
[[nodiscard]] json to_json(const escrow_id& id, const escrow_state& x);
[[nodiscard]] json to_json(const workers_listed& x);
[[nodiscard]] json to_json(const std::vector<validator_entry>& xs);

/// {"height", "id", "header", "commit", "transactions": [{..., "receipt"}]};
/// what cannot be decoded is null.
[[nodiscard]] json to_json(const stored_block& x);

/// {"height", "index", "transaction", "canonical", "receipt", "proven",
/// "transaction_proof", "receipt_proof", "headers": [{"header", "commit"}]}.
[[nodiscard]] json to_json(const transaction_found& x);

/// Reads what the last one gives; `transaction` and `proven` are for people.
/// @throws json_form::form_error
[[nodiscard]] transaction_found read_transaction(const json& x);

/// {"id", "type", "sender", "nonce", ..., "body", "signature"}; only
/// {"id", "type": "unknown"} for bytes that are no transaction. Total.
[[nodiscard]] json describe_transaction(std::string_view canonical);

/// The name of a kind of transaction, or "unknown".
[[nodiscard]] const char* name_of(transaction_type x) noexcept;

} // namespace synod::chain_json
