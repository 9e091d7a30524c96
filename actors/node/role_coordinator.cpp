#include "actors/coordinator/coordinator.hpp"
#include "actors/node/ledger_place.hpp"
#include "actors/node/placement.hpp"
#include "actors/wall_clock.hpp"
#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/random.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

namespace synod {

namespace {

using coordinator::local_coordinator_actor;

coordinator::coordinator_settings
settings_of(const role_surroundings& around, const std::string& name) {
  const auto& network = around.network;
  auto result = coordinator::coordinator_settings{};
  result.self = {around.node.name, name};
  for (const auto& model : network.models)
    result.models.push_back(coordinator::read_model({model.name, model.file}));
  for (const auto& [address, spec] :
       find_role<topology::shard_worker_spec>(network))
    result.workers.push_back({address, spec.model, range_of(spec)});
  for (const auto& [address, spec] :
       find_role<topology::rag_agent_spec>(network))
    result.agents.push_back({address, spec.domain, spec.corpus});
  result.request.deadline = network.limits.request_timeout;
  result.request.deadline_max = network.limits.request_timeout;
  result.request.passages.passages_max = network.limits.passages_max;
  result.requests_max = network.limits.requests_max;
  return result;
}

/// @throws std::runtime_error if an escrow could be closed and paid back before
///         a request that it pays for is settled
time_ms
longest_request(const role_surroundings& around, const ledger_place& ledger) {
  constexpr auto settling = std::chrono::minutes{2};
  auto longest = around.network.limits.request_timeout;
  auto delay
    = std::chrono::milliseconds{ledger.genesis.parameters.close_delay_ms};
  if (longest + settling > delay)
    throw std::runtime_error(
      "request_timeout_s must be two minutes below the genesis' close delay of "
      + std::to_string(delay.count() / 1000)
      + " s, for a closed escrow must outlast the requests that it pays for");
  return static_cast<time_ms>(std::chrono::milliseconds{longest}.count());
}

coordinator::ledger_settings
ledger_of(const role_surroundings& around, const ledger_place& ledger,
          const std::string& name) {
  auto result = coordinator::ledger_settings{};
  result.account = account_of(around, ledger, name);
  result.parameters = ledger.genesis.parameters;
  result.models = ledger.genesis.models;
  for (const auto& [address, spec] :
       find_role<topology::shard_worker_spec>(around.network))
    result.workers.push_back({address, range_of(spec)});
  result.keys = curve_keys_of(around.network, around.folder);
  result.validators = ledger.validators;
  result.check = crypto::verify;
  result.wall = wall_ms;
  result.request_ms_max = longest_request(around, ledger);
  return result;
}

coordinator::coordinator_surroundings surroundings_of(transport& net) {
  return {
    .worker
    = [&net](
        const actor_address& x) { return net.resolve<shard_worker_actor>(x); },
    .agent
    = [&net](
        const actor_address& x) { return net.resolve<rag_agent_actor>(x); },
    .asker
    = [&net](const actor_address& x) { return net.resolve<asker_actor>(x); },
    .validator
    = [&net](
        const actor_address& x) { return net.resolve<validator_actor>(x); },
    .node_of = node_of,
    .random = [] { return crypto::random_session_id().value(); },
    .attestations = nullptr,
  };
}

} // namespace

running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::coordinator_spec&) {
  auto settings = settings_of(around, name);
  auto surroundings = surroundings_of(around.net);
  if (auto ledger = find_ledger(around.network, around.folder)) {
    settings.ledger = ledger_of(around, *ledger, name);
    surroundings.attestations
      = std::make_shared<coordinator::attestation_folder>(
        around.folder.root / "attestations" / around.node.name);
  }
  auto handle = around.system.spawn(
    coordinator::coordinator, std::move(settings), std::move(surroundings));
  around.net.publish(name, caf::actor_cast<coordinator_actor>(handle));
  caf::anon_send(handle, coordinator::node_changed{around.node.name, true});
  around.net.on_change([handle](const node_id& node, bool up) {
    caf::anon_send(handle, coordinator::node_changed{node, up});
  });
  return {{"coordinator", name, caf::actor_cast<status_actor>(handle)},
          caf::actor_cast<caf::actor>(handle)};
}

} // namespace synod
