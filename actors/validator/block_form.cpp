#include "actors/validator/block_form.hpp"

#include "runtime/crypto/merkle_tree.hpp"

#include <algorithm>

namespace synod::chain {

block_id id_of(const block_header& x) {
  return block_id{crypto::sha256(canonical_encode(x)).bytes()};
}

root_hash hash_of(const consensus::validator_set& x) {
  auto out = canonical_writer{};
  canonical::write(out, x.members());
  return root_hash{crypto::sha256(out.take()).bytes()};
}

consensus::validator_set validators_of(const genesis& x) {
  auto members = std::vector<consensus::validator>{};
  for (const auto& one : x.validators)
    members.push_back({validator_id{one.key.bytes()}, one.weight});
  return consensus::validator_set{std::move(members)};
}

root_hash root_of(std::span<const digest> leaves) {
  return root_hash{crypto::merkle_root(leaves).bytes()};
}

bytes index_key(const transaction_id& x) {
  auto result = bytes(1 + x.bytes().size(), std::byte{'t'});
  std::ranges::copy(std::as_bytes(std::span{x.bytes()}), result.begin() + 1);
  return result;
}

} // namespace synod::chain
