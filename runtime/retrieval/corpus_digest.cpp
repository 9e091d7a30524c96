#include "runtime/retrieval/corpus_digest.hpp"

#include <array>
#include <span>

namespace synod::retrieval {

crypto::digest digest_of(const passage& x) {
  crypto::sha256_stream hash;
  for (const auto* part : {&x.id, &x.title, &x.text}) {
    std::array<std::byte, 8> size{};
    for (std::size_t index = 0; index < size.size(); ++index)
      size[index] = static_cast<std::byte>(part->size() >> (8 * index));
    hash.add(size);
    hash.add(std::as_bytes(std::span{*part}));
  }
  return hash.finish();
}

crypto::digest digest_of(const passage_digests& xs) {
  crypto::sha256_stream hash;
  for (const auto& [id, digest] : xs)
    hash.add(std::as_bytes(std::span{digest.bytes()}));
  return hash.finish();
}

} // namespace synod::retrieval
