#include "actors/validator/kept_block.hpp"

#include "runtime/crypto/sha256.hpp"

namespace synod::chain {

caf::error keep(store::body_file& in, const kept_block& x) {
  // A block may have a later polka, too: each pair has its own name.
  auto canonical = canonical_encode(x);
  return in.keep(x.polka.height.value(), crypto::sha256(canonical), canonical);
}

std::vector<kept_block>
find_kept(const store::body_file& in, block_height height) {
  auto result = std::vector<kept_block>{};
  for (const auto& name : in.names(height.value())) {
    auto found = in.find(height.value(), name);
    if (!found)
      continue;
    auto kept = canonical_decode<kept_block>(*found, block_limits);
    if (kept && ledger::id_of(kept->content.header) == kept->polka.block)
      result.push_back(std::move(*kept));
  }
  return result;
}

} // namespace synod::chain
