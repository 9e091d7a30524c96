#pragma once

#include "schemas/byte_array.hpp"

namespace synod {

/// An Ed25519 public key (RFC 8032), as its 32 bytes.
using public_key = byte_array<struct public_key_tag, 32>;

/// An Ed25519 signature (RFC 8032): R, then S.
using signature = byte_array<struct signature_tag, 64>;

} // namespace synod
