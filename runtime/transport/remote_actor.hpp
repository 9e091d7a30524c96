#pragma once

#include "runtime/transport/link.hpp"

#include <caf/actor_proxy.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace synod {

/// Stands for an actor of another process, for one connection to one
/// incarnation of its node. Has no mailbox: what it is sent goes out, or is
/// refused, on the sender's thread.
class remote_actor : public caf::actor_proxy {
public:
  remote_actor(caf::actor_config& config, std::shared_ptr<link> through,
               std::string actor, methods interface, std::uint64_t incarnation,
               std::uint64_t epoch);

  void
  enqueue(caf::mailbox_element_ptr what, caf::execution_unit* context) override;

  void kill_proxy(caf::execution_unit* context, caf::error reason) override;

  [[nodiscard]] methods interface() const noexcept {
    return interface_;
  }

private:
  caf::error forward(const caf::mailbox_element& what);

  /// @returns null if the interface has no such message.
  [[nodiscard]] const method* find(const std::type_info& type) const;

  const std::shared_ptr<link> link_;
  const std::string actor_;
  const methods interface_;
  const std::uint64_t incarnation_;
  const std::uint64_t epoch_;
  std::atomic<errc> ended_{}; ///< Zero: not yet.
};

} // namespace synod
