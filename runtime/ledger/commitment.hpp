#pragma once

#include "runtime/ledger/subtrees.hpp"
#include "schemas/byte_array.hpp"
#include "schemas/digest.hpp"
#include "schemas/ids.hpp"
#include "schemas/work_order.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

// What one request is committed by. The ledger is public and prompts are short,
// so every leaf is salted: who does not know the salt can guess nothing. A leaf
// is the RFC 6962 hash
//
//     SHA-256(0x00 ‖ kind ‖ salt ‖ position ‖ content)
//
// with the kind as one byte and the position as four, little-endian; the
// content is a row of values as little-endian binary32, a token id as four
// bytes little-endian, or text.

namespace synod::ledger {

/// Keeps the bits of one kind of content from passing for another. The ids that
/// go into a model's first block and those that its last one samples are
/// `token`s, so what was sampled can be compared with what was fed.
enum class leaf_kind : std::uint8_t {
  activations = 1, ///< One row of the hidden size.
  token,           ///< One id.
  nothing,         ///< A position at which the last stage sampled no id.
  text,            ///< UTF-8, whole, at position 0.
  record,          ///< The canonical request record, whole, at position 0.
};

[[nodiscard]] digest
commit_row(const request_salt& salt, std::uint32_t position,
           std::span<const float> values);

[[nodiscard]] digest
commit_token(const request_salt& salt, std::uint32_t position, token_id id);

[[nodiscard]] digest
commit_nothing(const request_salt& salt, std::uint32_t position);

[[nodiscard]] digest commit_text(const request_salt& salt, std::string_view x);

[[nodiscard]] digest
commit_record(const request_salt& salt, std::span<const std::byte> canonical);

/// @returns the RFC 6962 root over ids at `position`, `position` + 1, ...
[[nodiscard]] digest
commit_tokens(const request_salt& salt, std::uint32_t position,
              std::span<const token_id> ids);

/// One side of one worker's part in a generation, as it grows: 32 bytes per
/// position. However the rows come in, equal positions give equal roots.
class position_commitments {
public:
  /// @param first the position of the first leaf
  explicit position_commitments(const request_salt& salt,
                                std::uint32_t first = 0) noexcept
    : salt_(salt), first_(first) {
  }

  /// Appends whole rows. @pre `values.size()` is a multiple of `hidden_size`
  void append_rows(std::span<const float> values, std::size_t hidden_size);

  void append_token(token_id id);
  void append_nothing();

  /// Forgets the positions from `next` on: a higher attempt has rewound.
  /// @pre first() <= next <= this->next()
  void rewind(std::uint32_t next);

  /// @returns the roots that a receipt of these positions holds.
  /// @pre the interval is within [first(), next())
  [[nodiscard]] std::vector<digest> roots(const interval& x) const;

  [[nodiscard]] std::uint32_t first() const noexcept {
    return first_;
  }

  /// The position of the next leaf.
  [[nodiscard]] std::uint32_t next() const noexcept {
    return first_ + static_cast<std::uint32_t>(leaves_.size());
  }

private:
  request_salt salt_;
  std::uint32_t first_;
  std::vector<digest> leaves_;
};

} // namespace synod::ledger
