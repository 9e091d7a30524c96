#pragma once

#include "actors/shard_worker/shard_batches.hpp"
#include "actors/shard_worker/shard_worker.hpp"
#include "tests/actors/shard_worker/one_model.hpp"
#include "tests/actors/shard_worker/worker_company.hpp"
#include "tests/support/deterministic_system.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace synod::test {

/// Two workers with half a model each and a coordinator, as if on three nodes
/// named "first", "last", and "front". The test speaks for "front".
class worker_net : public deterministic_system {
public:
  worker_net() {
    coordinator = system().spawn(listener, notes);
    nodes_[self().address().id()] = "front";
    nodes_[coordinator.id()] = "front";
  }

  ~worker_net() {
    for (auto& [node, actor] : workers)
      end(actor);
    end(coordinator);
  }

  worker_net(const worker_net&) = delete;
  worker_net& operator=(const worker_net&) = delete;

  template <class Executor = executor_at_once>
  shard_worker_actor spawn(const node_id& node, shard_range range) {
    auto options = shard_worker_options{};
    options.self = {node, "worker"};
    options.model = "model";
    auto engine = std::make_shared<shard_batches>(
      whole.shard(range.first, range.count), 1);
    start_executor start = [](auto wake) -> std::unique_ptr<batch_executor> {
      if constexpr (std::is_same_v<Executor, executor_at_once>)
        return std::make_unique<Executor>(std::move(wake));
      else
        return std::make_unique<Executor>();
    };
    auto shape = shard_shape{"model", range, 4, 64, 61, 96};
    auto actor
      = system().spawn(shard_worker, std::move(options), std::move(shape),
                       peers(), std::shared_ptr<batch_engine>{engine}, start);
    nodes_[actor.id()] = node;
    workers[node] = actor;
    return actor;
  }

  static std::vector<hop> route() {
    return {{{"first", "worker"}, {0, 2}}, {{"last", "worker"}, {2, 2}}};
  }

  caf::expected<session_opened>
  open(std::uint32_t hop_index, std::uint64_t id, std::uint32_t attempt = 1) {
    auto x = open_session{};
    x.session = session_id{id};
    x.attempt = attempt;
    x.model = "model";
    x.route = route();
    x.hop_index = hop_index;
    x.coordinator = {"front", "coordinator"};
    x.positions_max = 64;
    x.lease_ms = 2000;
    x.sample = parameters;
    x.tokens = prompt;
    return ask<session_opened>(workers.at(x.route[hop_index].worker.node), x);
  }

  caf::error
  step(std::uint64_t id, std::uint32_t position, std::vector<token_id> tokens,
       bool sample, std::uint32_t attempt = 1) {
    auto x = run_step{};
    x.session = session_id{id};
    x.attempt = attempt;
    x.position = position;
    x.rows = static_cast<std::uint32_t>(tokens.size());
    x.sample = sample;
    x.tokens = std::move(tokens);
    return order(workers.at("first"), x);
  }

  actor_status status(const node_id& node) {
    return *ask<actor_status>(workers.at(node), get_status{});
  }

  std::int64_t gauge_of(const node_id& node, const std::string& key) {
    for (auto& x : status(node).gauges)
      if (x.key == key)
        return x.value;
    throw std::out_of_range(key);
  }

  one_model whole;
  sampling parameters;
  std::vector<token_id> prompt;
  std::shared_ptr<told> notes = std::make_shared<told>();
  std::map<node_id, shard_worker_actor> workers;
  std::set<node_id> cut_off; ///< Nodes that nobody reaches.
  coordinator_actor coordinator;

private:
  worker_peers peers() {
    return {
      [this](const actor_address& x) -> caf::expected<shard_worker_actor> {
        if (cut_off.contains(x.node) || !workers.contains(x.node))
          return errc::node_down;
        return workers.at(x.node);
      },
      [this](const actor_address&) -> caf::expected<coordinator_actor> {
        return coordinator;
      },
      [this](const caf::strong_actor_ptr& x) {
        return x && nodes_.contains(x->id()) ? nodes_.at(x->id()) : node_id{};
      },
    };
  }

  std::map<caf::actor_id, node_id> nodes_;
};

} // namespace synod::test
