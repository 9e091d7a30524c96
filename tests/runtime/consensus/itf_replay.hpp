#pragma once

#include "tests/runtime/consensus/itf.hpp"

#include <string>
#include <vector>

namespace synod::test {

/// How a trace compares with the cores, step by step.
struct replay_report {
  std::string kind; ///< "core", "keeper" or "system", by its variables.
  std::size_t steps = 0;
  std::size_t rules = 0; ///< Applications of the state machine.
  std::vector<std::string> differences;
  /// Where the specification does, on purpose, what the cores do not.
  std::vector<std::string> allowed;
};

replay_report replay(const json& trace);

// By kind:
replay_report replay_core(const json& trace);
replay_report replay_keeper(const json& trace);
replay_report replay_system(const json& trace);

} // namespace synod::test
