#include "actors/validator/block_form.hpp"

#include "runtime/crypto/merkle_tree.hpp"

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
  auto result = bytes{std::byte{'t'}};
  auto name = std::as_bytes(std::span{x.bytes()});
  result.insert(result.end(), name.begin(), name.end());
  return result;
}

} // namespace synod::chain
