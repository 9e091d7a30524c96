#include "tests/actors/gateway/scripted_network.hpp"

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <catch2/catch.hpp>

#include <functional>

namespace synod::test {

namespace {

/// Tells the asker one thing after the other, as a coordinator does.
struct scripted_state {
  coordinator_script script;
  coordinator_record* record = nullptr;
  node_id node;
  asker_actor asker;
};

using coordinator_self = coordinator_actor::stateful_pointer<scripted_state>;

bool is_cancelled(coordinator_self self, const request_id& id) {
  auto guard = std::lock_guard{self->state.record->mutex};
  return self->state.record->cancelled.contains(id);
}

void note_cancelled(coordinator_self self, const request_id& id) {
  auto guard = std::lock_guard{self->state.record->mutex};
  self->state.record->cancelled.insert(id);
}

void finish(coordinator_self self, const request_id& id) {
  auto& script = self->state.script;
  if (!script.ends)
    return;
  auto end = request_finished{};
  end.request = id;
  end.error = script.error ? static_cast<std::uint8_t>(*script.error) : 0;
  end.reason = script.error ? "" : "stop";
  end.tokens_prompt = 5;
  end.tokens_completion = static_cast<std::uint32_t>(script.text.size());
  end.domain = "finance";
  end.citations = {{"p1", "rates", 3, "Rates"}};
  end.route
    = {{{"w1", "shard_worker"}, {0, 3}}, {{"w2", "shard_worker"}, {3, 3}}};
  end.attempts = 1;
  self->request(self->state.asker, caf::infinite, end)
    .then([] {}, [](const caf::error&) {});
}

void tell(coordinator_self self, const request_id& id, std::uint32_t index) {
  auto& script = self->state.script;
  if (is_cancelled(self, id))
    return;
  if (index >= script.text.size() && !script.endless)
    return finish(self, id);
  auto at = std::min<std::size_t>(index, script.text.size() - 1);
  self
    ->request(self->state.asker, caf::infinite,
              text_delta{id, index, script.text[at], {index}})
    .then([self, id, index] { tell(self, id, index + 1); },
          [self, id](const caf::error&) { note_cancelled(self, id); });
}

coordinator_actor::behavior_type
scripted_coordinator(coordinator_self self, coordinator_script script,
                     coordinator_record* record, node_id node,
                     std::function<asker_actor()> asker) {
  self->state.script = std::move(script);
  self->state.record = record;
  self->state.node = std::move(node);
  return {
    [self, asker](const start_request& x) -> caf::result<request_started> {
      auto& state = self->state;
      {
        auto guard = std::lock_guard{state.record->mutex};
        state.record->started.push_back(x);
        state.record->started_by.push_back(state.node);
      }
      if (state.script.silent)
        return self->make_response_promise<request_started>();
      if (state.script.refusal && state.script.refusals > 0) {
        --state.script.refusals;
        return *state.script.refusal;
      }
      state.asker = asker();
      tell(self, x.request, 0);
      return request_started{x.request, x.seed_given ? x.sample.seed : 42};
    },
    [self](const cancel_request& x) { note_cancelled(self, x.request); },
    [](const token_sampled&) {},
    [](const hop_failed&) {},
    [](const receipt_made&) {},
    [](const get_status&) { return actor_status{}; },
  };
}

struct corpus_state {
  std::string name;
  std::map<std::string, passage> passages;
  std::uint64_t version = 1;
};

rag_agent_actor::behavior_type
scripted_agent(rag_agent_actor::stateful_pointer<corpus_state> self,
               std::string name) {
  self->state.name = std::move(name);
  return {
    [](const find_passages&) { return passages_found{}; },
    [self](const change_passage& x) -> caf::result<corpus_changed> {
      auto& state = self->state;
      auto known = state.passages.contains(x.content.id);
      if (x.kind == change_passage::add && known)
        return errc::passage_exists;
      if (x.kind != change_passage::add && !known)
        return errc::unknown_passage;
      if (x.kind == change_passage::remove)
        state.passages.erase(x.content.id);
      else
        state.passages[x.content.id] = x.content;
      return corpus_changed{state.name, ++state.version, state.passages.size()};
    },
    [self](const list_passages& x) {
      auto& state = self->state;
      auto result = passages_listed{
        state.name, "finance", state.version, state.passages.size(), {}};
      auto from = state.passages.upper_bound(x.after);
      for (; from != state.passages.end() && result.passages.size() < x.count;
           ++from)
        result.passages.push_back(from->second);
      return result;
    },
    [](const get_status&) { return actor_status{}; },
  };
}

template <class Handle>
caf::expected<Handle>
find(const std::map<node_id, Handle>& from, const node_id& node) {
  auto found = from.find(node);
  if (found == from.end())
    return caf::error{errc::node_down};
  return found->second;
}

} // namespace

caf::actor_system_config&
scripted_network::configure(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 2);
  config.set("logger.verbosity", caf::atom("quiet"));
  return config;
}

scripted_network::scripted_network() : system_(configure(config_)) {
  options.self = {"front", "gateway"};
  options.network = "test";
  options.models = {{"reader", {{{"w1", "shard_worker"}, {0, 3}}}}};
}

scripted_network::~scripted_network() {
  auto end = [](const auto& x) {
    caf::anon_send_exit(x, caf::exit_reason::user_shutdown);
  };
  if (gateway_)
    end(gateway_);
  for (auto& [node, x] : coordinators_)
    end(x);
  for (auto& [node, x] : nodes_)
    end(x);
  for (auto& [node, x] : agents_)
    end(x);
}

coordinator_actor scripted_network::add_coordinator(coordinator_script script) {
  auto node = "c" + std::to_string(coordinators_.size() + 1);
  auto result = system_.spawn(scripted_coordinator, std::move(script), &record,
                              node, [this] { return asker_actor{gateway_}; });
  coordinators_[node] = result;
  options.coordinators.push_back({node, "coordinator"});
  return result;
}

void scripted_network::add_node(const std::string& name) {
  auto report = [](node_actor::pointer, std::string node) {
    return node_actor::behavior_type{[node](const get_node_status&) {
      return node_status{
        "somebody else", 7, 8, {{"shard_worker", "a", {}, {{"kv", 9}}}}, {}};
    }};
  };
  nodes_[name] = system_.spawn(report, name);
  options.nodes.push_back({name, "node"});
}

void scripted_network::add_corpus(const std::string& name) {
  agents_[name] = system_.spawn(scripted_agent, name);
  options.corpora.push_back({name, "finance", {name, "rag_agent"}});
}

void scripted_network::serve() {
  auto resolver = gateway_resolver{};
  resolver.coordinator
    = [this](const actor_address& x) { return find(coordinators_, x.node); };
  resolver.node
    = [this](const actor_address& x) { return find(nodes_, x.node); };
  resolver.rag_agent
    = [this](const actor_address& x) { return find(agents_, x.node); };
  auto url = std::string{};
  options.on_listening = [&url](const std::string& x) { url = x; };
  gateway_ = spawn_gateway(system_, options, std::move(resolver));
  options.on_listening = nullptr;
  port_
    = static_cast<std::uint16_t>(std::stoul(url.substr(url.rfind(':') + 1)));
}

std::string scripted_network::exchange(const std::string& request) const {
  auto client = raw_client{port_};
  client.send(request);
  return client.read_response();
}

void scripted_network::settle(const request_settled& x) {
  auto self = caf::scoped_actor{system_};
  self->request(gateway_, std::chrono::seconds{20}, x)
    .receive([] {}, [](const caf::error& why) { FAIL(to_string(why)); });
}

std::int64_t scripted_network::gauge(const std::string& key) {
  auto self = caf::scoped_actor{system_};
  auto result = std::int64_t{-1};
  self->request(gateway_, std::chrono::seconds{20}, get_status{})
    .receive(
      [&](const actor_status& x) {
        for (const auto& [name, value] : x.gauges)
          if (name == key)
            result = value;
      },
      [](const caf::error&) {});
  return result;
}

std::string chat(const std::string& members) {
  return post("/v1/chat/completions",
              R"({"model":"reader","messages":[{"role":"user","content":)"
              R"("What is the rate?"}])"
                + (members.empty() ? "" : "," + members) + "}");
}

} // namespace synod::test
