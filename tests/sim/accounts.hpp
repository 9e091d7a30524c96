#pragma once

#include "runtime/accounts/account.hpp"
#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/sha256.hpp"

#include <memory>
#include <string>

namespace synod::sim {

constexpr auto chain_id = "sim-chain";

/// Whose key follows from their name: the same in every run.
inline accounts::account account_of(const std::string& who) {
  auto digest = crypto::sha256(std::as_bytes(std::span{who}));
  auto seed = std::as_bytes(std::span{digest.bytes()});
  auto key
    = std::make_shared<crypto::signing_key>(crypto::signing_key::from_seed(
      seed.first<crypto::signing_key::seed_size>()));
  return {chain_id, key->public_key(),
          [key](auto bytes) { return key->sign(bytes); }};
}

/// Likewise a node's CURVE key, as far as anybody compares it.
inline curve_key curve_key_of(const std::string& node) {
  auto named = "curve " + node;
  return curve_key{crypto::sha256(std::as_bytes(std::span{named})).bytes()};
}

} // namespace synod::sim
