#pragma once

#include "runtime/proof/verify.hpp"

#include <string>

namespace synod {

/// @throws std::runtime_error that names a proof's first fault, if there is one
void require_verified(const proof::verification& x, const std::string& file);

/// What a proof says, and in words how far that was checked.
struct checked_proof {
  proof::service_proof said;
  std::string trust;
};

/// Reads a proof that holds the request and is of that very model.
/// @param genesis the file to verify it against first; empty: it is not
/// @throws std::runtime_error with one line for a person
[[nodiscard]] checked_proof
read_replayable(const std::string& file, const std::string& genesis,
                const std::string& model);

} // namespace synod
