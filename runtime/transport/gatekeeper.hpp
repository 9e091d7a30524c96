#pragma once

#include "runtime/transport/port.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace synod {

/// The node that each public key (Z85) proves.
using membership = std::map<std::string, node_id>;

/// Answers one ZAP request (RFC 27), given and returned without its routing
/// envelope: 200 with the node's name as User-Id if the client proved by CURVE
/// a key of `members`, else 400.
/// @returns nothing if it is not a ZAP request.
[[nodiscard]] std::vector<std::string>
answer_zap(std::span<const std::string_view> request,
           const membership& members);

/// Decides who may connect to the ROUTERs of one context. Must be there before
/// they are bound.
class gatekeeper {
public:
  gatekeeper(zmq::context_t& context, membership members);

  /// Answers what is asked.
  void work();

  [[nodiscard]] port& asked() noexcept {
    return port_;
  }

private:
  const membership members_;
  port port_;
};

} // namespace synod
