#include "apps/bench/failover.hpp"

#include "apps/bench/samples.hpp"
#include "apps/bench/streamed_answer.hpp"
#include "apps/bench/worker_network.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;
using json = nlohmann::json;
using worker = worker_network::worker;

// Longer than the network keeps an old picture of itself.
constexpr auto settle_time = 700ms;
constexpr auto variants = 8U;
constexpr auto generations_at_once = 3U;
constexpr auto misses_max = 50U;

struct options {
  std::uint32_t trials = 20;
  std::string model = "apps/demo/model/reader.gguf";
  std::string data;
  std::uint64_t seed = 1;
  bool json = false;
};

// What happens in one trial.
struct blow {
  std::vector<worker> victims;
  int signal = SIGKILL;
  std::size_t piece = 0; // after which it strikes; 0: before the first
};

struct tally {
  std::uint32_t trials = 0; // generations that lost a worker of their route
  std::uint32_t missed = 0; // generations that ran elsewhere
  std::uint32_t unequal = 0;
  std::uint32_t errors = 0;
  samples killed_gap_ms;
  samples stopped_gap_ms;
};

std::uint32_t tokens_of(std::uint32_t variant) {
  return 96 + 32 * variant;
}

// Half of the variants take the likeliest token, half sample with a seed.
streamed_answer complete(
  const worker_network& network, std::uint32_t variant,
  const std::function<void(std::size_t)>& heard = [](std::size_t) {}) {
  return stream_answer(
    network.url(), "/v1/completions",
    {{"model", network.model()},
     {"prompt", "Once upon a time there was a town by the sea."},
     {"max_tokens", tokens_of(variant)},
     {"temperature", variant % 2},
     {"seed", 1000 + variant},
     {"ignore_eos", true}},
    heard);
}

blow choose_blow(const std::vector<worker>& workers, std::uint32_t tokens,
                 std::mt19937_64& random) {
  auto result = blow{};
  auto& first = workers[random() % workers.size()];
  result.victims.push_back(first);
  // Every third time one of another range goes as well.
  if (random() % 3 == 0)
    for (auto& x : workers)
      if (x.first_block != first.first_block && result.victims.size() < 2
          && (random() % 2 == 0 || &x == &workers.back()))
        result.victims.push_back(x);
  result.signal = random() % 4 == 0 ? SIGSTOP : SIGKILL;
  result.piece = random() % (tokens * 3 / 4);
  return result;
}

void strike(const std::vector<worker>& victims, int signal) {
  for (auto& x : victims)
    kill(x.pid, signal);
}

// The longest silence from the blow on.
double gap_ms(const streamed_answer& seen, streamed_answer::time_point struck) {
  auto longest = streamed_answer::time_point::duration{0};
  auto last = struck;
  for (auto& at : seen.pieces) {
    if (at < struck)
      continue;
    longest = std::max(longest, at - last);
    last = at;
  }
  return ms_of(longest);
}

// Takes note of a generation that was under way, or not, when it struck.
void judge(const streamed_answer& seen, const streamed_answer& expected,
           const blow& what, streamed_answer::time_point struck,
           tally& result) {
  if (!seen.error.empty()) {
    ++result.errors;
    std::cerr << "error: " << seen.error << '\n';
    return;
  }
  if (seen.text != expected.text || seen.tokens != expected.tokens)
    ++result.unequal;
  if (seen.attempts < 2) {
    ++result.missed;
    return;
  }
  ++result.trials;
  auto& gaps
    = what.signal == SIGKILL ? result.killed_gap_ms : result.stopped_gap_ms;
  gaps.add(gap_ms(seen, struck));
}

// Several generations at once; the first of them says when to strike.
void run_round(const worker_network& network,
               const std::vector<streamed_answer>& expected,
               std::mt19937_64& random, tally& result) {
  auto workers = network.wait_until_whole();
  auto indices = std::array<std::uint32_t, generations_at_once>{};
  for (auto& x : indices)
    x = static_cast<std::uint32_t>(random() % variants);
  auto what = choose_blow(workers, tokens_of(indices[0]), random);
  auto struck = std::optional<streamed_answer::time_point>{};
  auto strike_in_time = [&](std::size_t pieces) {
    if (pieces < what.piece || struck)
      return;
    struck = std::chrono::steady_clock::now();
    strike(what.victims, what.signal);
  };
  auto streams = std::vector<std::future<streamed_answer>>{};
  for (std::size_t i = 0; i < indices.size(); ++i)
    streams.push_back(std::async(std::launch::async, [&, i] {
      return i == 0 ? complete(network, indices[i], strike_in_time)
                    : complete(network, indices[i]);
    }));
  auto seen = std::vector<streamed_answer>{};
  for (auto& x : streams)
    seen.push_back(x.get());
  if (what.signal == SIGSTOP)
    strike(what.victims, SIGCONT);
  std::this_thread::sleep_for(settle_time);
  for (std::size_t i = 0; i < seen.size(); ++i)
    judge(seen[i], expected[indices[i]], what,
          struck.value_or(streamed_answer::time_point::max()), result);
}

tally run_trials(const worker_network& network, const options& x) {
  auto random = std::mt19937_64{x.seed};
  (void) network.wait_until_whole();
  auto expected = std::vector<streamed_answer>{};
  for (auto i = 0U; i < variants; ++i) {
    expected.push_back(complete(network, i));
    if (!expected.back().error.empty() || expected.back().attempts != 1)
      throw std::runtime_error{"an undisturbed run failed: "
                               + expected.back().error};
  }
  auto result = tally{};
  while (result.trials < x.trials && result.errors == 0) {
    run_round(network, expected, random, result);
    if (result.missed > misses_max + 10 * x.trials)
      throw std::runtime_error{"hardly any worker that was hit was in use"};
  }
  return result;
}

json figures(const samples& x) {
  return {{"count", x.size()},
          {"p50", x.quantile(0.5)},
          {"p99", x.quantile(0.99)},
          {"max", x.quantile(1)}};
}

void print(const tally& x, bool as_json) {
  auto all = x.killed_gap_ms;
  all.add(x.stopped_gap_ms);
  if (as_json) {
    std::cout << json{{"trials", x.trials},
                      {"unequal", x.unequal},
                      {"errors", x.errors},
                      {"missed", x.missed},
                      {"gap_ms", figures(all)},
                      {"gap_ms_killed", figures(x.killed_gap_ms)},
                      {"gap_ms_stopped", figures(x.stopped_gap_ms)}}
                   .dump()
              << '\n';
    return;
  }
  fmt::print("{} generations lost a worker: {} unequal, {} errors ({} more ran "
             "on other workers than those hit)\n",
             x.trials, x.unequal, x.errors, x.missed);
  for (auto& [name, gaps] : {std::pair{"killed", x.killed_gap_ms},
                             std::pair{"stopped", x.stopped_gap_ms}})
    if (gaps.size() > 0)
      fmt::print("{:8} {:4} times, gap p50 {:5.0f} ms  p99 {:5.0f} ms  max "
                 "{:5.0f} ms\n",
                 name, gaps.size(), gaps.quantile(0.5), gaps.quantile(0.99),
                 gaps.quantile(1));
}

void run(const options& x) {
  auto network
    = x.data.empty()
        ? std::make_unique<worker_network>(std::filesystem::path{x.model})
        : std::make_unique<worker_network>(topology::open_data_folder(x.data));
  try {
    auto result = run_trials(*network, x);
    print(result, x.json);
    if (result.unequal > 0 || result.errors > 0)
      throw std::runtime_error{"some generations did not survive"};
  } catch (const std::exception&) {
    network->keep_logs();
    throw;
  }
}

} // namespace

void add_failover(command_line bench) {
  auto x = std::make_shared<options>();
  auto command = bench.add_subcommand(
    "failover", "Kill and stop workers at random tokens of generations; "
                "compare with undisturbed runs");
  command.add_option("--trials", x->trials, "Generations that lose a worker")
    .positive();
  command.add_option("--model", x->model, "The GGUF file to run");
  command.add_option("--data", x->data,
                     "Use the network that runs in this folder");
  command.add_option("--seed", x->seed, "Of what is hit, and when");
  command.add_flag("--json", x->json, "Print one JSON object");
  command.callback([x] { run(*x); });
}

} // namespace synod::bench
