#pragma once

#include "runtime/consensus/quorum.hpp"
#include "schemas/chain_ids.hpp"
#include "schemas/message.hpp"

#include <cstddef>
#include <optional>
#include <tuple>
#include <vector>

namespace synod::consensus {

/// One voter and what its vote weighs.
struct validator {
  static constexpr auto name = "validator";

  validator_id id;
  vote_weight weight = 0; ///< At least 1.

  static auto fields(auto& x) {
    return std::tie(x.id, x.weight);
  }

  friend bool operator==(const validator&, const validator&) = default;
};

/// The validators of a height, ordered by id, so that equal sets have equal
/// encodings and equal hashes. Never changes once made.
class validator_set {
public:
  /// A validator's place in the order.
  using index = std::size_t;

  validator_set() = default;

  /// @pre `is_valid(members)`; any order.
  explicit validator_set(std::vector<validator> members);

  /// True if there is one, no id occurs twice, each weight is at least 1, and
  /// the total is below `weight_limit`.
  [[nodiscard]] static bool is_valid(const std::vector<validator>& members);

  [[nodiscard]] std::optional<index> find(const validator_id& id) const;

  /// @returns 0 for who is not a member.
  [[nodiscard]] vote_weight weight_of(const validator_id& id) const;

  [[nodiscard]] vote_weight total_weight() const noexcept {
    return total_weight_;
  }

  /// What is hashed: a list, in order.
  [[nodiscard]] const std::vector<validator>& members() const noexcept {
    return members_;
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return members_.size();
  }

  friend bool operator==(const validator_set&, const validator_set&) = default;

private:
  std::vector<validator> members_;
  vote_weight total_weight_ = 0;
};

} // namespace synod::consensus
