#include "apps/bench/hop.hpp"

#include "apps/bench/echo.hpp"
#include "apps/bench/samples.hpp"
#include "runtime/transport/envelope.hpp"
#include "runtime/transport/transport.hpp"
#include "schemas/decode.hpp"

#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <nlohmann/json.hpp>
#include <zmq.hpp>

#include <chrono>
#include <cstdio>
#include <future>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <thread>

namespace synod::bench {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr auto payload_bytes = std::size_t{8192};
constexpr auto calls_per_turn = 100;

run_step make_step() {
  auto result = run_step{};
  result.session = session_id{0x123456789abcdef};
  result.rows = 1;
  auto bytes = std::vector<std::byte>(payload_bytes, std::byte{1});
  result.activations = buffer::copy_of(bytes);
  return result;
}

// -- raw ----------------------------------------------------------------------

/// A DEALER that sends the frames of a step and waits for them to come back.
class raw_asker {
public:
  raw_asker(const std::string& endpoint, const crypto::curve_keys* keys,
            const std::string& server_key) {
    dealer_.set(zmq::sockopt::linger, 0);
    dealer_.set(zmq::sockopt::rcvtimeo, 10'000);
    if (keys != nullptr) {
      dealer_.set(zmq::sockopt::curve_serverkey, server_key);
      dealer_.set(zmq::sockopt::curve_publickey, keys->public_key);
      dealer_.set(zmq::sockopt::curve_secretkey, keys->secret_key);
    }
    dealer_.connect(endpoint);
    encode(envelope{.kind = envelope::ask,
                    .incarnation = ~std::uint64_t{0},
                    .call = 1,
                    .actor = "echo",
                    .type = caf::type_id<run_step>::value},
           head_);
    encode(make_step(), head_);
  }

  void ask(int times, samples& out) {
    for (; times > 0; --times) {
      auto before = clock::now();
      dealer_.send(zmq::buffer(head_), zmq::send_flags::sndmore);
      dealer_.send(zmq::buffer(payload_), zmq::send_flags::none);
      auto frame = zmq::message_t{};
      do
        if (!dealer_.recv(frame))
          throw std::runtime_error("the echo process does not answer");
      while (frame.more());
      out.add(1e3 * ms_since(before));
    }
  }

private:
  zmq::context_t context_;
  zmq::socket_t dealer_{context_, zmq::socket_type::dealer};
  std::string head_;
  std::string payload_ = std::string(payload_bytes, '\1');
};

// -- from actor to actor ------------------------------------------------------

/// Asks one after the other, as often as it is told.
void ask_in_turn(caf::event_based_actor* self, const echo_actor& to, int left,
                 samples* out, std::promise<std::string>* done) {
  auto before = clock::now();
  static const auto step = make_step();
  self->request(to, 10s, step)
    .then(
      [=](const run_step&) {
        out->add(1e3 * ms_since(before));
        if (left > 1)
          ask_in_turn(self, to, left - 1, out, done);
        else
          done->set_value({});
      },
      [=](const caf::error& err) { done->set_value(to_string(err)); });
}

class actor_asker {
public:
  actor_asker(caf::actor_system& system, const std::string& endpoint,
              const crypto::curve_keys* keys, const std::string& server_key)
    : system_(system), net_(system, [&] {
        auto options = transport_options{};
        options.self = "bench";
        if (keys != nullptr)
          options.keys = *keys;
        return options;
      }()) {
    net_.connect("echo", endpoint, keys != nullptr ? server_key : "");
    for (auto i = 0; i < 1000 && !net_.is_up("echo"); ++i)
      std::this_thread::sleep_for(10ms);
    auto found = net_.resolve<echo_actor>({"echo", "echo"});
    if (!found)
      throw std::runtime_error("the echo process cannot be reached");
    to_ = std::move(*found);
  }

  void ask(int times, samples& out) {
    auto done = std::promise<std::string>{};
    system_.spawn(ask_in_turn, to_, times, &out, &done);
    if (auto failed = done.get_future().get(); !failed.empty())
      throw std::runtime_error("a request failed: " + failed);
  }

private:
  caf::actor_system& system_;
  transport net_;
  echo_actor to_;
};

// -- both ---------------------------------------------------------------------

/// Round trips one way and the other, in turns of one run.
struct comparison {
  samples raw;
  samples actor;
  samples ratios; ///< Of the medians, one per turn.

  void take_turn(raw_asker& x, actor_asker& y) {
    auto one = samples{};
    auto other = samples{};
    x.ask(calls_per_turn, one);
    y.ask(calls_per_turn, other);
    ratios.add(other.quantile(0.5) / one.quantile(0.5));
    raw.add(one);
    actor.add(other);
  }
};

struct hop_report {
  comparison curve;
  comparison plain;
};

hop_report measure(int calls) {
  auto keys = crypto::make_curve_keys();
  auto process = echo_process{keys.public_key};
  auto config = caf::actor_system_config{};
  configure(config);
  auto system = caf::actor_system{config};
  auto raw_curve = raw_asker{process.curve.raw, &keys, process.public_key};
  auto raw_plain = raw_asker{process.plain.raw, nullptr, {}};
  auto curve
    = actor_asker{system, process.curve.actor, &keys, process.public_key};
  auto plain = actor_asker{system, process.plain.actor, nullptr, {}};
  auto warm = comparison{};
  for (auto turn = 0; turn < 5; ++turn) {
    warm.take_turn(raw_curve, curve);
    warm.take_turn(raw_plain, plain);
  }
  auto result = hop_report{};
  for (auto done = 0; done < calls; done += calls_per_turn) {
    result.curve.take_turn(raw_curve, curve);
    result.plain.take_turn(raw_plain, plain);
  }
  return result;
}

nlohmann::json to_json(const comparison& x) {
  auto times = [](const samples& y) {
    return nlohmann::json{{"median_us", y.quantile(0.5)},
                          {"p99_us", y.quantile(0.99)}};
  };
  return {{"raw", times(x.raw)},
          {"actor", times(x.actor)},
          {"ratio", x.actor.quantile(0.5) / x.raw.quantile(0.5)},
          {"ratio_per_turn_median", x.ratios.quantile(0.5)}};
}

void print(const char* what, const comparison& x) {
  auto line = [&](const char* who, const samples& y) {
    std::printf("%-6s %-16s median %7.1f us   p99 %7.1f us\n", what, who,
                y.quantile(0.5), y.quantile(0.99));
  };
  line("ROUTER/DEALER", x.raw);
  line("actor to actor", x.actor);
  std::printf("%-6s ratio of the medians %.2f (median over turns %.2f)\n", what,
              x.actor.quantile(0.5) / x.raw.quantile(0.5),
              x.ratios.quantile(0.5));
}

} // namespace

void add_hop(command_line bench) {
  auto calls = std::make_shared<int>(5000);
  auto json = std::make_shared<bool>(false);
  auto command = bench.add_subcommand(
    "hop", "Round trips of 8 KB between actors of two processes, beside raw "
           "ZeroMQ with the same frames.");
  command.add_option("--calls", *calls, "Of each kind")
    .between(100, 1'000'000)
    .capture_default_str();
  command.add_flag("--json", *json, "Print one JSON object");
  command.callback([calls, json] {
    auto report = measure(*calls);
    if (*json) {
      std::cout << nlohmann::json{{"payload_bytes", payload_bytes},
                                  {"calls", report.curve.raw.size()},
                                  {"curve", to_json(report.curve)},
                                  {"plain", to_json(report.plain)}}
                << '\n';
    } else {
      print("CURVE", report.curve);
      print("plain", report.plain);
    }
  });
  auto echo = bench.add_subcommand("hop-echo", "The other process of `hop`.");
  echo.hide();
  echo.callback(serve_echo);
}

} // namespace synod::bench
