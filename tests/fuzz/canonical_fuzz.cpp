#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/crypto/sparse_merkle_tree.hpp"
#include "tests/schemas/canonical_samples.hpp"

#include <cstdlib>

// The first byte picks a message; the rest should be its canonical bytes. What
// is decoded must be written again as it came, and any proof may be asked about
// without harm. Last, the bytes as a node of the state.

using namespace synod;

namespace {

using bytes = std::span<const std::byte>;

void require(bool claim) {
  if (!claim)
    std::abort();
}

template <class T>
std::optional<T> decode(bytes input) {
  auto x = canonical_decode<T>(input);
  if (!x)
    return {};
  require(std::ranges::equal(canonical_encode(*x), input));
  return std::move(*x);
}

void try_state_proof(bytes input) {
  auto x = decode<smt_proof>(input);
  if (!x)
    return;
  // No proof shows both, and the root of nothing has no keys.
  auto root = crypto::sha256(input);
  require(!crypto::smt_verify_present(root, input, input, *x));
  require(!crypto::smt_verify_absent(root, input, *x));
  require(!crypto::smt_verify_present(digest{}, input, input, *x));
}

void try_list_proof(bytes input) {
  auto x = decode<merkle_proof>(input);
  if (x)
    require(!crypto::merkle_verify(crypto::sha256(input), digest{}, *x));
}

void try_node(bytes input) {
  auto node = crypto::smt_decode(input);
  if (!node)
    return;
  require(std::ranges::equal(crypto::smt_encode(*node), input));
  (void) crypto::smt_hash(*node);
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0)
    return 0;
  auto input = std::as_bytes(std::span{data, size}).subspan(1);
  switch (data[0] % 4) {
    case 0:
      (void) decode<test::everything>(input);
      break;
    case 1:
      try_state_proof(input);
      break;
    case 2:
      try_list_proof(input);
      break;
    default:
      try_node(input);
  }
  return 0;
}
