#include "actors/node/node.hpp"

#include <caf/typed_response_promise.hpp>
#include <unistd.h>

#include <memory>

namespace synod {

namespace {

constexpr auto status_timeout = std::chrono::milliseconds{400};

using promise = caf::typed_response_promise<node_status>;

/// A status in the making.
struct gathering {
  node_status result;
  std::size_t missing = 0;
  promise answer;

  void add(std::size_t index, actor_status status) {
    result.actors[index] = std::move(status);
    if (--missing == 0)
      answer.deliver(std::move(result));
  }
};

actor_status silent(const watched_actor& x) {
  return {x.role, x.actor, {{"state", "silent"}}, {}};
}

} // namespace

node_actor::behavior_type
node(node_actor::stateful_pointer<node_state> self, node_options options) {
  self->state.options = std::move(options);
  return {
    [self](const get_node_status&) -> caf::result<node_status> {
      const auto& options = self->state.options;
      auto gathered = std::make_shared<gathering>();
      gathered->result = {options.name,
                          options.incarnation,
                          static_cast<std::uint64_t>(::getpid()),
                          {},
                          options.links()};
      if (options.actors.empty())
        return std::move(gathered->result);
      gathered->result.actors.resize(options.actors.size());
      gathered->missing = options.actors.size();
      gathered->answer = self->make_response_promise<node_status>();
      for (std::size_t i = 0; i < options.actors.size(); ++i)
        self->request(options.actors[i].handle, status_timeout, get_status{})
          .then(
            [gathered, i](actor_status& status) {
              gathered->add(i, std::move(status));
            },
            [self, gathered, i](caf::error&) {
              gathered->add(i, silent(self->state.options.actors[i]));
            });
      return gathered->answer;
    },
  };
}

} // namespace synod
