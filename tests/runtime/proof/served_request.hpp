#pragma once

#include "decided_chain.hpp"

namespace synod::test {

/// One worker's range of a model.
struct stage {
  std::string worker;
  shard_range range;
};

/// What stood at the boundaries between stages, position by position: leaves of
/// what came into the first, of what each handed on, and of what the last gave.
using boundaries = std::vector<std::vector<digest>>;

/// Boundaries that nobody computed, but for the tokens of the request.
[[nodiscard]] boundaries
invented(const proof::kept_request& request, std::size_t stages);

/// A chain on which alice's request was served by these workers, with carol as
/// its coordinator.
class served_request {
public:
  static constexpr auto price = amount{10};
  static constexpr auto fee_max = amount{100'000};

  served_request(const genesis_model& model, std::vector<stage> stages,
                 proof::kept_request request, const boundaries& rows);

  /// An attestation with everything right.
  [[nodiscard]] attest attestation() const;

  /// Hands an attestation in. `attested` is its id then, and the last block
  /// holds it.
  transaction_receipt submit(const attest& x);

  /// @returns a proof of the last attestation.
  [[nodiscard]] proof::service_proof prove();

  decided_chain chain;
  proof::kept_request request;
  transaction_id attested;

private:
  [[nodiscard]] signed_receipt
  receipt_of(std::size_t stage, std::uint32_t position,
             std::uint32_t positions) const;
  void register_workers();

  model_root model_;
  std::string profile_;
  std::vector<stage> stages_;
  boundaries rows_;
  escrow_id escrow_;
};

/// A small request that is well-formed, and served by ann and ben.
[[nodiscard]] proof::kept_request small_request();
[[nodiscard]] genesis_model small_model();
[[nodiscard]] served_request small_service();

} // namespace synod::test
