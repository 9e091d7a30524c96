#pragma once

#include "schemas/ids.hpp"
#include "schemas/receipt.hpp"

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

} // namespace synod
