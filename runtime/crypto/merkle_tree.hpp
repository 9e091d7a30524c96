#pragma once

#include "runtime/crypto/sha256.hpp"
#include "schemas/proofs.hpp"

#include <caf/expected.hpp>

#include <cstdint>
#include <span>
#include <vector>

// Merkle trees over lists: RFC 6962, section 2.1, with SHA-256. A leaf's hash
// is SHA-256(0x00 ‖ data), an inner node's SHA-256(0x01 ‖ left ‖ right); the
// left side of n leaves holds the largest power of two below n.

namespace synod::crypto {

[[nodiscard]] digest merkle_leaf(std::span<const std::byte> data);

[[nodiscard]] digest merkle_inner(const digest& left, const digest& right);

/// @returns the root over leaves of these hashes; SHA-256("") for none.
[[nodiscard]] digest merkle_root(std::span<const digest> leaves);

/// @returns the proof for one of the leaves, or `invalid_argument` if there is
///          no such one.
[[nodiscard]] caf::expected<merkle_proof>
merkle_prove(std::span<const digest> leaves, std::uint64_t index);

/// True if the proof leads from this leaf's hash to the root, by exactly the
/// siblings that its place takes. Total: any proof may be asked about. A root
/// does not bind the number of its leaves: where a place matters, compare
/// `leaf_count` with a number that is signed, as a header's.
[[nodiscard]] bool merkle_verify(const digest& root, const digest& leaf,
                                 const merkle_proof& proof);

/// The root of a list that grows at its end, in memory logarithmic in its size.
class merkle_frontier {
public:
  void add(const digest& leaf) {
    add_subtree(leaf, 1);
  }

  /// Appends `count` leaves by their common root.
  /// @pre `count` is a power of two and `size()` a multiple of it
  void add_subtree(const digest& root, std::uint64_t count);

  /// @returns what `merkle_root` gives for all leaves so far.
  [[nodiscard]] digest root() const;

  [[nodiscard]] std::uint64_t size() const noexcept {
    return size_;
  }

private:
  std::vector<digest> peaks_; // roots of full subtrees, the largest first
  std::uint64_t size_ = 0;
};

} // namespace synod::crypto
