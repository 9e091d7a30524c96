#include "actors/rag_agent/rag_agent.hpp"

#include <cassert>
#include <utility>

namespace synod {

namespace {

/// Counts an answer or a refusal, and passes it on.
template <class T>
caf::result<T> counted(caf::expected<T> outcome, std::uint64_t& answers,
                       std::uint64_t& refusals) {
  ++(outcome ? answers : refusals);
  if (!outcome)
    return outcome.error();
  return std::move(*outcome);
}

} // namespace

actor_status rag_agent_state::report() const {
  auto number = [](auto x) { return static_cast<std::int64_t>(x); };
  return {
    .role = name,
    .actor = actor,
    .labels = {{"corpus", corpus->options().name},
               {"domain", corpus->options().domain},
               {"digest", to_hex(corpus->digest())}},
    .gauges = {{"version", number(corpus->version())},
               {"passages", number(corpus->size())},
               {"queries", number(queries)},
               {"changes", number(changes)},
               {"refusals", number(refusals)}},
  };
}

rag_agent_actor::behavior_type
rag_agent(rag_agent_actor::stateful_pointer<rag_agent_state> self,
          std::string actor, std::shared_ptr<retrieval::corpus> corpus) {
  assert(corpus != nullptr);
  self->state.actor = std::move(actor);
  self->state.corpus = std::move(corpus);
  return {
    [self](const find_passages& query) {
      auto& state = self->state;
      return counted(state.corpus->find(query), state.queries, state.refusals);
    },
    [self](const change_passage& change) {
      auto& state = self->state;
      return counted(state.corpus->change(change), state.changes,
                     state.refusals);
    },
    [self](const list_passages& page) {
      auto& state = self->state;
      return counted(state.corpus->list(page), state.queries, state.refusals);
    },
    [self](const get_status&) { return self->state.report(); },
  };
}

} // namespace synod
