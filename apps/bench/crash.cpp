#include "apps/bench/crash.hpp"

#include "apps/bench/chain_checks.hpp"
#include "apps/bench/samples.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <random>
#include <thread>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

struct options {
  std::uint32_t rounds = 10;
  std::uint64_t seed = 1;
  bool json = false;
};

/// Sends transfers one after the other until the time is up, and takes note of
/// those that are said to be final.
void transfer_until(validator_network& net, chain_checks& checks,
                    clock::time_point end) {
  while (clock::now() < end) {
    auto made = net.next_transfer();
    auto sent = net.ask<transaction_accepted>(
      0, submit_transaction{made.canonical}, 200ms);
    if (!sent)
      return;
    auto found = net.ask<transaction_found>(
      0, wait_transaction{made.id, false, 1'000}, 1s);
    if (!found)
      return;
    checks.acknowledged(*found);
  }
}

/// Kills one validator, or all, while transfers are under way.
void run_round(validator_network& net, chain_checks& checks,
               std::mt19937_64& random, bool all) {
  auto victim = static_cast<std::size_t>(random() % validator_network::size);
  auto moment = std::chrono::microseconds{random() % 600'000};
  auto pause = std::chrono::microseconds{random() % 300'000};
  auto began = clock::now();
  auto killer = std::thread{[&] {
    std::this_thread::sleep_until(began + moment);
    for (std::size_t i = 0; i < validator_network::size; ++i)
      if (all || i == victim)
        net.send_kill(i);
  }};
  transfer_until(net, checks, began + moment);
  killer.join();
  std::this_thread::sleep_for(pause);
  for (std::size_t i = 0; i < validator_network::size; ++i)
    if (all || i == victim) {
      net.kill(i);
      net.start(i);
    }
}

struct outcome {
  chain_faults faults;
  std::uint64_t height = 0;
  std::uint64_t acknowledged = 0;
  samples level_ms; ///< From the last start until all stand level.
};

outcome run_rounds(const options& x) {
  auto net = validator_network{};
  auto checks = chain_checks{net};
  auto random = std::mt19937_64{x.seed};
  auto level_ms = samples{};
  auto height = net.wait_until_level(0, 60s);
  try {
    for (auto round = 0U; round < x.rounds && checks.faults().none(); ++round) {
      net.resume_nonces();
      run_round(net, checks, random, round % 2 == 1);
      auto began = clock::now();
      height = net.wait_until_level(height, 60s);
      level_ms.add(ms_since(began));
      checks.check(height);
    }
    // Once more, undisturbed: the chain goes on.
    net.resume_nonces();
    transfer_until(net, checks, clock::now() + 500ms);
    height = net.wait_until_level(height + 1, 60s);
    checks.check(height);
  } catch (...) {
    net.keep();
    throw;
  }
  if (!checks.faults().none())
    net.keep();
  return {checks.faults(), height, checks.acknowledged_count(), level_ms};
}

void print(const outcome& x, std::uint32_t rounds, bool as_json) {
  if (as_json)
    std::cout << nlohmann::json{{"rounds", rounds},
                                {"height", x.height},
                                {"acknowledged", x.acknowledged},
                                {"level_ms_p50", x.level_ms.quantile(0.5)},
                                {"level_ms_max", x.level_ms.quantile(1)},
                                {"lost", x.faults.lost},
                                {"different_blocks", x.faults.different_blocks},
                                {"money", x.faults.money},
                                {"double_signatures",
                                 x.faults.double_signatures}}
                   .dump()
              << '\n';
  else
    std::cout << rounds << " rounds, one validator or all four killed: height "
              << x.height << ", " << x.acknowledged
              << " transfers acknowledged, " << x.faults.lost << " lost, "
              << x.faults.different_blocks << " blocks differ, "
              << x.faults.money << " times money not conserved, "
              << x.faults.double_signatures << " double signatures\n";
}

void run(const options& x) {
  auto result = run_rounds(x);
  print(result, x.rounds, x.json);
  if (!result.faults.none())
    throw exit_status{1};
}

} // namespace

void add_crash(command_line bench) {
  auto x = std::make_shared<options>();
  auto command = bench.add_subcommand(
    "crash", "Kill validators at random moments, one or all four, and check "
             "that the chain goes on and nothing acknowledged is lost.");
  command.add_option("--rounds", x->rounds, "Kills").capture_default_str();
  command.add_option("--seed", x->seed, "Of the moments").capture_default_str();
  command.add_flag("--json", x->json, "Print one JSON object");
  command.footer("Example: synod bench crash --rounds 50 --seed 3");
  command.callback([x] { run(*x); });
}

} // namespace synod::bench
