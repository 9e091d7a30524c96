#pragma once

#include "actors/coordinator/replicas.hpp"
#include "actors/coordinator/route_choice.hpp"

namespace synod::coordinator {

/// The workers that may hold one generation's session: each that was asked to
/// open it and not yet asked to close it. Counts them in `replicas`.
class session_holders {
public:
  /// `workers` must outlive this.
  explicit session_holders(replicas& workers) noexcept : workers_(&workers) {
  }

  session_holders(const session_holders&) = delete;
  session_holders& operator=(const session_holders&) = delete;
  ~session_holders() {
    (void) release({});
  }

  /// The worker is about to be asked to open the session.
  void add(const actor_address& worker);

  /// Drops every worker that is not in `route`.
  /// @returns those: they must be asked to close the session.
  [[nodiscard]] std::vector<actor_address> release(std::span<const hop> route);

  [[nodiscard]] const address_set& all() const noexcept {
    return holders_;
  }

private:
  replicas* workers_;
  address_set holders_;
};

} // namespace synod::coordinator
