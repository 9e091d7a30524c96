#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

// The words of OTP: what a supervisor is told about its children, and what it
// asks for.

namespace synod::supervision {

/// Milliseconds on some clock that never goes back.
using instant = std::chrono::milliseconds;

/// When a child that ended is started again (OTP).
enum class restart : std::uint8_t {
  permanent, ///< Always.
  transient, ///< Unless it ended in good order.
  temporary, ///< Never.
};

/// What one child's end means for the others (OTP).
enum class strategy : std::uint8_t {
  one_for_one,  ///< Nothing.
  rest_for_one, ///< Those that were started after it are restarted as well.
};

/// How a child ended.
enum class exit_reason : std::uint8_t {
  normal,
  crashed,
  hopeless, ///< It said that starting it again cannot help. Counts as a crash
            ///< for a child that has served before.
};

enum class signal : std::uint8_t { terminate, kill };

struct child_spec {
  std::string name;
  restart when = restart::permanent;

  /// How long it may take to end in good order before it is killed.
  std::chrono::milliseconds stop_timeout{2000};
};

struct supervisor_options {
  supervision::strategy strategy = strategy::one_for_one;

  /// More restarts than this within `period` end the supervision.
  std::uint32_t intensity = 10;
  std::chrono::milliseconds period{10'000};

  /// How long the whole may take to stop before all that is left is killed.
  std::chrono::milliseconds stop_timeout{4000};
};

// -- outputs ------------------------------------------------------------------

struct start_child {
  std::size_t child;
};

struct stop_child {
  std::size_t child;
  supervision::signal signal;
};

/// The intensity was exceeded, or a child is hopeless; all others are being
/// stopped.
struct give_up {
  std::size_t child; ///< Whose end was one too many.
  std::string reason;
};

/// Nothing runs any more, and nothing will be started.
struct stopped {};

using output = std::variant<start_child, stop_child, give_up, stopped>;

} // namespace synod::supervision
