#include "actors/account_keeper/registrar.hpp"
#include "actors/coordinator/worker_directory.hpp"
#include "actors/node/ledger_place.hpp"
#include "actors/node/placement.hpp"
#include "actors/shard_worker/shard_worker.hpp"

#include <algorithm>
#include <stdexcept>

namespace synod {

namespace {

const genesis_model&
model_of(const ledger_place& ledger, const std::string& name) {
  auto* model = find_model(ledger, name);
  if (model == nullptr)
    throw std::runtime_error("the ledger does not know the model \"" + name
                             + "\"; its genesis must name it");
  return *model;
}

receipt_signer
signer_of(const accounts::account& account, const genesis_model& model) {
  return {account.chain_id, account.id, model.manifest, model.profile,
          account.sign};
}

register_worker
offer_of(const role_surroundings& around, const ledger_place& ledger,
         const shard_worker_options& options) {
  auto keys = curve_keys_of(around.network, around.folder);
  auto own = keys.find(around.node.name);
  if (own == keys.end())
    throw std::runtime_error("a worker registers its node's CURVE key; without "
                             "security there is none");
  auto result = register_worker{};
  result.key = own->second;
  result.worker_name = coordinator::registered_name(options.self);
  result.model = options.signer->model;
  result.range = options.range;
  result.ask = standard_ask;
  result.bond = ledger.genesis.parameters.bond_min;
  return result;
}

/// Keeps the worker registered as long as it lives.
void spawn_registrar(const role_surroundings& around,
                     const ledger_place& ledger,
                     const accounts::account& account, register_worker offer,
                     const caf::actor& worker) {
  auto keeper = spawn_keeper(around, ledger, account);
  auto helper = around.system.spawn(registrar, std::move(offer), account.id,
                                    keeper, validators_of(around, ledger));
  end_with(worker, caf::actor_cast<caf::actor>(helper));
  end_with(worker, caf::actor_cast<caf::actor>(keeper));
}

} // namespace

running_actor
spawn_role(const role_surroundings& around, const std::string& name,
           const topology::shard_worker_spec& spec) {
  auto options = shard_worker_options{};
  options.self = {around.node.name, name};
  options.model = spec.model;
  options.gguf = topology::find_model(around.network, spec.model)->file;
  options.range = range_of(spec);
  options.threads = spec.threads;
  options.limits.kv_positions = spec.kv_positions;
  auto ledger = find_ledger(around.network, around.folder);
  auto account = accounts::account{};
  auto offer = register_worker{};
  if (ledger) {
    account = account_of(around, *ledger, name);
    options.signer = signer_of(account, model_of(*ledger, spec.model));
    offer = offer_of(around, *ledger, options);
  }
  auto handle = spawn_shard_worker(around.system, std::move(options),
                                   peers_through(around.net));
  if (ledger)
    spawn_registrar(around, *ledger, account, std::move(offer),
                    caf::actor_cast<caf::actor>(handle));
  around.net.publish(name, caf::actor_cast<shard_worker_actor>(handle));
  return {{"shard_worker", name, caf::actor_cast<status_actor>(handle)},
          caf::actor_cast<caf::actor>(handle)};
}

} // namespace synod
