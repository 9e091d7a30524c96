#include "actors/validator/block_form.hpp"

#include "runtime/crypto/merkle_tree.hpp"

#include <algorithm>

namespace synod::chain {

root_hash root_of(std::span<const digest> leaves) {
  return root_hash{crypto::merkle_root(leaves).bytes()};
}

bytes index_key(const transaction_id& x) {
  auto result = bytes(1 + x.bytes().size(), std::byte{'t'});
  std::ranges::copy(std::as_bytes(std::span{x.bytes()}), result.begin() + 1);
  return result;
}

} // namespace synod::chain
