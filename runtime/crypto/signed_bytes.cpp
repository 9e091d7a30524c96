#include "runtime/crypto/signed_bytes.hpp"

#include <algorithm>
#include <cassert>

namespace synod::crypto {

namespace {

void append(std::vector<std::byte>& out, std::string_view text) {
  auto bytes = std::as_bytes(std::span{text});
  out.insert(out.end(), bytes.begin(), bytes.end());
}

} // namespace

std::vector<std::byte>
signed_bytes(std::string_view type, std::string_view chain_id,
             const digest& canonical) {
  // With a type like this the prefix ends where the first "/v1" does, and the
  // digest's length is known: no two triples give the same bytes.
  assert(std::ranges::all_of(type, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  }));
  auto result = std::vector<std::byte>{};
  append(result, "synod/");
  append(result, type);
  append(result, "/v1");
  append(result, chain_id);
  auto hash = std::as_bytes(std::span{canonical.bytes()});
  result.insert(result.end(), hash.begin(), hash.end());
  return result;
}

} // namespace synod::crypto
