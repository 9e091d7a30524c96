#pragma once

#include "runtime/ledger/subtrees.hpp"
#include "test_chain.hpp"

#include <string>
#include <vector>

namespace synod::test {

/// Who served the positions of a range up to `end`, from where the one before
/// stopped.
struct part {
  std::string worker;
  std::uint32_t end;
};

/// A range of blocks, and who served it.
struct stage {
  shard_range range;
  std::vector<part> parts;
};

/// The receipts of honest workers: cut at every 64 positions and wherever one
/// took over from another. Rows are the same for the same request and boundary.
[[nodiscard]] std::vector<signed_receipt>
receipts_of(const test_chain& chain, const fee_cap& cap,
            std::uint32_t generation, const std::vector<stage>& stages);

/// Signs again, after a test has changed the receipt.
void sign_again(const test_chain& chain, signed_receipt& x);

/// An attestation with everything right.
[[nodiscard]] attest
attestation_of(const test_chain& chain, const fee_cap& cap,
               const std::vector<stage>& stages, amount price);

/// A chain on which ann serves blocks [0, 3), ben and cem serve [3, 6), and
/// alice has an escrow with carol as its coordinator.
class market : public test_chain {
public:
  static constexpr auto price = amount{10};
  static constexpr auto front = shard_range{0, 3};
  static constexpr auto back = shard_range{3, 3};

  market();

  [[nodiscard]] fee_cap
  cap(std::uint64_t request_number, amount fee_max = 100'000) const {
    return {1, escrow, request_number, fee_max};
  }

  /// `tokens` positions served by ann and ben.
  [[nodiscard]] attest
  served(std::uint64_t request_number, std::uint32_t tokens) const;

  [[nodiscard]] amount escrow_balance() const;

  escrow_id escrow;
};

} // namespace synod::test
