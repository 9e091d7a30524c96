#include "runtime/model/thread_pool.hpp"

#include "runtime/model/float_environment.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/random_model.hpp"
#include "tests/support/shard_chain.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <numeric>
#include <stdexcept>

using namespace synod;

TEST_CASE("thread pool: every item is done exactly once") {
  for (unsigned threads : {1, 2, 4}) {
    auto pool = model::thread_pool{threads};
    CHECK(pool.threads() == threads);
    for (std::size_t count : {0, 1, 2, 7, 1000})
      for (std::size_t grain : {1, 3, 1000}) {
        std::vector<int> done(count);
        pool.run(count, grain, [&](auto first, auto last, auto thread) {
          if (thread >= threads || first >= last || last > count)
            throw std::logic_error("a run out of range");
          for (auto i = first; i < last; ++i)
            ++done[i];
        });
        REQUIRE(done == std::vector<int>(count, 1));
      }
  }
}

TEST_CASE(
  "thread pool: a loop's failure reaches the caller, and none is lost") {
  auto pool = model::thread_pool{3};
  auto fail = [&] {
    pool.run(100, 1, [](auto first, auto, auto) {
      if (first == 41)
        throw std::out_of_range("41");
    });
  };
  for (int i = 0; i < 20; ++i) {
    CHECK_THROWS_AS(fail(), std::out_of_range);
    std::atomic<std::size_t> sum = 0;
    pool.run(100, 1, [&](auto first, auto, auto) { sum += first; });
    CHECK(sum == 99 * 100 / 2);
  }
}

TEST_CASE("thread pool: its threads compute as the profile demands") {
  auto pool = model::thread_pool{4};
  std::atomic<int> wrong = 0;
  auto environment = model::float_environment{};
  pool.run(64, 1, [&](auto, auto, auto) {
    if (!model::float_environment::is_exact())
      ++wrong;
  });
  CHECK(wrong == 0);
}

TEST_CASE("engine threads: the same bits for 1 to 4 of them") {
  auto wide = test::random_model{};
  wide.type = model::tensor_type::q8_0;
  wide.hidden_size = 256;
  wide.feed_forward_size = 640;
  wide.blocks = 1;
  auto bytes = wide.bytes();
  auto file = test::parse(bytes);
  std::vector<std::uint32_t> ids(24);
  std::iota(ids.begin(), ids.end(), 3);
  std::vector<float> expected;
  for (unsigned threads : {1, 2, 3, 4}) {
    auto chain = test::shard_chain{*file, {}, threads};
    auto session = chain.open(24);
    chain.run({{&session, std::span{ids}.first(20)}});
    auto logits = chain.run({{&session, std::span{ids}.subspan(20)}})[0];
    if (threads == 1)
      expected = logits;
    CHECK(test::same_bits(logits, expected));
  }
}

TEST_CASE("engine threads: scores out of range refuse the step") {
  auto x = test::random_model{};
  x.architecture = "qwen2";
  x.bias_scale = 0x1p39f;
  x.hidden_size = 256;
  x.blocks = 1;
  auto bytes = x.bytes();
  auto file = test::parse(bytes);
  for (unsigned threads : {1, 4}) {
    auto chain = test::shard_chain{*file, {}, threads};
    auto session = chain.open(64);
    auto ids = std::vector<std::uint32_t>(64, 5);
    CHECK_THROWS_WITH(chain.run({{&session, ids}}), "value_out_of_range");
    CHECK(session[0]->positions() == 0);
  }
}
