#include "actors/shard_worker/compute_thread.hpp"
#include "actors/shard_worker/shard_batches.hpp"
#include "tests/actors/shard_worker/one_model.hpp"

#include <catch2/catch.hpp>

#include <future>
#include <stdexcept>

using namespace synod;
using namespace synod::test;
using namespace std::chrono_literals;

namespace {

run_batch batch_of(std::vector<batch_item> items) {
  return {1, std::move(items)};
}

batch_item tokens_at(std::uint32_t position, std::vector<token_id> tokens) {
  auto result = batch_item{};
  result.cache = cache_id{1};
  result.positions_max = 32;
  result.position = position;
  result.rows = static_cast<std::uint32_t>(tokens.size());
  result.tokens = std::move(tokens);
  return result;
}

batch_item sampled(batch_item x) {
  x.sample = sampling{};
  return x;
}

batch_result run_one(shard_batches& batches, batch_item x) {
  return batches.prepare(batch_of({std::move(x)}))().at(0);
}

/// A thread whose finished batches can be waited for.
class awaited_thread {
public:
  finished_batch run(std::size_t items, batch_job job) {
    auto woken = woken_.get_future();
    thread_.run(++number_, items, std::move(job));
    woken.wait();
    woken_ = {};
    return thread_.take_finished().at(0);
  }

private:
  std::uint64_t number_ = 0;
  std::promise<void> woken_;
  compute_thread thread_{[this] { woken_.set_value(); }};
};

} // namespace

TEST_CASE("compute: a batch goes through two shards to the engine's token") {
  auto whole = one_model{};
  auto first = shard_batches{whole.shard(0, 2), 1};
  auto last = shard_batches{whole.shard(2, 2), 2};
  auto tokens = std::vector<token_id>{5, 6, 7};
  auto expected = whole.continued(tokens, 4);
  auto position = 0U;
  auto said = std::vector<token_id>{};
  for (auto input = tokens; said.size() < 4; input = {said.back()}) {
    auto half = run_one(first, tokens_at(position, input));
    REQUIRE(!half.error);
    auto item = tokens_at(position, input);
    item.tokens.clear();
    item.activations = half.output;
    auto ended = run_one(last, sampled(item));
    REQUIRE(!ended.error);
    said.push_back(ended.token);
    position += item.rows;
  }
  CHECK(said == expected);
}

TEST_CASE("compute: a step below the cache's end rewinds it") {
  auto whole = one_model{};
  auto batches = shard_batches{whole.shard(0, 4), 1};
  auto expected = run_one(batches, sampled(tokens_at(0, {5, 6, 7})));
  (void) run_one(batches, tokens_at(3, {8, 9}));
  auto again = run_one(batches, sampled(tokens_at(2, {7})));
  CHECK(again.token == expected.token);
  CHECK(run_one(batches, tokens_at(9, {7})).error == errc::position_gap);
}

TEST_CASE("compute: an item that fails fails alone and names its reason") {
  auto whole = one_model{};
  auto batches = shard_batches{whole.shard(0, 4), 1};
  auto good = sampled(tokens_at(0, {5}));
  auto unknown = tokens_at(0, {61});
  unknown.cache = cache_id{2};
  auto unpenalized = sampled(tokens_at(0, {5}));
  unpenalized.cache = cache_id{3};
  unpenalized.sample->repetition_penalty = 2;
  auto results = batches.prepare(batch_of({unknown, good, unpenalized}))();
  CHECK(results.at(0).error == errc::unknown_token);
  CHECK(!results.at(1).error);
  CHECK(results.at(2).error == errc::invalid_argument);
}

TEST_CASE("compute: a cache lives as long as a job that uses it") {
  auto whole = one_model{};
  auto batches = shard_batches{whole.shard(0, 4), 1};
  (void) run_one(batches, tokens_at(0, {5, 6}));
  auto job = batches.prepare(batch_of({sampled(tokens_at(2, {7}))}));
  batches.forget(cache_id{1});
  CHECK(!job().at(0).error);
  // Of that name there is nothing any more.
  CHECK(run_one(batches, tokens_at(2, {7})).error == errc::position_gap);
}

TEST_CASE("compute: batches run on another thread, one after the other") {
  auto thread = awaited_thread{};
  auto here = std::this_thread::get_id();
  for (auto number = 1U; number <= 3; ++number) {
    auto there = std::thread::id{};
    auto finished = thread.run(1, [&] {
      there = std::this_thread::get_id();
      return std::vector<batch_result>(1);
    });
    CHECK(finished.number == number);
    CHECK(finished.results.size() == 1);
    CHECK(there != here);
  }
}

TEST_CASE("compute: a job that throws fails every item") {
  auto thread = awaited_thread{};
  auto finished = thread.run(2, []() -> std::vector<batch_result> {
    throw std::runtime_error("broken");
  });
  REQUIRE(finished.results.size() == 2);
  CHECK(finished.results[1].error == errc::unspecified);
  finished = thread.run(
    1, []() -> std::vector<batch_result> { throw std::bad_alloc{}; });
  CHECK(finished.results.at(0).error == errc::overloaded);
}

TEST_CASE("compute: a job that hangs does not hold up the end") {
  auto release = std::make_shared<std::promise<void>>();
  auto begun = std::promise<void>{};
  auto woken = std::make_shared<std::atomic<bool>>(false);
  {
    auto thread = compute_thread{[woken] { *woken = true; }, 1ms};
    auto hangs = release->get_future().share();
    thread.run(1, 1, [hangs, &begun] {
      begun.set_value();
      hangs.wait();
      return std::vector<batch_result>(1);
    });
    begun.get_future().wait();
  }
  release->set_value();
  CHECK(!*woken);
}
