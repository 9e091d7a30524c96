#include "runtime/crypto/signed_bytes.hpp"

#include <algorithm>
#include <cassert>
#include <string>

namespace synod::crypto {

std::vector<std::byte>
signed_bytes(std::string_view type, std::string_view chain_id,
             const digest& canonical) {
  // With a type like this the prefix ends where the first "/v1" does, and the
  // digest's length is known: no two triples give the same bytes.
  assert(std::ranges::all_of(type, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  }));
  auto prefix = std::string{"synod/"};
  prefix.append(type).append("/v1").append(chain_id);
  auto hash = std::as_bytes(std::span{canonical.bytes()});
  auto result = std::vector<std::byte>(prefix.size() + hash.size());
  auto end
    = std::ranges::copy(std::as_bytes(std::span{prefix}), result.begin());
  std::ranges::copy(hash, end.out);
  return result;
}

} // namespace synod::crypto
