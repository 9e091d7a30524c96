#pragma once

#include "actors/coordinator/replicas.hpp"
#include "schemas/market_reads.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace synod::coordinator {

/// The name under which a worker registers: NODE/ACTOR.
[[nodiscard]] std::string registered_name(const actor_address& x);

/// Which workers of the topology are registered on the ledger, as whom, and for
/// how much. A name counts only with the CURVE key that the topology gives its
/// node: whoever takes another's name does not get its work.
class worker_directory {
public:
  /// Takes over what a validator lists; an older list changes nothing.
  /// @param keys of the topology's nodes; a node without one proves nothing
  void
  learn(const workers_listed& list, const std::map<node_id, curve_key>& keys);

  /// @returns the registration of a worker that may take paid work of a model
  ///          at a price, or null.
  [[nodiscard]] const registered_worker*
  find(const hop& x, const model_root& model, amount price) const;

  /// @returns whose registration a worker of the topology has.
  [[nodiscard]] std::optional<account_id>
  account_of(const actor_address& worker) const;

  /// Whether any list was taken over yet.
  [[nodiscard]] bool is_known() const noexcept {
    return height_.has_value();
  }

  [[nodiscard]] std::size_t size() const noexcept {
    return workers_.size();
  }

private:
  std::map<std::string, registered_worker> workers_; // by name
  std::optional<block_height> height_;
};

} // namespace synod::coordinator
