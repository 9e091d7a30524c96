#include "actors/node/roles.hpp"
#include "actors/rag_agent/rag_agent.hpp"

namespace synod {

running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::rag_agent_spec& spec) {
  auto corpus = std::make_shared<retrieval::corpus>(
    retrieval::corpus_options{.name = spec.corpus,
                              .domain = spec.domain,
                              .folder = around.folder.corpus(spec.corpus),
                              .file = spec.file});
  // A thread of its own, for a change waits for the disk.
  auto handle
    = around.system.spawn<caf::detached>(rag_agent, name, std::move(corpus));
  around.net.publish(name, handle);
  return {{"rag_agent", name, handle}, caf::actor_cast<caf::actor>(handle)};
}

} // namespace synod
