#pragma once

#include "actors/coordinator/attestation_folder.hpp"
#include "actors/coordinator/requests.hpp"
#include "actors/interfaces.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/expected.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace synod::coordinator {

/// A model that the coordinator takes requests for.
struct model_option {
  std::string name;           ///< As requests and workers call it.
  std::filesystem::path gguf; ///< Read for its metadata alone.
};

/// Reads what a coordinator must know of a model. One whose chat template is
/// unknown still takes completions.
/// @throws model::model_error
[[nodiscard]] served_model read_model(const model_option& option);

/// What a coordinator needs of the process it runs in. The actor alone calls
/// these; they must outlive it and must not wait.
struct coordinator_surroundings {
  std::function<caf::expected<shard_worker_actor>(const actor_address&)> worker;
  std::function<caf::expected<rag_agent_actor>(const actor_address&)> agent;
  std::function<caf::expected<asker_actor>(const actor_address&)> asker;
  std::function<caf::expected<validator_actor>(const actor_address&)> validator;
  /// The node that a message came from; empty for a local sender.
  std::function<node_id(const caf::strong_actor_ptr&)> node_of;
  std::function<std::uint64_t()> random; ///< 64 random bits.
  /// Keeps attestations that are not final yet; null where nothing is paid.
  std::shared_ptr<attestation_folder> attestations;
};

/// The transport's notice that a node can be reached, or not any more; stays
/// within the process. The coordinator's own node counts as one that must be
/// announced if workers live there.
struct node_changed {
  node_id node;
  bool up = false;
};

/// A COORDINATOR as its own process sees it. Publish it as `coordinator_actor`:
/// the rest is private.
using local_coordinator_actor
  = caf::typed_actor<caf::reacts_to<node_changed>,
                     caf::reacts_to<caf::tick_atom, std::uint64_t>>::
    extend_with<coordinator_actor>;

/// @relates coordinator
struct coordinator_state {
  std::optional<requests> core;
  coordinator_surroundings around;
  std::uint64_t timer = 0;      ///< The last one set; earlier ones are void.
  std::optional<instant> due{}; ///< When that one fires.
  std::uint32_t looking_up = 0; ///< Calls whose escrow is.
  /// Asks that found no handle: their answers, not yet given.
  std::vector<std::pair<std::uint64_t, errc>> unreachable{};

  /// Names the actor in logs.
  static inline const char* name = "coordinator";
};

/// The behavior of a COORDINATOR.
local_coordinator_actor::behavior_type
coordinator(local_coordinator_actor::stateful_pointer<coordinator_state> self,
            coordinator_settings settings, coordinator_surroundings around);

} // namespace synod::coordinator

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(synod::coordinator::node_changed)
