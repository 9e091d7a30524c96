#pragma once

#include "runtime/transport/interface.hpp"

#include <caf/actor_control_block.hpp>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace synod {

/// The actors that other nodes may reach, by name. Safe to call from any
/// thread.
class exports {
public:
  struct entry {
    caf::strong_actor_ptr actor; ///< Null if there is none.
    methods interface;
  };

  /// @returns the actor that had the name until now, or null.
  caf::strong_actor_ptr add(const std::string& name, entry x);

  [[nodiscard]] entry find(const std::string& name) const;

  /// Forgets the name if it is still that of actor `id`.
  void remove(const std::string& name, caf::actor_id id);

private:
  mutable std::mutex mutex_;
  std::map<std::string, entry, std::less<>> entries_;
};

} // namespace synod
