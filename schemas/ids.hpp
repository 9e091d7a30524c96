#pragma once

#include "schemas/byte_array.hpp"
#include "schemas/strong_id.hpp"

#include <cstdint>
#include <string>

namespace synod {

/// Names a node: its name in the topology, which binds it to one CURVE public
/// key. On the wire it is proven by that key, never claimed.
using node_id = std::string;

/// Names one user call. Without a ledger: SHA-256 of 128 random bits.
using request_id = byte_array<struct request_id_tag, 32>;

/// Names one generation's KV cache on its workers. Random, chosen by the
/// coordinator.
using session_id = strong_id<struct session_id_tag>;

/// An index into the model's vocabulary. Plain, because kernels and samplers
/// take arrays of them.
using token_id = std::uint32_t;

} // namespace synod
