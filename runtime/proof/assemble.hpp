#pragma once

#include "runtime/proof/service_proof.hpp"
#include "schemas/chain_reads.hpp"

#include <stdexcept>

// How a proof is put together from what a chain's reader tells.

namespace synod::proof {

/// Reads a chain: a gateway's, a validator's, or one in memory.
class chain_reader {
public:
  virtual ~chain_reader() = default;

  /// @returns nothing if no block holds the transaction
  /// @throws std::runtime_error with one line for a person if the chain cannot
  ///         be read
  [[nodiscard]] virtual std::optional<transaction_found>
  find(const transaction_id& id) = 0;
};

/// No proof can be made; `what()` is one line for a person.
class assembly_error : public std::runtime_error {
public:
  using runtime_error::runtime_error;
};

/// Reads an attestation and the transaction that opened its escrow. What the
/// reader says is not checked beyond its form: `verify` does that.
/// @returns a proof without its request, and without success if the block after
///          is not decided yet
/// @throws assembly_error, and what the reader throws
[[nodiscard]] service_proof assemble(chain_reader& chain, const digest& genesis,
                                     const transaction_id& attestation);

} // namespace synod::proof
