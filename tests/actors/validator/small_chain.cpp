#include "tests/actors/validator/small_chain.hpp"

#include "runtime/ledger/admission.hpp"
#include "schemas/canonical.hpp"
#include "schemas/ledger_bodies.hpp"

#include <algorithm>
#include <array>

namespace synod::chain::test {

crypto::signing_key key_of(unsigned char seed) {
  auto bytes = std::array<std::byte, 32>{};
  bytes[0] = static_cast<std::byte>(seed);
  return crypto::signing_key::from_seed(bytes);
}

genesis genesis_of(std::size_t validators) {
  auto result = genesis{};
  result.parameters.chain_id = "test";
  result.parameters.community = key_of(101).public_key();
  result.time = 1'699'999'990'000;
  for (std::size_t i = 0; i < validators; ++i)
    result.validators.push_back(
      {std::to_string(i),
       key_of(static_cast<unsigned char>(i + 1)).public_key(), 1});
  std::ranges::sort(result.validators, {}, &genesis_validator::key);
  result.accounts.push_back({key_of(client_seed).public_key(), client_balance});
  return result;
}

made_transfer
make_transfer(const genesis& begin, std::uint64_t nonce, amount what) {
  auto sender = key_of(client_seed);
  auto x = transaction{};
  x.chain_id = begin.parameters.chain_id;
  x.sender = sender.public_key();
  x.nonce = nonce;
  x.valid_until_ms = begin.time + 24 * 3'600 * 1'000;
  x.fee_max = 1;
  x.type = transaction_type::transfer;
  x.body
    = canonical_encode(transfer{1, key_of(target_seed).public_key(), what});
  auto bytes = canonical_encode(
    signed_transaction{x, sender.sign(ledger::signed_bytes_of(x))});
  auto* text = reinterpret_cast<const char*>(bytes.data());
  return {ledger::id_of(x), {text, bytes.size()}};
}

} // namespace synod::chain::test
