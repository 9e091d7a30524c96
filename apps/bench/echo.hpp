#pragma once

#include "runtime/crypto/curve_keys.hpp"
#include "schemas/step.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <sys/types.h>

#include <string>

namespace synod::bench {

/// Returns what it gets, as a worker's answer would be of that size.
using echo_actor = caf::typed_actor<caf::replies_to<run_step>::with<run_step>>;

/// How every process of the network sets up CAF: one worker, because a second
/// one costs a hop twice the time, and no stealing, which naps.
void configure(caf::actor_system_config& config);

/// Another process that echoes: raw frames by a ROUTER, and messages by an
/// actor; both of these with and without CURVE. Ends with this object.
class echo_process {
public:
  struct endpoints {
    std::string raw;
    std::string actor;
  };

  /// Starts this program again as `synod bench hop-echo`.
  /// @throws std::runtime_error if that fails
  explicit echo_process(const std::string& client_public_key);
  ~echo_process();
  echo_process(const echo_process&) = delete;
  echo_process& operator=(const echo_process&) = delete;

  endpoints curve;
  endpoints plain;
  std::string public_key;

private:
  pid_t pid_ = 0;
  int input_ = -1; ///< The process ends when this is closed.
};

/// What that process does.
void serve_echo();

} // namespace synod::bench
