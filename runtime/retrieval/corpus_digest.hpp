#pragma once

#include "runtime/crypto/sha256.hpp"
#include "schemas/retrieval.hpp"

#include <map>
#include <string>

namespace synod::retrieval {

/// The ids of a corpus in order, each with its passage's digest.
using passage_digests = std::map<std::string, crypto::digest>;

/// SHA-256 of id, title and text, each after its size as 8 bytes, lowest first.
[[nodiscard]] crypto::digest digest_of(const passage& x);

/// SHA-256 of the passages' digests in the order of their ids: the same for the
/// same contents, whatever their history.
[[nodiscard]] crypto::digest digest_of(const passage_digests& xs);

} // namespace synod::retrieval
