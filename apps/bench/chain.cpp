#include "apps/bench/chain.hpp"

#include "apps/bench/attested_question.hpp"
#include "apps/bench/flushes_per_height.hpp"
#include "apps/bench/process_figures.hpp"
#include "apps/bench/transfer_load.hpp"
#include "apps/bench/transfers_one_by_one.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <thread>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;
using json = nlohmann::json;

struct options {
  std::string topology = "apps/demo/demo.toml";
  std::uint32_t questions = 20;
  std::uint32_t idle_s = 60;
  std::uint32_t transfers = 20'000;
  std::uint32_t blocks = 1'000;
  std::uint32_t height = 0; ///< Where the long run ends; 0: there is none.
  bool json = false;
};

std::vector<pid_t> pids_of(const validator_network& net) {
  auto result = std::vector<pid_t>{};
  for (std::size_t i = 0; i < validator_network::size; ++i)
    result.push_back(net.pid(i));
  return result;
}

/// All four together, while nothing is to be decided.
json idle(validator_network& net, std::uint32_t watched_s) {
  std::this_thread::sleep_for(1s);
  auto from = net.wait_until_level(0, 60s);
  auto before = measure(pids_of(net)).cpu_s;
  std::this_thread::sleep_for(std::chrono::seconds{watched_s});
  auto spent = measure(pids_of(net)).cpu_s - before;
  return {{"watched_s", watched_s},
          {"cpu_percent_of_one_core", 100 * spent / watched_s},
          {"blocks", net.wait_until_level(0, 60s) - from}};
}

json many_at_once(validator_network& net, std::uint32_t count) {
  auto load = transfer_load{net, count};
  auto from = net.wait_until_level(0, 60s);
  auto began = clock::now();
  load.run();
  auto took_s = ms_since(began) / 1e3;
  auto blocks = net.wait_until_level(from, 60s) - from;
  return {{"transfers", load.size()},
          {"transfers_per_s", static_cast<double>(load.size()) / took_s},
          {"blocks", blocks},
          {"blocks_per_s", static_cast<double>(blocks) / took_s}};
}

double restart_seconds(validator_network& net) {
  net.kill(3);
  auto began = clock::now();
  net.start(3);
  while (!net.ask<chain_status>(3, get_chain_status{}, 1s))
    std::this_thread::sleep_for(5ms);
  return ms_since(began) / 1e3;
}

/// RssAnon of all four where the run ends, against height 10,000.
json long_run(validator_network& net, std::uint64_t end) {
  constexpr auto first = std::uint64_t{10'000};
  auto grow = [&](std::uint64_t to) {
    while (net.wait_until_level(0, 60s) < to)
      transfer_one_by_one(net, 50);
    return static_cast<double>(measure(pids_of(net)).own_kib);
  };
  auto early = grow(std::min(first, end));
  auto late = grow(end);
  return {{"height", net.wait_until_level(0, 60s)},
          {"rss_anon_kib_early", early},
          {"rss_anon_kib_end", late},
          {"rss_anon_ratio", late / early},
          {"restart_s", restart_seconds(net)}};
}

void run(const options& x) {
  auto result = json::object();
  std::cerr << "questions ...\n";
  result["demo"] = attested_question(x.topology, x.questions);
  auto net = validator_network{};
  net.wait_until_level(0, 60s);
  std::cerr << "idle ...\n";
  result["idle"] = idle(net, x.idle_s);
  std::cerr << "one by one ...\n";
  result["one_by_one"] = transfers_one_by_one(net, x.blocks);
  std::cerr << "many at once ...\n";
  result["many_at_once"] = many_at_once(net, x.transfers);
  std::cerr << "flushes ...\n";
  result["flushes_per_height"] = flushes_per_height(net, 3, 24);
  result["memory_kib"] = measure(pids_of(net)).memory_kib;
  result["height"] = net.wait_until_level(0, 60s);
  result["restart_s"] = restart_seconds(net);
  if (x.height > 0)
    result["long_run"] = long_run(net, x.height);
  std::cout << result.dump(x.json ? -1 : 2) << '\n';
}

} // namespace

void add_chain(command_line bench) {
  auto x = std::make_shared<options>();
  auto command = bench.add_subcommand(
    "chain", "What four validators on this machine do and cost.");
  command.add_option("topology", x->topology, "The network that is asked")
    .capture_default_str();
  command.add_option("--questions", x->questions, "Each until it can be proven")
    .between(1, 10'000)
    .capture_default_str();
  command.add_option("--idle", x->idle_s, "Seconds of idling measured")
    .between(1, 600)
    .capture_default_str();
  command.add_option("--transfers", x->transfers, "Sent all at once")
    .capture_default_str();
  command.add_option("--blocks", x->blocks, "Made one by one")
    .capture_default_str();
  command
    .add_option("--height", x->height,
                "Go on to this height, and compare the memory with that at "
                "10,000 (100,000 take ten minutes)")
    .capture_default_str();
  command.add_flag("--json", x->json, "Print one JSON object on one line");
  command.footer("Example: synod bench chain --questions 50 --json");
  command.callback([x] { run(*x); });
}

} // namespace synod::bench
