#pragma once

#include "schemas/proofs.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

// ICS-23's proofs (cosmos/ics23, proofs.proto), as far as tests need them: read
// from their protobuf form, held against a spec, and turned into Synod's.

namespace synod::test::ics23 {

using bytes = std::vector<std::byte>;

struct leaf_op {
  std::uint64_t hash = 0;
  std::uint64_t prehash_key = 0;
  std::uint64_t prehash_value = 0;
  std::uint64_t length = 0;
  bytes prefix;

  friend bool operator==(const leaf_op&, const leaf_op&) = default;
};

struct inner_op {
  std::uint64_t hash = 0;
  bytes prefix;
  bytes suffix;
};

struct existence {
  bytes key;
  bytes value;
  std::optional<leaf_op> leaf;
  std::vector<inner_op> path; // from the leaf up
};

struct commitment {
  std::optional<existence> exist;
  std::optional<existence> left; // neighbours of an absent key
  std::optional<existence> right;
};

/// @throws std::runtime_error if it is not protobuf of this form
commitment decode(const bytes& protobuf);

/// ICS-23's own constants for the two kinds of tree.
leaf_op smt_leaf();
leaf_op tendermint_leaf();

/// A sibling, and whether the proven side is the right one.
struct step {
  digest sibling;
  bool from_right = false;
};

/// @returns the siblings from the leaf up; nothing unless the leaf is hashed by
///          that spec and each inner node is 0x01 ‖ left ‖ right by SHA-256.
std::optional<std::vector<step>>
steps(const existence& proof, const leaf_op& spec);

/// @returns Synod's proof that the key is there; nothing if not of `SmtSpec`.
std::optional<smt_proof> to_present(const existence& proof);

/// @returns Synod's proof that `key` is absent: the way of the neighbour that
///          shares most of it, cut where the two part. Nothing if not of
///          `SmtSpec`.
std::optional<smt_proof> to_absent(const commitment& proof, const bytes& key);

} // namespace synod::test::ics23
