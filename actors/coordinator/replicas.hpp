#pragma once

#include "actors/coordinator/ask.hpp"

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace synod::coordinator {

/// A worker as the topology describes it.
struct replica {
  actor_address worker;
  std::string model;
  shard_range range;
};

/// What one coordinator knows about the workers it may use: which nodes are up,
/// which workers and which links between workers failed lately, and how many
/// sessions it has open on each. Shared by all of its generations.
class replicas {
public:
  struct entry {
    replica what;
    bool up = false;
    std::uint32_t sessions = 0; ///< That this coordinator has open there.
    std::uint32_t strikes = 0;  ///< Suspicions since it last did well.
    instant suspected_until{0};

    [[nodiscard]] bool is_suspected(instant now) const noexcept {
      return now < suspected_until;
    }
  };

  /// The first suspicion lasts `suspicion_min`, each further one twice as long
  /// as the last, up to `suspicion_max`.
  struct limits {
    instant suspicion_min = std::chrono::seconds{1};
    instant suspicion_max = std::chrono::seconds{30};
  };

  explicit replicas(std::vector<replica> workers);
  replicas(std::vector<replica> workers, limits bounds);

  /// A node that comes back, or was never seen, is under no suspicion.
  void node_up(const node_id& node);

  void node_down(const node_id& node);

  /// Keeps a worker out of new routes for a while, unless no other is there.
  void suspect(const actor_address& worker, instant now);

  /// Keeps two workers from being neighbours for a while.
  void suspect_link(const actor_address& source, const actor_address& target,
                    instant now);

  /// The worker did its part: earlier suspicions count no more.
  void trust(const actor_address& worker, instant now);

  void session_opened(const actor_address& worker);
  void session_closed(const actor_address& worker);

  [[nodiscard]] bool is_up(const actor_address& worker) const;
  [[nodiscard]] bool
  is_link_suspected(const actor_address& source, const actor_address& target,
                    instant now) const;

  /// Every worker, in the order of the topology.
  [[nodiscard]] std::span<const entry> all() const noexcept {
    return entries_;
  }

private:
  entry* find(const actor_address& worker);

  std::vector<entry> entries_;
  limits limits_;

  struct pair_order {
    bool operator()(const std::pair<actor_address, actor_address>& a,
                    const std::pair<actor_address, actor_address>& b) const;
  };

  // Until when a link is suspected; swept when a link is added.
  std::map<std::pair<actor_address, actor_address>, instant, pair_order> links_;
};

} // namespace synod::coordinator
