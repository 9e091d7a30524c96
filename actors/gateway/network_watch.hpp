#pragma once

#include "actors/gateway/gateway.hpp"

#include <chrono>
#include <functional>
#include <vector>

namespace synod {

/// Asks every node of the network how it is, at most once per
/// `status_age_max`, however many want to know. Lives in the actor whose `self`
/// it uses.
class network_watch {
public:
  using reports = std::vector<openai::node_report>;
  using receiver = std::function<void(const reports&)>;

  explicit network_watch(gateway_self self) : self_(self) {
  }

  /// Calls `f` with what is known and young enough, or as soon as every node
  /// has answered or failed to.
  void ask(receiver f);

private:
  void begin();
  void end_one();

  gateway_self self_;
  reports known_;
  reports gathered_;
  std::size_t missing_ = 0; // of `gathered_`; 0: nobody is being asked
  std::vector<receiver> waiting_;
  std::chrono::steady_clock::time_point known_at_{};
};

} // namespace synod
