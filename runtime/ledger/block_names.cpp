#include "runtime/ledger/block_names.hpp"

#include "runtime/crypto/sha256.hpp"
#include "schemas/canonical.hpp"

namespace synod::ledger {

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
  for (const auto& y : x.validators)
    members.push_back({validator_id{y.key.bytes()}, y.weight});
  return consensus::validator_set{std::move(members)};
}

} // namespace synod::ledger
