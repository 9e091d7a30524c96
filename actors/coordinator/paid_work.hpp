#pragma once

#include "actors/coordinator/replicas.hpp"
#include "schemas/request_record.hpp"
#include "schemas/settlement.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace synod::coordinator {

/// Who is paid for a request, and by what.
struct paid_terms {
  request_id request;
  signed_fee_cap cap;
  amount price = 0; ///< Per position.
  request_salt salt;
  model_root model;
  template_hash chat_template;
  std::string profile; ///< Of the model's arithmetic.
  std::uint32_t blocks = 0;
  std::size_t attest_bytes_max = 262'144; ///< Of an attestation's body.

  /// How many positions the cap pays for.
  [[nodiscard]] std::uint64_t positions_max() const noexcept {
    return price == 0 ? ~std::uint64_t{0} : cap.cap.fee_max / price;
  }
};

/// What was served, once it is over.
struct served_work {
  std::vector<hop> route;       ///< Of the last attempt.
  std::vector<token_id> prompt; ///< Ids.
  std::vector<token_id> tokens; ///< Every id that was sampled.
  std::string text;             ///< As streamed.
  request_record record;

  /// Positions that every worker computed: the last id was not fed.
  [[nodiscard]] std::uint32_t positions() const noexcept {
    return tokens.empty()
             ? 0
             : static_cast<std::uint32_t>(prompt.size() + tokens.size() - 1);
  }
};

} // namespace synod::coordinator
