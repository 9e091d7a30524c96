#include "apps/bench/worker_network.hpp"

#include "apps/synod/network_status.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/model/model_config.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <thread>

namespace synod::bench {

namespace {

namespace fs = std::filesystem;
using json = nlohmann::json;

constexpr auto patience = std::chrono::seconds{30};
constexpr auto poll_interval = std::chrono::milliseconds{50};

std::string node_text(const std::string& name, const std::string& actor) {
  return fmt::format("[[node]]\nname = \"{}\"\naddress = "
                     "\"tcp://127.0.0.1:0\"\n[[node.actor]]\n{}\n",
                     name, actor);
}

std::string topology_text(const fs::path& gguf) {
  auto blocks = model::model_config::from(*model::gguf_file::open(gguf)).blocks;
  if (blocks < 2)
    throw std::runtime_error{"a model of one block cannot be cut in two"};
  auto text = fmt::format("[network]\nname = \"failover\"\n[[model]]\nname = "
                          "\"model\"\nfile = \"{}\"\n",
                          fs::absolute(gguf).string());
  auto half = blocks / 2;
  for (auto [name, first, last] :
       {std::tuple{"1", 0U, half - 1}, std::tuple{"2", half, blocks - 1}})
    for (auto* replica : {"a", "b"})
      text += node_text(fmt::format("worker-{}{}", name, replica),
                        fmt::format("role = \"shard_worker\"\nmodel = "
                                    "\"model\"\nblocks = \"{}-{}\"\nthreads "
                                    "= 1",
                                    first, last));
  text += node_text("front", "role = \"coordinator\"\n[[node.actor]]\nrole = "
                             "\"gateway\"\nlisten = \"127.0.0.1:0\"");
  // Its workers are killed one after the other, and come back every time.
  return text
         + "[supervision]\nstrategy = \"one_for_one\"\nintensity = 1000\n"
           "period_s = 10\n";
}

std::optional<std::int64_t> gauge(const json& status, const char* key) {
  for (const auto& node : status["nodes"])
    for (const auto& actor : node["actors"])
      if (actor.contains("gauges") && actor["gauges"].contains(key))
        return actor["gauges"][key].get<std::int64_t>();
  return {};
}

// @returns nothing while some worker is not there.
std::optional<std::vector<worker_network::worker>>
workers_of(const json& status) {
  auto blocks = std::map<std::string, std::uint32_t>{};
  for (const auto& shard : status["models"].at(0)["shards"])
    for (const auto& worker : shard["workers"])
      blocks[worker["node"]] = shard["first"];
  auto result = std::vector<worker_network::worker>{};
  for (const auto& node : status["nodes"]) {
    auto name = node["name"].get<std::string>();
    if (!blocks.contains(name))
      continue;
    if (node["state"] != "up" || !node["pid"].is_number())
      return {};
    result.push_back({name, node["pid"].get<pid_t>(), blocks[name]});
  }
  auto reached = gauge(status, "workers_up");
  if (!reached || *reached < static_cast<std::int64_t>(blocks.size()))
    return {};
  return result;
}

} // namespace

worker_network::worker_network(const fs::path& gguf)
  : folder_(make_data_folder()) {
  auto file = folder_.root / "failover.toml";
  std::ofstream{file} << topology_text(gguf);
  own_ = std::make_unique<own_network>(file, folder_);
  read();
}

worker_network::worker_network(topology::data_folder running)
  : folder_(std::move(running)) {
  read();
}

void worker_network::keep_logs() {
  if (own_)
    own_->keep_logs();
}

void worker_network::read() {
  auto status = network_status(folder_);
  url_ = status["url"];
  model_ = status["models"].at(0)["name"];
}

std::vector<worker_network::worker> worker_network::wait_until_whole() const {
  auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    if (auto workers = workers_of(network_status(folder_)))
      return *workers;
    std::this_thread::sleep_for(poll_interval);
  }
  throw std::runtime_error{"some worker did not come back: "
                           + network_status(folder_).dump()};
}

} // namespace synod::bench
