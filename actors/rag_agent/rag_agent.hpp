#pragma once

#include "actors/interfaces.hpp"
#include "runtime/retrieval/corpus.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace synod {

/// @relates rag_agent
struct rag_agent_state {
  /// The name under which the node publishes the actor.
  std::string actor;

  /// The passages; nobody else uses them.
  std::shared_ptr<retrieval::corpus> corpus;

  std::uint64_t queries = 0;  ///< Answered since the start.
  std::uint64_t changes = 0;  ///< Made since the start.
  std::uint64_t refusals = 0; ///< Of either.

  /// How the agent is, for `get_status`.
  [[nodiscard]] actor_status report() const;

  /// Names the actor in logs.
  static inline const char* name = "rag_agent";
};

/// The behavior of a RAG_AGENT. Spawn it `caf::detached`: a change waits for
/// the disk.
/// @pre `corpus != nullptr`, and nobody else uses it
rag_agent_actor::behavior_type
rag_agent(rag_agent_actor::stateful_pointer<rag_agent_state> self,
          std::string actor, std::shared_ptr<retrieval::corpus> corpus);

} // namespace synod
