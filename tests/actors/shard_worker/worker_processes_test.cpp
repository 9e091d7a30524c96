// Workers as they really run: each with its own actor system, transport and
// compute thread, reached by TCP alone. What is said is compared, never how
// long it takes.

#include "actors/shard_worker/shard_worker.hpp"
#include "runtime/transport/transport.hpp"
#include "tests/actors/shard_worker/one_model.hpp"
#include "tests/actors/shard_worker/said_tokens.hpp"

#include <caf/actor_system_config.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <catch2/catch.hpp>
#include <unistd.h>

#include <fstream>

using namespace synod;
using namespace synod::test;
using namespace std::chrono_literals;

namespace {

/// The model as a file.
struct model_file {
  explicit model_file(const std::string& bytes)
    : path(std::filesystem::temp_directory_path()
           / ("synod-worker-" + std::to_string(::getpid()) + ".gguf")) {
    std::ofstream{path, std::ios::binary} << bytes;
  }

  ~model_file() {
    std::filesystem::remove(path);
  }

  model_file(const model_file&) = delete;
  model_file& operator=(const model_file&) = delete;

  std::filesystem::path path;
};

caf::actor_system_config& configure(caf::actor_system_config& config) {
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", 1);
  return config;
}

struct process {
  explicit process(const node_id& self) : system(configure(config)) {
    auto options = transport_options{};
    options.self = self;
    net.emplace(system, options);
  }

  caf::actor_system_config config;
  caf::actor_system system;
  std::optional<transport> net;
};

struct worker_process : process {
  worker_process(const node_id& self, const model_file& file, shard_range range)
    : process(self) {
    auto options = shard_worker_options{};
    options.self = {self, "worker"};
    options.model = "model";
    options.gguf = file.path;
    options.range = range;
    worker = spawn_shard_worker(system, options, peers_through(*net));
    net->publish<shard_worker_actor>("worker", worker);
  }

  ~worker_process() {
    caf::scoped_actor self{system};
    self->send_exit(worker, caf::exit_reason::user_shutdown);
    self->wait_for(worker);
    worker = nullptr;
  }

  worker_process(const worker_process&) = delete;
  worker_process& operator=(const worker_process&) = delete;

  shard_worker_with_ticks worker;
};

/// Front, first and last worker, connected.
struct three_processes {
  three_processes() {
    auto all = std::vector<process*>{&front, &first, &last};
    auto names = std::vector<node_id>{"front", "first", "last"};
    for (auto* x : all)
      for (auto i = 0U; i < 3; ++i)
        if (all[i] != x)
          REQUIRE(!x->net->connect(names[i], all[i]->net->endpoint()));
    for (auto* x : all)
      for (auto i = 0U; i < 3; ++i)
        while (all[i] != x && !x->net->is_up(names[i]))
          std::this_thread::sleep_for(5ms);
    coordinator = front.system.spawn(said_tokens_actor, said);
    front.net->publish<coordinator_actor>("coordinator", coordinator);
  }

  ~three_processes() {
    caf::anon_send_exit(coordinator, caf::exit_reason::user_shutdown);
    coordinator = nullptr;
  }

  three_processes(const three_processes&) = delete;
  three_processes& operator=(const three_processes&) = delete;

  void open(std::uint64_t id) {
    caf::scoped_actor self{front.system};
    for (auto i = 0U; i < 2; ++i) {
      auto x = open_session{};
      x.session = session_id{id};
      x.attempt = 1;
      x.model = "model";
      x.route = {{{"first", "worker"}, {0, 2}}, {{"last", "worker"}, {2, 2}}};
      x.hop_index = i;
      x.coordinator = {"front", "coordinator"};
      x.positions_max = 64;
      x.lease_ms = 10'000;
      auto to = front.net->resolve<shard_worker_actor>(x.route[i].worker);
      REQUIRE(to);
      auto refusal = caf::error{};
      self->request(*to, 10s, x)
        .receive([](const session_opened&) {},
                 [&](caf::error& reason) { refusal = std::move(reason); });
      REQUIRE(!refusal);
    }
  }

  caf::error
  step(std::uint64_t id, std::uint32_t position, std::vector<token_id> tokens) {
    auto x = run_step{};
    x.session = session_id{id};
    x.attempt = 1;
    x.position = position;
    x.rows = static_cast<std::uint32_t>(tokens.size());
    x.sample = true;
    x.tokens = std::move(tokens);
    auto to = front.net->resolve<shard_worker_actor>({"first", "worker"});
    if (!to)
      return std::move(to.error());
    caf::scoped_actor self{front.system};
    auto refusal = caf::error{};
    self->request(*to, 10s, x)
      .receive([] {}, [&](caf::error& why) { refusal = std::move(why); });
    return refusal;
  }

  one_model whole;
  model_file file{whole.bytes};
  std::shared_ptr<said_tokens> said = std::make_shared<said_tokens>();
  process front{"front"};
  worker_process first{"first", file, {0, 2}};
  worker_process last{"last", file, {2, 2}};
  coordinator_actor coordinator;
};

} // namespace

TEST_CASE("shard worker: four sessions over three processes say what one "
          "engine says") {
  auto net = three_processes{};
  auto sessions = std::map<session_id, std::vector<token_id>>{};
  for (auto id = 1U; id <= 4; ++id) {
    net.open(id);
    sessions[session_id{id}] = {id, id + 10, id + 20};
    REQUIRE(!net.step(id, 0, sessions[session_id{id}]));
  }
  for (auto i = 0; i < 4 * 20; ++i) {
    auto x = net.said->next();
    REQUIRE(x);
    auto& tokens = sessions[x->session];
    CHECK(x->position + 1 == tokens.size());
    tokens.push_back(x->token);
    if (tokens.size() < 3 + 20)
      REQUIRE(!net.step(x->session.value(), x->position + 1, {x->token}));
  }
  for (auto& [id, tokens] : sessions) {
    auto prompt = std::vector<token_id>{tokens.begin(), tokens.begin() + 3};
    auto expected = net.whole.continued(prompt, 20);
    CHECK(std::vector<token_id>{tokens.begin() + 3, tokens.end()} == expected);
  }
}

TEST_CASE("shard worker: a model that cannot be served is named") {
  caf::actor_system_config config;
  caf::actor_system system{configure(config)};
  auto options = shard_worker_options{};
  options.self = {"node", "worker"};
  options.gguf = "/nowhere/model.gguf";
  CHECK_THROWS_WITH(spawn_shard_worker(system, options, {}),
                    "a shard worker needs a name and a model");
  options.model = "model";
  CHECK_THROWS_WITH(spawn_shard_worker(system, options, {}),
                    Catch::Contains("/nowhere/model.gguf"));
  auto whole = one_model{};
  auto file = model_file{whole.bytes};
  options.gguf = file.path;
  options.range = {3, 2};
  CHECK_THROWS_AS(spawn_shard_worker(system, options, {}), model::model_error);
  options.range = {};
  options.threads = 0;
  CHECK_THROWS_WITH(spawn_shard_worker(system, options, {}),
                    "worker: threads must be >= 1");
}
