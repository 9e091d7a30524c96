#include "runtime/model/shard_engine.hpp"

#include "tests/support/bits.hpp"
#include "tests/support/random_model.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace synod;
using model::step;
using model::step_error;

namespace {

// A model of two blocks in two shards, and one session.
struct shard_engine_fixture {
  std::string bytes = [] {
    auto x = test::random_model{};
    x.blocks = 2;
    return x.bytes();
  }();
  std::shared_ptr<const model::gguf_file> file = test::parse(bytes);
  model::shard_engine first{model::shard_weights::load(*file, {0, 1}), 1};
  model::shard_engine last{model::shard_weights::load(*file, {1, 1}), 1};
  std::unique_ptr<model::kv_cache> first_cache = first.make_cache(8);
  std::unique_ptr<model::kv_cache> last_cache = last.make_cache(8);
  std::vector<std::uint32_t> tokens = {1, 2, 3};
  std::vector<float> rows = std::vector<float>(3 * 64, 0.5f);

  [[nodiscard]] step token_step() const {
    step x;
    x.cache = first_cache.get();
    x.tokens = tokens;
    return x;
  }

  [[nodiscard]] step row_step() const {
    step x;
    x.cache = last_cache.get();
    x.activations = std::as_bytes(std::span{rows});
    x.logits = true;
    return x;
  }

  model::step_result run_first(const step& x) {
    return std::move(first.run({&x, 1})[0]);
  }

  model::step_result run_last(const step& x) {
    return std::move(last.run({&x, 1})[0]);
  }
};

} // namespace

TEST_CASE("engine: a shard gives activations, the last one logits if asked") {
  shard_engine_fixture f;
  auto result = f.run_first(f.token_step());
  CHECK(result.error == step_error::none);
  CHECK(result.output.size() == 3 * 64);
  CHECK(f.first_cache->positions() == 3);
  auto x = f.row_step();
  CHECK(f.run_last(x).output.size() == 61);
  x.position = 3;
  x.logits = false;
  CHECK(f.run_last(x).output.empty());
  CHECK(f.last_cache->positions() == 6);
}

TEST_CASE("engine: activations may lie at any address") {
  shard_engine_fixture f;
  auto aligned = f.run_last(f.row_step()).output;
  f.last_cache->truncate(0);
  auto shifted = std::string(1, 'x')
                 + std::string{reinterpret_cast<const char*>(f.rows.data()),
                               f.rows.size() * sizeof(float)};
  auto x = f.row_step();
  x.activations = std::as_bytes(std::span{shifted}).subspan(1);
  CHECK(test::same_bits(f.run_last(x).output, aligned));
}

TEST_CASE("engine: refuses steps that do not fit, and leaves the cache alone") {
  shard_engine_fixture f;
  CHECK(f.run_first(f.token_step()).error == step_error::none);
  auto x = f.token_step();
  x.position = 3;
  auto refuses = [&](step_error expected) {
    auto result = f.run_first(x);
    CHECK(result.error == expected);
    CHECK(result.output.empty());
    CHECK(f.first_cache->positions() == 3);
  };
  SECTION("no cache") {
    x.cache = nullptr;
    refuses(step_error::wrong_cache);
  }
  SECTION("another shard's cache") {
    x.cache = f.last_cache.get();
    refuses(step_error::wrong_cache);
  }
  SECTION("a position before the next") {
    x.position = 2;
    refuses(step_error::wrong_position);
  }
  SECTION("a position past the next") {
    x.position = 4;
    refuses(step_error::wrong_position);
  }
  SECTION("more rows than there is room for") {
    f.tokens.assign(6, 1);
    x.tokens = f.tokens;
    refuses(step_error::positions_exceeded);
  }
  SECTION("a token outside the vocabulary") {
    f.tokens = {1, 61};
    x.tokens = f.tokens;
    refuses(step_error::unknown_token);
  }
  SECTION("nothing") {
    x.tokens = {};
    refuses(step_error::shape_mismatch);
  }
  SECTION("activations on the first shard") {
    x.activations = std::as_bytes(std::span{f.rows});
    refuses(step_error::shape_mismatch);
  }
  SECTION("logits from a shard without a head") {
    x.logits = true;
    refuses(step_error::shape_mismatch);
  }
}

TEST_CASE("engine: activations must be whole rows") {
  shard_engine_fixture f;
  auto x = f.row_step();
  x.activations = x.activations.first(x.activations.size() - 4);
  CHECK(f.run_last(x).error == step_error::shape_mismatch);
  x.activations = {};
  CHECK(f.run_last(x).error == step_error::shape_mismatch);
  x = f.row_step();
  x.tokens = f.tokens;
  CHECK(f.run_last(x).error == step_error::shape_mismatch);
  CHECK(f.last_cache->positions() == 0);
}

TEST_CASE("engine: values out of range refuse the step, and that step alone") {
  shard_engine_fixture f;
  auto expected = f.run_last(f.row_step()).output;
  f.last_cache->truncate(0);
  for (auto bad : {std::numeric_limits<float>::infinity(), 0x1p61f,
                   std::numeric_limits<float>::quiet_NaN()}) {
    for (std::size_t place : {0, 70, 191}) {
      auto broken = f.rows;
      broken[place] = bad;
      auto other_cache = f.last.make_cache(8);
      auto steps = std::vector{f.row_step(), f.row_step()};
      steps[0].cache = other_cache.get();
      steps[0].activations = std::as_bytes(std::span{broken});
      auto results = f.last.run(steps);
      CHECK(results[0].error == step_error::value_out_of_range);
      CHECK(results[0].output.empty());
      CHECK(other_cache->positions() == 0);
      CHECK(results[1].error == step_error::none);
      CHECK(test::same_bits(results[1].output, expected));
      // After the refusal the session goes on as if nothing had been.
      steps[0].activations = std::as_bytes(std::span{f.rows});
      CHECK(test::same_bits(f.last.run({steps.data(), 1})[0].output, expected));
      f.last_cache->truncate(0);
    }
  }
}

TEST_CASE("engine: one cache takes one step of a batch") {
  shard_engine_fixture f;
  auto steps = std::vector{f.token_step(), f.token_step()};
  auto results = f.first.run(steps);
  CHECK(results[0].error == step_error::none);
  CHECK(results[1].error == step_error::repeated_cache);
  CHECK(f.first_cache->positions() == 3);
  CHECK(f.first.run({}).empty());
}

TEST_CASE("kv cache: takes the memory that it says") {
  auto config = model::model_config{};
  config.kv_heads = 2;
  config.head_size = 16;
  auto range = model::block_range{3, 5};
  for (std::uint32_t positions : {0, 1, 64, 65, 1000}) {
    auto cache = model::kv_cache{config, range, positions};
    CHECK(cache.size_bytes()
          == model::kv_cache::size_bytes(config, range, positions));
    CHECK(cache.capacity() == positions);
    CHECK(cache.positions() == 0);
  }
  // Two heads, five blocks, keys and values, whole tiles of 64 positions.
  CHECK(model::kv_cache::size_bytes(config, range, 65)
        == 2 * 5 * 2 * 128 * (16 * 2 + 4));
}
