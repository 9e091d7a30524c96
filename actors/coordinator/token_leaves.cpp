#include "actors/coordinator/token_leaves.hpp"

#include "runtime/ledger/commitment.hpp"
#include "runtime/ledger/subtrees.hpp"

#include <algorithm>
#include <vector>

namespace synod::coordinator {

bool has_wrong_input(const receipt& x, const request_salt& salt,
                     const known_tokens& known) {
  if (known.tokens.size() < std::size_t{x.position} + x.positions)
    return false;
  auto leaves = std::vector<digest>{};
  for (auto i = x.position; i < x.position + x.positions; ++i)
    leaves.push_back(ledger::commit_token(salt, i, known.tokens[i]));
  return x.input != ledger::subtree_roots({x.position, x.positions}, leaves);
}

bool has_wrong_output(const receipt& x, const request_salt& salt,
                      const known_tokens& known) {
  auto end = x.position + x.positions;
  // The row at a position gives the id at the next one.
  if (known.tokens.size() <= end || known.prompt == 0)
    return false;
  auto sampled_from
    = std::clamp(known.prompt - 1, x.position, end); // by whoever was first
  auto leaves = std::vector<digest>{};
  for (auto i = x.position; i < end; ++i)
    leaves.push_back(i < sampled_from
                       ? ledger::commit_nothing(salt, i)
                       : ledger::commit_token(salt, i, known.tokens[i + 1]));
  for (auto i = sampled_from; i <= end; ++i) {
    if (x.output == ledger::subtree_roots({x.position, x.positions}, leaves))
      return false;
    if (i < end)
      leaves[i - x.position] = ledger::commit_nothing(salt, i);
  }
  return true;
}

} // namespace synod::coordinator
