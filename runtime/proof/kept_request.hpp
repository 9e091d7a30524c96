#pragma once

#include "runtime/ledger/commitment.hpp"
#include "schemas/attestation.hpp"
#include "schemas/request_record.hpp"

#include <string>
#include <string_view>

namespace synod::proof {

/// What a requester keeps of a request: who has it and the attestation can show
/// what was asked and answered, to whomever they choose. Nobody else can.
struct kept_request {
  static constexpr auto name = "kept_request";

  std::uint8_t version = 1;
  request_salt salt;
  request_record record;
  std::vector<token_id> prompt; ///< Ids as rendered; positions from 0 on.
  /// Every id that was sampled, the one that ended the answer as well. The
  /// first has the position after the prompt's last.
  std::vector<token_id> tokens;
  std::string text; ///< As streamed.

  static auto fields(auto& x) {
    return std::tie(x.version, x.salt, x.record, x.prompt, x.tokens, x.text);
  }

  friend bool operator==(const kept_request&, const kept_request&) = default;
};

/// @returns what an attestation must say of the request.
[[nodiscard]] request_commitments commitments_of(const kept_request& x);

/// @returns the one JSON text of a kept request.
/// @throws form_error (`json_form.hpp`) if a text in it is not UTF-8
[[nodiscard]] std::string write_request_json(const kept_request& x);

/// @throws form_error
[[nodiscard]] kept_request read_request_json(std::string_view text);

} // namespace synod::proof
