#include "tests/actors/shard_worker/worker_net.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::test;
using namespace std::chrono_literals;

namespace {

struct two_workers : worker_net {
  two_workers() {
    spawn("first", {0, 2});
    spawn("last", {2, 2});
    prompt = {5, 6, 7, 8, 9};
  }

  void open_both(std::uint64_t id, std::uint32_t attempt = 1) {
    REQUIRE(open(0, id, attempt));
    REQUIRE(open(1, id, attempt));
  }

  /// Prefills the prompt in two chunks, then decodes.
  std::vector<token_id> generate(std::uint64_t id, std::size_t count) {
    auto from = notes->tokens.size();
    REQUIRE(!step(id, 0, {prompt[0], prompt[1]}, false));
    REQUIRE(!step(id, 2, {prompt.begin() + 2, prompt.end()}, true));
    auto result = std::vector<token_id>{};
    for (auto i = 0U; i < count; ++i) {
      REQUIRE(notes->tokens.size() == from + i + 1);
      auto& x = notes->tokens.back();
      CHECK(x.position == prompt.size() + i - 1);
      result.push_back(x.token);
      if (i + 1 < count)
        REQUIRE(!step(id, x.position + 1, {x.token}, true));
    }
    return result;
  }
};

} // namespace

TEST_CASE_METHOD(two_workers, "shard worker: two say what one engine says") {
  open_both(1);
  CHECK(generate(1, 20) == whole.continued(prompt, 20));
  CHECK(notes->failures.empty());
}

TEST_CASE_METHOD(two_workers, "shard worker: sampling follows the seed") {
  parameters = {.temperature = 1.5F,
                .top_k = 20,
                .top_p = 0.95F,
                .min_p = 0.01F,
                .repetition_penalty = 1.3F,
                .seed = 42};
  open_both(1);
  auto expected = whole.continued(prompt, 20,
                                  {.temperature = 1.5F,
                                   .top_k = 20,
                                   .top_p = 0.95F,
                                   .min_p = 0.01F,
                                   .repetition_penalty = 1.3F,
                                   .seed = 42});
  CHECK(generate(1, 20) == expected);
  CHECK(expected != whole.continued(prompt, 20));
}

TEST_CASE_METHOD(two_workers,
                 "shard worker: another attempt goes on with the same tokens") {
  open_both(1);
  auto said = generate(1, 10);
  // The last token is said to be lost: the first worker has computed its input.
  REQUIRE(open(0, 1, 2)->positions == 14);
  REQUIRE(open(1, 1, 2)->positions == 14);
  notes->tokens.clear();
  auto again = resend_activations{session_id{1}, 2, 13, true};
  REQUIRE(!order(workers["first"], again));
  REQUIRE(notes->tokens.size() == 1);
  CHECK(notes->tokens[0].token == said[9]);
  CHECK(notes->tokens[0].position == 13);
  CHECK(notes->tokens[0].attempt == 2);
}

TEST_CASE_METHOD(two_workers,
                 "shard worker: a worker that starts anew is filled again") {
  open_both(1);
  auto said = generate(1, 10);
  end(workers["last"]);
  spawn("last", {2, 2});
  REQUIRE(open(0, 1, 2)->kept_from == 0);
  REQUIRE(open(1, 1, 2)->positions == 0);
  notes->tokens.clear();
  REQUIRE(
    !order(workers["first"], resend_activations{session_id{1}, 2, 0, true}));
  REQUIRE(notes->tokens.size() == 1);
  CHECK(notes->tokens[0].token == said[9]);
}

TEST_CASE_METHOD(two_workers, "shard worker: a hop that is down is reported") {
  open_both(1);
  cut_off.insert("last");
  REQUIRE(!step(1, 0, prompt, true));
  REQUIRE(notes->failures.size() == 1);
  CHECK(notes->failures[0].hop_index == 1);
  CHECK(notes->failures[0].reason
        == static_cast<std::uint8_t>(errc::node_down));
  CHECK(notes->tokens.empty());
}

TEST_CASE_METHOD(two_workers, "shard worker: a hop that refuses is reported") {
  REQUIRE(open(0, 1));
  REQUIRE(!step(1, 0, prompt, true));
  REQUIRE(notes->failures.size() == 1);
  CHECK(notes->failures[0].hop_index == 1);
  CHECK(notes->failures[0].reason
        == static_cast<std::uint8_t>(errc::unknown_session));
}

TEST_CASE_METHOD(two_workers, "shard worker: strangers may not step or close") {
  open_both(1);
  // The test speaks for "front", which may not step the second hop.
  auto x = run_step{};
  x.session = session_id{1};
  x.attempt = 1;
  x.rows = 1;
  x.activations = buffer::copy_of(std::vector<std::byte>(64 * 4));
  CHECK(order(workers["last"], x) == errc::not_your_session);
  auto stranger = caf::scoped_actor{system()};
  stranger->send(workers["first"], close_session{session_id{1}, 1});
  advance(0s);
  CHECK(gauge_of("first", "sessions_open") == 1);
}

TEST_CASE_METHOD(two_workers, "shard worker: a lease that ends frees all") {
  open_both(1);
  (void) generate(1, 3);
  CHECK(gauge_of("first", "kv_positions_reserved") == 64);
  CHECK(gauge_of("first", "kept_bytes") == 64 * 64 * 4);
  advance(1500ms);
  auto renewed = *ask<leases_renewed>(
    workers["first"], renew_leases{{session_id{1}, session_id{2}}, 2000});
  CHECK(renewed.unknown == std::vector<session_id>{session_id{2}});
  advance(1000ms);
  CHECK(gauge_of("first", "sessions_open") == 1);
  CHECK(gauge_of("last", "sessions_open") == 0);
  advance(1000ms);
  for (auto node : {"first", "last"})
    for (auto key : {"sessions_open", "kv_positions_reserved", "kept_bytes"})
      CHECK(gauge_of(node, key) == 0);
}

TEST_CASE_METHOD(two_workers, "shard worker: a close frees the cache") {
  open_both(1);
  (void) generate(1, 3);
  for (auto& [node, worker] : workers) {
    CHECK(!order(worker, close_session{session_id{1}, 1}));
    CHECK(gauge_of(node, "kv_positions_reserved") == 0);
  }
  CHECK(step(1, 7, {1}, true) == errc::unknown_session);
}

TEST_CASE_METHOD(two_workers, "shard worker: its status tells what it did") {
  open_both(1);
  (void) generate(1, 3);
  auto x = status("last");
  CHECK(x.role == "shard_worker");
  CHECK(x.actor == "worker");
  REQUIRE(x.labels.size() == 3);
  CHECK(x.labels[0].value == "model");
  CHECK(x.labels[1].value == "2-3");
  CHECK(x.labels[2].value == "of-int16/1");
  CHECK(gauge_of("last", "tokens_sampled") == 3);
  CHECK(gauge_of("last", "rows_run") == 7);
  CHECK(gauge_of("last", "steps_run") == 4);
  CHECK(gauge_of("last", "step_us_median") == 5);
  CHECK(gauge_of("last", "kv_positions_max") == 8192);
}

TEST_CASE_METHOD(worker_net,
                 "shard worker: it answers while a computation hangs") {
  spawn<executor_that_hangs>("first", {0, 2});
  REQUIRE(open(0, 1));
  REQUIRE(!step(1, 0, {1, 2, 3}, true));
  advance(700ms);
  auto progress
    = ask<session_progress>(workers["first"], probe_session{session_id{1}});
  REQUIRE(progress);
  CHECK(progress->positions_received == 3);
  CHECK(progress->positions_computed == 0);
  CHECK(progress->computing_us >= 700'000);
  CHECK(gauge_of("first", "sessions_open") == 1);
  // Going on elsewhere is not held up either.
  CHECK(open(0, 1, 2)->positions == 0);
  CHECK(!order(workers["first"], close_session{session_id{1}, 2}));
  CHECK(gauge_of("first", "sessions_open") == 0);
}
