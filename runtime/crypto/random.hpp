#pragma once

#include "schemas/ids.hpp"

#include <array>

namespace synod::crypto {

/// @returns 128 bits of the operating system's randomness.
[[nodiscard]] std::array<std::uint8_t, 16> random_bits();

/// @returns the SHA-256 of 128 random bits.
[[nodiscard]] request_id random_request_id();

/// @returns 64 random bits; never 0.
[[nodiscard]] session_id random_session_id();

} // namespace synod::crypto
