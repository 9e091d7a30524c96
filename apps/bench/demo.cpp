#include "apps/bench/demo.hpp"

#include "apps/bench/own_network.hpp"
#include "apps/bench/process_figures.hpp"
#include "apps/bench/samples.hpp"
#include "apps/bench/streamed_answer.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <thread>

namespace synod::bench {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

struct options {
  std::string topology = "apps/demo/demo.toml";
  unsigned rounds = 10;
  unsigned idle_s = 10;
  bool json = false;
};

/// One line of the table.
struct figure {
  std::string name;
  double value = 0;
  std::string unit;
  std::string limit; ///< Empty: none is set.
};

constexpr auto question = "When does the Thaltic Clinic open?";

/// Asks it, greedily, and with retrieval by the network's choice.
/// @throws std::runtime_error if the answer ends with an error
streamed_answer ask(
  const own_network& network, std::uint32_t tokens_max, bool ignore_eos,
  const std::function<void(std::size_t)>& heard = [](std::size_t) {}) {
  auto wishes = json{{"model", "reader"},
                     {"temperature", 0},
                     {"max_tokens", tokens_max},
                     {"ignore_eos", ignore_eos},
                     {"messages", {{{"role", "user"}, {"content", question}}}}};
  auto result
    = stream_answer(network.url(), "/v1/chat/completions", wishes, heard);
  if (!result.error.empty())
    throw std::runtime_error{"the answer ended with: " + result.error};
  return result;
}

std::vector<pid_t> pids_of(const json& status) {
  auto result = std::vector<pid_t>{};
  for (const auto& node : status["nodes"])
    result.push_back(node.value("pid", 0));
  return result;
}

/// What the links between two ranges of blocks have carried, both ways.
struct hop_traffic {
  double bytes = 0;
  double messages = 0;
};

hop_traffic hop_traffic_of(const json& status) {
  auto first_block = std::map<std::string, std::string>{};
  for (const auto& node : status["nodes"])
    for (const auto& actor : node["actors"])
      if (actor["role"] == "shard_worker")
        first_block[node["name"]] = actor["labels"].value("blocks", "");
  auto sum = hop_traffic{};
  for (const auto& node : status["nodes"])
    for (const auto& link : node.value("links", json::array())) {
      auto from = first_block.find(node["name"]);
      auto to = first_block.find(link["node"]);
      if (from == first_block.end() || to == first_block.end()
          || from->second >= to->second)
        continue;
      sum.bytes += link["bytes_sent"].get<double>()
                   + link["bytes_received"].get<double>();
      sum.messages += link["messages_sent"].get<double>()
                      + link["messages_received"].get<double>();
    }
  return sum;
}

/// The gateway keeps a status for half a second.
json fresh_status(const own_network& network) {
  std::this_thread::sleep_for(700ms);
  return network.status();
}

void add_speed(const own_network& network, unsigned rounds,
               std::vector<figure>& out) {
  auto first = samples{};
  auto rate = samples{};
  for (auto i = 0U; i < rounds; ++i) {
    first.add(ask(network, 16, false).first_ms());
    rate.add(ask(network, 200, true).rate());
  }
  out.push_back(
    {"question to first token, median", first.quantile(.5), "ms", "<= 300"});
  out.push_back(
    {"question to first token, worst", first.quantile(1), "ms", ""});
  out.push_back(
    {"tokens streamed, median", rate.quantile(.5), "tokens/s", ">= 50"});
}

void add_traffic(const own_network& network, std::vector<figure>& out) {
  auto quiet_before = hop_traffic_of(fresh_status(network));
  std::this_thread::sleep_for(2s);
  auto before = hop_traffic_of(fresh_status(network));
  auto packets = loopback_packets();
  auto answer = ask(network, 300, true);
  packets = loopback_packets() - packets;
  auto after = hop_traffic_of(fresh_status(network));
  // What the links carry without work, heartbeats, is taken off; both spans
  // have about 2.7 s of it.
  auto tokens = static_cast<double>(answer.pieces.size());
  auto bytes = after.bytes - before.bytes - (before.bytes - quiet_before.bytes);
  auto messages = after.messages - before.messages
                  - (before.messages - quiet_before.messages);
  out.push_back({"bytes between workers per token", bytes / tokens, "B", ""});
  out.push_back(
    {"messages between workers per token", messages / tokens, "", ""});
  out.push_back({"loopback packets per token, all processes",
                 static_cast<double>(packets) / tokens, "", ""});
}

void add_cost(const own_network& network, unsigned idle_s,
              std::vector<figure>& out) {
  auto pids = pids_of(network.status());
  std::this_thread::sleep_for(1s);
  auto before = measure(pids);
  std::this_thread::sleep_for(std::chrono::seconds{idle_s});
  auto after = measure(pids);
  out.push_back({"idle network, share of one core",
                 100 * (after.cpu_s - before.cpu_s) / idle_s, "%", "<= 5"});
  out.push_back({"memory of all nodes, shared pages once",
                 static_cast<double>(after.memory_kib) / 1024, "MiB",
                 "<= 1024"});
}

/// Kills a worker in each of some generations and notes the longest silence.
void add_failover(const own_network& network, unsigned rounds,
                  std::vector<figure>& out) {
  auto gaps = samples{};
  auto unequal = 0U;
  auto expected = ask(network, 96, true).text;
  for (auto i = 0U; i < rounds; ++i) {
    auto status = fresh_status(network);
    auto victims = std::vector<pid_t>{};
    for (const auto& node : status["nodes"])
      for (const auto& actor : node["actors"])
        if (actor["role"] == "shard_worker")
          victims.push_back(node["pid"].get<pid_t>());
    if (victims.empty())
      throw std::runtime_error{"no worker is up"};
    auto victim = victims[i % victims.size()];
    auto at = 20 + 7 * (i % 5);
    auto answer = ask(network, 96, true, [&](std::size_t n) {
      if (n == at && victim > 0)
        kill(victim, SIGKILL);
    });
    gaps.add(answer.gap_ms(at - 1));
    unequal += answer.text == expected ? 0 : 1;
    std::this_thread::sleep_for(1500ms);
  }
  out.push_back({"a worker killed in mid-answer, median silence",
                 gaps.quantile(.5), "ms", "< 1000"});
  out.push_back({"a worker killed in mid-answer, longest silence",
                 gaps.quantile(1), "ms", "< 1000"});
  out.push_back({"answers that a kill changed", static_cast<double>(unequal),
                 "of " + std::to_string(rounds), "0"});
}

void print(const std::vector<figure>& figures, bool as_json) {
  auto object = json::object();
  for (const auto& x : figures) {
    object[x.name] = {{"value", x.value}, {"unit", x.unit}, {"limit", x.limit}};
    if (!as_json)
      std::cout << fmt::format("{:<46} {:>9.1f} {:<9} {}\n", x.name, x.value,
                               x.unit, x.limit.empty() ? "" : "bar " + x.limit);
  }
  if (as_json)
    std::cout << object.dump() << '\n';
}

void run(const options& x) {
  auto network = own_network{x.topology};
  auto figures = std::vector<figure>{
    {"start of the built demo",
     static_cast<double>(network.start_time().count()), "ms", "<= 5000"}};
  // A worker that was never asked has not touched all of its memory yet.
  (void) ask(network, 16, false);
  std::cerr << "speed ...\n";
  add_speed(network, x.rounds, figures);
  std::cerr << "traffic ...\n";
  add_traffic(network, figures);
  std::cerr << "cost ...\n";
  add_cost(network, x.idle_s, figures);
  std::cerr << "failover ...\n";
  add_failover(network, x.rounds, figures);
  print(figures, x.json);
}

} // namespace

void add_demo(command_line bench) {
  auto chosen = std::make_shared<options>();
  auto command = bench.add_subcommand(
    "demo", "Start the demo network and print its figures, each beside its "
            "bar.");
  command.add_option("topology", chosen->topology, "The network to measure")
    .capture_default_str();
  command.add_option("--rounds", chosen->rounds, "Questions and kills")
    .between(1, 1000)
    .capture_default_str();
  command.add_option("--idle", chosen->idle_s, "Seconds of idling measured")
    .between(1, 600)
    .capture_default_str();
  command.add_flag("--json", chosen->json, "Print one JSON object");
  command.footer("Example: synod bench demo --rounds 20");
  command.callback([chosen] { run(*chosen); });
}

} // namespace synod::bench
