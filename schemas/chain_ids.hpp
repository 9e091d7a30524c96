#pragma once

#include "schemas/byte_array.hpp"
#include "schemas/strong_id.hpp"

#include <cstdint>

namespace synod {

/// The place of a block in the chain. The genesis state has height 0, the
/// first block height 1.
using block_height = strong_id<struct block_height_tag>;

/// The SHA-256 of a block header's canonical encoding; it names the block, and
/// is the value that consensus agrees on. All zero, which no SHA-256 is known
/// to give, stands for *nil*: a vote for no block.
using block_id = byte_array<struct block_id_tag, 32>;

/// What a validator votes for when it votes for no block.
inline constexpr auto nil_block = block_id{};

/// The root of a Merkle tree, or another SHA-256 that a header carries.
using root_hash = byte_array<struct digest_tag, 32>;

/// Names a validator: its Ed25519 public key.
using validator_id = byte_array<struct public_key_tag, 32>;

/// An Ed25519 signature.
using signature = byte_array<struct signature_tag, 64>;

/// One attempt of a height to agree on a block, from 0; -1 is none.
using round_number = std::int32_t;

inline constexpr auto no_round = round_number{-1};

} // namespace synod
