#pragma once

#include "runtime/crypto/sha256.hpp"
#include "schemas/canonical.hpp"

#include <string_view>

namespace synod::crypto {

/// What is signed for a message of kind `type` on one chain:
/// "synod/<type>/v1" ‖ chain id ‖ SHA-256(canonical). A signature for one kind
/// or chain is worth nothing for another.
/// @pre `type` is made of a-z, 0-9 and _
[[nodiscard]] std::vector<std::byte>
signed_bytes(std::string_view type, std::string_view chain_id,
             const digest& canonical);

/// Likewise for a message, by its own name. The message leaves its signature
/// out, or it could not be signed.
template <message T>
[[nodiscard]] std::vector<std::byte>
signed_bytes(std::string_view chain_id, const T& x) {
  return signed_bytes(T::name, chain_id, sha256(canonical_encode(x)));
}

} // namespace synod::crypto
