#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

namespace synod::bench {

/// What some processes cost, from /proc.
struct process_figures {
  double cpu_s = 0;             ///< User and system, since their start.
  std::uint64_t memory_kib = 0; ///< Proportional set size: shared pages once.
  std::uint64_t own_kib = 0;    ///< RssAnon: no page of any file.
};

/// Sums over processes; those that are gone count nothing.
[[nodiscard]] process_figures measure(const std::vector<pid_t>& pids);

/// Packets that the loopback interface has carried since boot.
[[nodiscard]] std::uint64_t loopback_packets();

} // namespace synod::bench
