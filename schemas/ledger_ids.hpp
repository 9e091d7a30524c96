#pragma once

#include "schemas/byte_array.hpp"
#include "schemas/ids.hpp"
#include "schemas/keys.hpp"
#include "schemas/strong_id.hpp"

#include <cstdint>

// The names and quantities of the ledger.

namespace synod {

/// Money, in the smallest unit. Never negative, never fractional; every sum of
/// them is checked for overflow.
using amount = std::uint64_t;

/// Who owns money and signs transactions: the account's Ed25519 public key.
using account_id = public_key;

/// A separately executed part of the state. There is one, lane 0, until lanes
/// are switched on.
using lane_id = strong_id<struct lane_id_tag, std::uint32_t>;

/// SHA-256 of a transaction's canonical form, its signature left out.
using transaction_id = byte_array<struct transaction_id_tag, 32>;

/// The client's deposit: the same bytes as the id of the transaction that
/// opened it, so that its owner knows it before it is in a block.
using escrow_id = byte_array<struct escrow_id_tag, 32>;

/// Names a model on the ledger: the Merkle root of its manifest.
using model_root = byte_array<struct model_root_tag, 32>;

/// SHA-256 of a chat template's text.
using template_hash = byte_array<struct template_hash_tag, 32>;

/// A node's CURVE25519 public key, which proves it on the wire.
using curve_key = byte_array<struct curve_key_tag, 32>;

/// Milliseconds since the Unix epoch, as block headers tell it.
using time_ms = std::uint64_t;

} // namespace synod
