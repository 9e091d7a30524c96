#pragma once

#include "schemas/digest.hpp"
#include "schemas/message.hpp"

#include <cstdint>
#include <tuple>
#include <vector>

namespace synod {

/// That a leaf stands at one place of a list whose root is known: an inclusion
/// proof of RFC 6962, section 2.1.1.
struct merkle_proof {
  static constexpr auto name = "merkle_proof";

  std::uint64_t leaf_index = 0;
  std::uint64_t leaf_count = 0;
  std::vector<digest> path; ///< Siblings, from the leaf's up; at most 64.

  static auto fields(auto& x) {
    return std::tie(x.leaf_index, x.leaf_count, x.path);
  }

  friend bool operator==(const merkle_proof&, const merkle_proof&) = default;
};

/// What a sparse Merkle tree holds on the way that a key takes: proves the
/// key's value, or that the key is absent because the way ends at nothing or at
/// another key's leaf.
struct smt_proof {
  static constexpr auto name = "smt_proof";

  std::uint8_t version = 1;
  std::vector<digest> siblings; ///< From the end of the way up; at most 256.
  /// The way ends at a leaf of another key. Otherwise the two digests are zero.
  bool other_leaf = false;
  digest other_key;   ///< SHA-256 of that leaf's key.
  digest other_value; ///< SHA-256 of that leaf's value.

  static auto fields(auto& x) {
    return std::tie(x.version, x.siblings, x.other_leaf, x.other_key,
                    x.other_value);
  }

  friend bool operator==(const smt_proof&, const smt_proof&) = default;
};

} // namespace synod
