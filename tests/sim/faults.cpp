#include "tests/sim/faults.hpp"

#include <string>

namespace synod::sim {

namespace {

using namespace std::chrono_literals;

// Half of all networks have none of a given trouble.
unsigned permille(test::random_values& random, std::int64_t most) {
  return random.integer(0, 1) == 0
           ? 0
           : static_cast<unsigned>(random.integer(1, most));
}

node_id random_worker(const cluster& net, test::random_values& random) {
  auto nodes = net.workers();
  auto last = static_cast<std::int64_t>(nodes.size()) - 1;
  return nodes[static_cast<std::size_t>(random.integer(0, last))];
}

void crash_for_a_while(cluster& net, const node_id& node, instant from,
                       instant span) {
  net.wires().later("desk", from, [&net, node] { net.wires().crash(node); });
  net.restart_at(node, from + span);
}

} // namespace

instant random_span(test::random_values& random, instant low, instant high) {
  return instant{random.integer(low.count(), high.count())};
}

cluster_options
random_cluster(std::uint64_t seed, test::random_values& random) {
  auto x = cluster_options{};
  x.wires.seed = seed;
  x.wires.delay_max = random_span(random, 60us, 5ms);
  x.wires.loss_permille = permille(random, 4);
  x.wires.refuse_permille = permille(random, 20);
  x.wires.repeat_permille = permille(random, 50);
  x.wires.reorder_permille = permille(random, 50);
  x.ranges = static_cast<unsigned>(random.integer(1, 4));
  x.replicas = static_cast<unsigned>(random.integer(1, 3));
  x.agents = static_cast<unsigned>(random.integer(0, 2));
  x.worker.batch_time = random_span(random, 100us, 20ms);
  x.worker.row_time = random_span(random, 10us, 500us);
  auto& limits = x.worker.limits;
  limits.kv_positions = random.integer(0, 3) == 0 ? 300 : 8192;
  limits.batch_rows = static_cast<std::uint32_t>(random.integer(4, 64));
  limits.message_rows = static_cast<std::uint32_t>(random.integer(4, 64));
  // From a few rows, which forces workers to compute again, to all of them.
  limits.kept_bytes_session = std::size_t{fake_hidden_size * sizeof(float)}
                              << random.integer(0, 10);
  x.generation.rows_max = static_cast<std::uint32_t>(random.integer(1, 64));
  x.generation.steps_in_flight
    = static_cast<std::uint32_t>(random.integer(2, 6));
  return x;
}

std::vector<start_request>
random_calls(cluster& net, test::random_values& random) {
  auto calls = std::vector<start_request>{};
  auto count = random.integer(1, 6);
  for (std::int64_t i = 0; i < count; ++i) {
    auto tokens = static_cast<std::uint32_t>(random.integer(1, 80));
    auto call
      = random.integer(0, 1) == 0 ? net.completion(tokens) : net.chat(tokens);
    call.prompt += std::string(call.prompt.empty() ? 0 : random.integer(0, 90),
                               static_cast<char>('a' + i));
    if (random.integer(0, 1) == 0) {
      call.sample.temperature = 1;
      call.sample.seed = static_cast<std::uint64_t>(random.integer(1, 1000));
      call.seed_given = random.integer(0, 1) == 0;
    }
    if (random.integer(0, 3) == 0)
      call.sample.repetition_penalty = 1.5F;
    if (random.integer(0, 2) == 0)
      call.stop = {std::string(1, static_cast<char>(random.integer('a', 'z'))),
                   "never this"};
    if (random.integer(0, 7) == 0)
      call.deadline_ms = static_cast<std::uint32_t>(random.integer(1, 500));
    calls.push_back(std::move(call));
  }
  return calls;
}

void plan_storm(cluster& net, test::random_values& random) {
  auto faults = random.integer(0, 6);
  for (std::int64_t i = 0; i < faults; ++i) {
    auto from = random_span(random, 0s, 5s);
    auto span = random_span(random, 10ms, 8s);
    auto node = random_worker(net, random);
    auto other = random.integer(0, 2) == 0 ? node_id{"front"}
                                           : random_worker(net, random);
    switch (random.integer(0, 6)) {
      case 0:
      case 1:
        crash_for_a_while(net, node, from, span);
        break;
      case 2:
        net.wires().later("desk", from,
                          [&net, node] { net.wires().stop(node); });
        net.wires().later("desk", from + span,
                          [&net, node] { net.wires().go_on(node); });
        break;
      case 3:
        if (node == other)
          break;
        net.wires().later(
          "desk", from, [&net, node, other] { net.wires().cut(node, other); });
        net.wires().later("desk", from + span, [&net, node, other] {
          net.wires().heal(node, other);
        });
        break;
      case 4:
        net.wires().later("desk", from, [&net, node] { net.at(node).hang(); });
        crash_for_a_while(net, node, from + span, 100ms);
        break;
      case 5:
        if (random.integer(0, 3) == 0)
          crash_for_a_while(net, "front", from, span);
        break;
      default:
        if (net.agents() > 0)
          crash_for_a_while(net, "agent0", from, span);
    }
  }
}

} // namespace synod::sim
