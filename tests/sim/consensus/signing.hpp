#pragma once

#include "schemas/consensus.hpp"

#include <memory>
#include <vector>

namespace synod::sim {

/// Signs and verifies for all validators of a simulation; an argument of it.
class signature_scheme {
public:
  virtual ~signature_scheme() = default;

  /// The id of the validator with that number.
  [[nodiscard]] virtual validator_id id(std::size_t number) const = 0;

  [[nodiscard]] virtual signature
  sign(const validator_id& by, const root_hash& what) const = 0;

  [[nodiscard]] virtual bool
  verify(const validator_id& by, const root_hash& what,
         const signature& x) const = 0;
};

/// A keyed hash: quick, and nobody in a simulation knows another's key.
std::unique_ptr<signature_scheme> make_keyed_hash(std::size_t validators);

/// The signatures of real networks.
std::unique_ptr<signature_scheme> make_ed25519(std::size_t validators);

// -- what is signed -----------------------------------------------------------

[[nodiscard]] signed_vote sign(const signature_scheme& scheme, const vote& x);
[[nodiscard]] signed_proposal
sign(const signature_scheme& scheme, const proposal& x);

[[nodiscard]] bool verify(const signature_scheme& scheme, const signed_vote& x);
[[nodiscard]] bool
verify(const signature_scheme& scheme, const signed_proposal& x);
[[nodiscard]] bool verify(const signature_scheme& scheme, const certificate& x);

} // namespace synod::sim
