// One model, cut anywhere, any chunks of the prefill, any threads, any company
// in the batch: equal bits in the logits. The baseline is the whole model in
// one shard, one token at a time, on one thread.

#include "tests/support/bits.hpp"
#include "tests/support/random_model.hpp"
#include "tests/support/shard_chain.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace synod;
using model::tensor_type;
using tokens = std::vector<std::uint32_t>;
using logits = std::vector<std::vector<float>>; // one row for each position

namespace {

constexpr std::uint32_t length = 40;

struct variant {
  const char* name;
  test::random_model model;
  const char* golden; // of the baseline's logits
};

std::vector<variant> variants() {
  auto plain = test::random_model{};
  auto awkward = plain; // no width is a whole number of blocks
  awkward.seed = 2;
  awkward.tied = true;
  awkward.hidden_size = 36;
  awkward.heads = 3;
  awkward.kv_heads = 1;
  awkward.feed_forward_size = 50;
  auto half = plain;
  half.seed = 3;
  half.type = tensor_type::f16;
  auto qwen = plain;
  qwen.seed = 4;
  qwen.type = tensor_type::bf16;
  qwen.architecture = "qwen2";
  auto q8 = plain;
  q8.seed = 5;
  q8.type = tensor_type::q8_0;
  auto q4 = plain;
  q4.seed = 6;
  q4.type = tensor_type::q4_0;
  q4.tied = true;
  auto wide = plain; // enough work in a step for several threads
  wide.seed = 7;
  wide.type = tensor_type::q8_0;
  wide.hidden_size = 256;
  wide.feed_forward_size = 640;
  wide.blocks = 2;
  return {{"F32", plain, "f042cd1bbd6a8c7f"},
          {"F32 tied", awkward, "45b7bf7ee206dfe1"},
          {"F16", half, "756045baf4c1aa63"},
          {"BF16 qwen2", qwen, "a2d2c715c71803fb"},
          {"Q8_0", q8, "d5bcd12a576b5eb4"},
          {"Q4_0 tied", q4, "4bf284fabc413207"},
          {"wide", wide, "8db8b5b1aa7f4158"}};
}

tokens random_tokens(std::uint64_t seed, std::uint32_t count) {
  return test::random_values{seed}.integers<std::uint32_t>(count, 0, 60);
}

// Runs tokens in chunks; rows stay empty where a chunk does not end.
logits
run_chunks(test::shard_chain& chain, const tokens& ids, std::size_t chunk) {
  logits result(ids.size());
  auto session = chain.open(length);
  for (std::size_t first = 0; first < ids.size(); first += chunk) {
    auto part = std::span{ids}.subspan(first);
    part = part.first(std::min(chunk, part.size()));
    result[first + part.size() - 1] = chain.run({{&session, part}})[0];
  }
  return result;
}

bool agrees(const logits& some, const logits& all) {
  for (std::size_t i = 0; i < all.size(); ++i)
    if (!some[i].empty() && !test::same_bits(some[i], all[i]))
      return false;
  return !some.back().empty();
}

std::vector<tokens> all_cuts(std::uint32_t blocks) {
  std::vector<tokens> result;
  for (std::uint32_t mask = 0; mask < 1U << (blocks - 1); ++mask) {
    auto& cuts = result.emplace_back();
    for (std::uint32_t block = 1; block < blocks; ++block)
      if ((mask >> (block - 1) & 1) != 0)
        cuts.push_back(block);
  }
  return result;
}

} // namespace

TEST_CASE("equal bits: every cut, chunking and number of threads") {
  for (auto& x : variants()) {
    auto bytes = x.model.bytes();
    auto file = test::parse(bytes);
    auto ids = random_tokens(7, length);
    auto whole = test::shard_chain{*file, {}, 1};
    auto baseline = run_chunks(whole, ids, 1);
    std::vector<float> values;
    for (auto& row : baseline)
      values.insert(values.end(), row.begin(), row.end());
    CAPTURE(x.name);
    CHECK(test::short_digest(values) == x.golden);
    for (auto& cuts : all_cuts(x.model.blocks)) {
      for (unsigned threads : {1, 2, 3, 4}) {
        auto chain = test::shard_chain{*file, cuts, threads};
        for (std::size_t chunk : {1, 3, 16, 40}) {
          if (chunk == 1 && threads > 1)
            continue; // too little work in a step to wake a thread for
          CAPTURE(cuts, threads, chunk);
          REQUIRE(agrees(run_chunks(chain, ids, chunk), baseline));
        }
      }
    }
  }
}

TEST_CASE("equal bits: any company in the batch") {
  auto bytes = test::random_model{}.bytes();
  auto file = test::parse(bytes);
  auto chain = test::shard_chain{*file, {1, 3}, 3};
  std::vector<tokens> texts;
  std::vector<logits> alone;
  std::vector<test::shard_chain::session> sessions;
  for (std::uint64_t i = 0; i < 9; ++i) {
    texts.push_back(
      random_tokens(100 + i, length - static_cast<std::uint32_t>(3 * i)));
    alone.push_back(run_chunks(chain, texts.back(), 1));
    sessions.push_back(chain.open(length));
  }
  // Each round takes some sessions, in some order, by some tokens.
  auto random = test::random_values{8};
  for (bool going = true; going;) {
    std::vector<test::shard_chain::part> batch;
    std::vector<std::size_t> members;
    going = false;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      auto position = sessions[i][0]->positions();
      auto rest = std::span{texts[i]}.subspan(position);
      going = going || !rest.empty();
      auto take = static_cast<std::size_t>(random.integer(0, 5));
      if (rest.empty() || take == 0)
        continue;
      batch.push_back({&sessions[i], rest.first(std::min(take, rest.size()))});
      members.push_back(i);
    }
    auto rows = chain.run(batch);
    for (std::size_t j = 0; j < members.size(); ++j) {
      auto i = members[j];
      auto position = sessions[i][0]->positions();
      REQUIRE(test::same_bits(rows[j], alone[i][position - 1]));
    }
  }
}

TEST_CASE("equal bits: after a rewind, as if it had not happened") {
  auto bytes = test::random_model{}.bytes();
  auto file = test::parse(bytes);
  auto chain = test::shard_chain{*file, {2}, 2};
  auto ids = random_tokens(9, length);
  auto baseline = run_chunks(chain, ids, length);
  auto session = chain.open(length);
  chain.run({{&session, std::span{ids}.first(20)}});
  auto other = random_tokens(10, 15);
  chain.run({{&session, other}});
  for (auto& cache : session)
    cache->truncate(20);
  auto rows = chain.run({{&session, std::span{ids}.subspan(20)}});
  CHECK(test::same_bits(rows[0], baseline.back()));
}
