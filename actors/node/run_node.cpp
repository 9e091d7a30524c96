#include "actors/node/run_node.hpp"

#include "actors/node/contacts.hpp"
#include "actors/node/roles.hpp"
#include "runtime/log/log.hpp"
#include "runtime/topology/process_lock.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/scoped_actor.hpp>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <map>
#include <stdexcept>

namespace synod {

namespace {

/// How often nodes that are down are looked for.
constexpr auto search_interval = std::chrono::milliseconds{100};

/// How long an actor may take to exit before the process goes on without it.
constexpr auto exit_timeout = std::chrono::milliseconds{1000};

sigset_t stop_signals() {
  auto result = sigset_t{};
  ::sigemptyset(&result);
  ::sigaddset(&result, SIGTERM);
  ::sigaddset(&result, SIGINT);
  return result;
}

caf::actor_system_config& configure(caf::actor_system_config& config) {
  // One worker makes the shortest hop; compute has threads of its own.
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
  return config;
}

/// Connects to the other nodes, and follows those that move.
class search {
public:
  search(transport& net, const std::vector<contact>& others,
         const topology::data_folder& folder)
    : net_(net), others_(others), folder_(folder) {
  }

  void step() {
    for (const auto& other : others_) {
      auto& known = known_[other.node];
      if (!known.empty() && net_.is_up(other.node))
        continue;
      auto endpoint = other.endpoint;
      if (endpoint.empty())
        endpoint
          = topology::read_line(folder_.address(other.node)).value_or("");
      if (endpoint.empty() || endpoint == known)
        continue;
      if (auto error = net_.connect(other.node, endpoint, other.public_key))
        log::warn("node - cannot connect to {} at {}", other.node, endpoint);
      known = endpoint;
    }
  }

private:
  transport& net_;
  const std::vector<contact>& others_;
  const topology::data_folder& folder_;
  std::map<node_id, std::string> known_;
};

/// Stops what `actors` holds, the last first, each after the one before it.
void stop_all(caf::actor_system& system, std::vector<running_actor>& actors) {
  auto self = caf::scoped_actor{system};
  for (; !actors.empty(); actors.pop_back()) {
    const auto& last = actors.back();
    self->monitor(last.handle);
    self->send_exit(last.handle, caf::exit_reason::user_shutdown);
    auto stuck = false;
    self->receive([](const caf::down_msg&) {},
                  caf::after(exit_timeout) >> [&stuck] { stuck = true; });
    if (stuck) { // the system would wait for it without end
      log::error("{} - does not exit", last.watched.actor);
      std::_Exit(EXIT_FAILURE);
    }
  }
}

running_actor spawn_node(caf::actor_system& system, transport& net,
                         const topology::node_spec& spec,
                         const std::vector<running_actor>& actors) {
  auto options = node_options{spec.name, net.incarnation(), {}, {}};
  for (const auto& x : actors)
    options.actors.push_back(x.watched);
  options.links = [&net] { return net.links(); };
  auto handle = system.spawn(node, std::move(options));
  net.publish("node", handle);
  return {{"node", "node", {}}, caf::actor_cast<caf::actor>(handle)};
}

/// The life of the process between its first and its last actor.
void serve(const topology::network& network, const topology::node_spec& spec,
           const topology::data_folder& folder, const sigset_t& signals) {
  auto who = identify(network, spec, folder);
  auto config = caf::actor_system_config{};
  auto system = caf::actor_system{configure(config)};
  auto net = transport{system, who.options};
  net.on_change([](const node_id& other, bool up) {
    log::info("node - {} is {}", other, up ? "up" : "down");
  });
  auto actors = std::vector<running_actor>{};
  auto around = role_surroundings{system, net, network, spec, folder};
  try {
    for (const auto& actor : spec.actors)
      actors.push_back(spawn_role(around, actor));
    actors.push_back(spawn_node(system, net, spec, actors));
    topology::write_file(folder.address(spec.name), net.endpoint() + "\n");
    log::info("node - serves at {}", net.endpoint());
    auto others = search{net, who.others, folder};
    auto interval
      = timespec{0, std::chrono::nanoseconds{search_interval}.count()};
    do
      others.step();
    while (::sigtimedwait(&signals, nullptr, &interval) < 0);
    log::info("node - stops");
  } catch (...) {
    stop_all(system, actors);
    throw;
  }
  stop_all(system, actors);
}

} // namespace

void run_node(const topology::network& network, const std::string& name,
              const topology::data_folder& folder) {
  const auto* spec = topology::find_node(network, name);
  if (spec == nullptr)
    throw std::runtime_error("the topology has no node \"" + name + "\"");
  auto lock = topology::process_lock::take(folder.node_lock(name));
  if (!lock)
    throw std::runtime_error("node " + name + " runs already in "
                             + folder.root.string());
  // Nobody is to look for it where its last process was.
  auto error = std::error_code{};
  std::filesystem::remove(folder.address(name), error);
  // Before any thread, so that all inherit it and the main one alone waits.
  auto signals = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  log::begin(name);
  serve(network, *spec, folder, signals);
}

} // namespace synod
