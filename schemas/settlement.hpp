#pragma once

#include "schemas/chain_ids.hpp"
#include "schemas/ids.hpp"
#include "schemas/load_report.hpp"
#include "schemas/receipt.hpp"
#include "schemas/work_order.hpp"

#include <tuple>

// What workers, coordinators and askers say to each other about payment.

namespace synod {

/// A fee cap and its signature.
struct signed_fee_cap {
  static constexpr auto name = "signed_fee_cap";

  fee_cap cap;
  synod::signature signature; ///< By the escrow's owner.

  static auto fields(auto& x) {
    return std::tie(x.cap, x.signature);
  }

  friend bool operator==(const signed_fee_cap&, const signed_fee_cap&)
    = default;
};

/// Hands a worker's receipt to the coordinator of its session. Comes again
/// until it was answered.
struct receipt_made {
  static constexpr auto name = "receipt_made";

  request_id request;
  signed_receipt receipt;

  static auto fields(auto& x) {
    return std::tie(x.request, x.receipt);
  }
};

/// Asks a worker how much room it has: answered by a `signed_load_report`.
struct get_load_report {
  static constexpr auto name = "get_load_report";

  static auto fields(auto&) {
    return std::tie();
  }
};

/// Tells an asker what a paid request came to, once its attestation is made and
/// whenever more is known of it. What is in here and not on the ledger is for
/// the asker alone.
struct request_settled {
  static constexpr auto name = "request_settled";

  request_id request;
  transaction_id attestation;
  block_height height;         ///< That holds it; 0: none does yet.
  std::uint8_t refusal = 0;    ///< Of the ledger, an `errc`; 0: none so far.
  amount fee = 0;              ///< What is taken from the escrow.
  std::uint32_t positions = 0; ///< That were paid.
  request_salt salt;
  std::vector<std::byte> record; ///< Canonical `request_record`.
  std::vector<std::byte> attest; ///< Canonical `attest`, with the receipts.
  std::vector<token_id> prompt;  ///< Ids as rendered.
  std::vector<token_id> tokens;  ///< Every id that was sampled.
  std::string text;              ///< As streamed.

  static auto fields(auto& x) {
    return std::tie(x.request, x.attestation, x.height, x.refusal, x.fee,
                    x.positions, x.salt, x.record, x.attest, x.prompt, x.tokens,
                    x.text);
  }
};

} // namespace synod
