#pragma once

#include "runtime/crypto/ed25519.hpp"
#include "schemas/genesis.hpp"
#include "schemas/transaction.hpp"

#include <span>
#include <string>
#include <vector>

// A chain of a few validators and one rich client, for tests.

namespace synod::chain::test {

/// @returns the same key for the same seed.
[[nodiscard]] crypto::signing_key key_of(unsigned char seed);

/// Whose money it is, and who gets some.
constexpr auto client_seed = static_cast<unsigned char>(100);
constexpr auto target_seed = static_cast<unsigned char>(102);
constexpr auto client_balance = amount{1'000'000'000};

/// A genesis of so many validators of equal weight, called "0", "1", ...; the
/// key of each is that of its number plus one.
[[nodiscard]] genesis genesis_of(std::size_t validators);

struct made_transfer {
  transaction_id id;
  std::string canonical;
};

[[nodiscard]] made_transfer
make_transfer(const genesis& begin, std::uint64_t nonce, amount what);

} // namespace synod::chain::test
