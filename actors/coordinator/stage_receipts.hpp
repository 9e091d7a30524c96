#pragma once

#include "schemas/receipt.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <vector>

namespace synod::coordinator {

/// The receipts of one range of blocks of one generation, from however many
/// workers. Knows where they lie; whether they are true, others know.
class stage_receipts {
public:
  /// Keeps a receipt, unless this worker's for the same interval is here.
  /// @returns false, and keeps nothing, if there are too many: no honest route
  ///          makes so many.
  bool add(signed_receipt x);

  /// @returns the end of the longest chain of receipts from position 0 on.
  [[nodiscard]] std::uint32_t covered() const;

  /// @returns every position at which a chain of receipts from 0 on ends.
  [[nodiscard]] std::set<std::uint32_t> ends() const;

  /// @returns receipts that follow each other over exactly [0, end); none if
  ///          there is no such chain.
  [[nodiscard]] std::optional<std::vector<signed_receipt>>
  chain_to(std::uint32_t end) const;

  /// Drops those that `is_false` says are.
  void remove(const std::function<bool(const receipt&)>& is_false);

  [[nodiscard]] std::size_t size() const noexcept {
    return receipts_.size();
  }

private:
  std::vector<signed_receipt> receipts_; // in rising order of position
};

} // namespace synod::coordinator
