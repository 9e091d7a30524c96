#include "runtime/model/sampler.hpp"

#include "runtime/model/philox.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/random_values.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

using namespace synod;
using model::sample;
using model::sampling;
using model::sampling_error;
using tokens = std::vector<std::uint32_t>;

namespace {

std::uint32_t chosen(const std::vector<float>& logits, const sampling& x,
                     std::uint32_t position = 0, const tokens& seen = {}) {
  auto result = sample(logits, x, position, seen);
  if (result.error != sampling_error::none)
    throw std::runtime_error(to_string(result.error));
  return result.token;
}

// Ids by rank: larger logit first, then the lower id.
tokens ranked(const std::vector<float>& logits) {
  tokens ids(logits.size());
  std::iota(ids.begin(), ids.end(), 0);
  std::ranges::stable_sort(
    ids, [&](auto a, auto b) { return logits[a] > logits[b]; });
  return ids;
}

// Logits on a coarse grid, so that ties are common.
std::vector<float> some_logits() {
  auto steps = *rc::gen::nonEmpty(
    rc::gen::container<std::vector<int>>(rc::gen::inRange(-40, 40)));
  std::vector<float> result;
  for (auto step : steps)
    result.push_back(static_cast<float>(step) / 8);
  return result;
}

sampling some_sampling() {
  auto x = sampling{};
  x.temperature = static_cast<float>(*rc::gen::inRange(1, 40)) / 16;
  x.seed = *rc::gen::arbitrary<std::uint64_t>();
  return x;
}

double weight(const std::vector<float>& logits, std::uint32_t id, float t) {
  auto top = *std::ranges::max_element(logits);
  return std::exp((double{logits[id]} - top) / t);
}

} // namespace

TEST_CASE("philox: gives its authors' known answers") {
  using words = std::array<std::uint32_t, 4>;
  CHECK(model::philox({0, 0}, {0, 0, 0, 0})
        == words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  auto ones = 0xffffffffU;
  CHECK(model::philox({ones, ones}, {ones, ones, ones, ones})
        == words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(model::philox({0xa4093822, 0x299f31d0},
                      {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344})
        == words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("sampler: greedy takes the largest logit, ties to the lowest id") {
  CHECK(chosen({1, 3, 3, 2}, {}) == 1);
  CHECK(chosen({-0.0f, 0.0f}, {}) == 0);
  CHECK(rc::check("greedy", [] {
    auto logits = some_logits();
    RC_ASSERT(chosen(logits, {}) == ranked(logits)[0]);
  }));
}

TEST_CASE("sampler: the repetition penalty counts an id once") {
  auto x = sampling{};
  x.repetition_penalty = 2;
  CHECK(chosen({4, 2.5f, -1}, x, 0, {0}) == 1);
  CHECK(chosen({4, 1.5f, -1}, x, 0, {0, 0, 0}) == 0);
  CHECK(chosen({-1, -1.5f}, x, 0, {0}) == 1);
  x.repetition_penalty = 0.5f;
  CHECK(chosen({4, 2.5f}, x, 0, {1}) == 1);
}

TEST_CASE("sampler: a text replays exactly, and seed and position matter") {
  CHECK(rc::check("replay", [] {
    auto logits = some_logits();
    auto x = some_sampling();
    auto position = *rc::gen::arbitrary<std::uint32_t>();
    RC_ASSERT(chosen(logits, x, position) == chosen(logits, x, position));
  }));
  auto flat = std::vector<float>(1000, 1);
  auto x = sampling{};
  x.temperature = 1;
  tokens by_position, by_seed;
  for (std::uint32_t i = 0; i < 50; ++i) {
    x.seed = 0;
    by_position.push_back(chosen(flat, x, i));
    x.seed = i;
    by_seed.push_back(chosen(flat, x, 0));
  }
  for (auto* ids : {&by_position, &by_seed}) {
    std::ranges::sort(*ids);
    ids->erase(std::ranges::unique(*ids).begin(), ids->end());
    CHECK(ids->size() > 40);
  }
}

TEST_CASE("sampler: top-k, min-p and top-p keep what they say") {
  CHECK(rc::check("kept", [] {
    auto logits = some_logits();
    auto x = some_sampling();
    x.top_k = *rc::gen::inRange(0U, 8U);
    x.min_p = static_cast<float>(*rc::gen::inRange(0, 33)) / 32;
    x.top_p = static_cast<float>(*rc::gen::inRange(1, 33)) / 32;
    auto token = chosen(logits, x, *rc::gen::arbitrary<std::uint32_t>());
    auto order = ranked(logits);
    if (x.top_k != 0 && x.top_k < order.size())
      order.resize(x.top_k);
    // A margin for the rounding of weights to 2^-30.
    std::erase_if(order, [&](auto id) {
      return weight(logits, id, x.temperature) < x.min_p - 1e-6;
    });
    double total = 0;
    for (auto id : order)
      total += weight(logits, id, x.temperature);
    double before = 0;
    for (std::size_t i = 0; i < order.size() && order[i] != token; ++i)
      before += weight(logits, order[i], x.temperature);
    RC_ASSERT(std::ranges::count(order, token) == 1);
    RC_ASSERT(before <= x.top_p * total + 1e-5);
  }));
}

TEST_CASE("sampler: the narrowest settings are greedy") {
  CHECK(rc::check("narrow", [] {
    auto logits = some_logits();
    auto greedy = chosen(logits, {});
    auto x = some_sampling();
    x.top_k = 1;
    RC_ASSERT(chosen(logits, x) == greedy);
    x.top_k = 0;
    x.top_p = 1e-9f;
    RC_ASSERT(chosen(logits, x) == greedy);
    x.top_p = 1;
    x.min_p = 1;
    RC_ASSERT(logits[chosen(logits, x)] == logits[greedy]);
  }));
}

TEST_CASE("sampler: draws follow the softmax") {
  auto logits = std::vector<float>{0, 2, 1, -1, 1.5f};
  for (auto temperature : {0.5f, 1.0f, 2.0f}) {
    auto x = sampling{};
    x.temperature = temperature;
    x.seed = 12;
    constexpr int draws = 20'000;
    std::array<int, 5> counts = {};
    for (std::uint32_t i = 0; i < draws; ++i)
      ++counts[chosen(logits, x, i)];
    double total = 0;
    for (std::uint32_t id = 0; id < 5; ++id)
      total += weight(logits, id, temperature);
    for (std::uint32_t id = 0; id < 5; ++id) {
      auto p = weight(logits, id, temperature) / total;
      auto sigma = std::sqrt(draws * p * (1 - p));
      CHECK(std::fabs(counts[id] - draws * p) < 4 * sigma);
    }
  }
}

TEST_CASE("sampler: bad parameters and logits are refused by name") {
  auto nan = std::numeric_limits<float>::quiet_NaN();
  auto infinity = std::numeric_limits<float>::infinity();
  auto refuses = [](sampling x, sampling_error expected) {
    CHECK(validate(x) == expected);
    CHECK(sample(std::vector<float>{1, 2}, x, 0, {}).error == expected);
  };
  for (auto bad : {-0.1f, 100.5f, nan, infinity}) {
    auto x = sampling{};
    x.temperature = bad;
    refuses(x, sampling_error::temperature_out_of_range);
  }
  for (auto bad : {0.0f, -1.0f, 1.1f, nan}) {
    auto x = sampling{};
    x.top_p = bad;
    refuses(x, sampling_error::top_p_out_of_range);
  }
  for (auto bad : {-0.1f, 1.1f, nan}) {
    auto x = sampling{};
    x.min_p = bad;
    refuses(x, sampling_error::min_p_out_of_range);
  }
  for (auto bad : {0.0f, -1.0f, 101.0f, nan}) {
    auto x = sampling{};
    x.repetition_penalty = bad;
    refuses(x, sampling_error::repetition_penalty_out_of_range);
  }
  CHECK(sample({}, {}, 0, {}).error == sampling_error::no_logits);
  for (auto bad : {nan, infinity, -infinity, 0x1p61f})
    CHECK(sample(std::vector<float>{1, bad}, {}, 0, {}).error
          == sampling_error::logit_out_of_range);
  CHECK(sample(std::vector<float>{1, 2}, {}, 0, tokens{2}).error
        == sampling_error::unknown_token);
}

TEST_CASE("sampler: extreme but valid inputs are served") {
  auto x = sampling{};
  x.temperature = std::numeric_limits<float>::denorm_min();
  x.repetition_penalty = 0.01f;
  CHECK(chosen({0x1p60f, -0x1p60f}, x, 7, {0, 1}) == 0);
  x.temperature = 100;
  CHECK(chosen({0x1p60f, -0x1p60f}, x, 7, {0, 1}) == 0);
  CHECK(chosen({-5}, x) == 0);
}

TEST_CASE("sampler: golden ids") {
  auto random = test::random_values{61};
  tokens ids;
  for (std::uint32_t i = 0; i < 500; ++i) {
    auto x = sampling{};
    x.temperature = 0.5f + std::fabs(random.real());
    x.top_k = static_cast<std::uint32_t>(random.integer(0, 50));
    x.top_p = 1 - std::fabs(random.real(0.3f));
    x.min_p = std::fabs(random.real(0.05f));
    x.repetition_penalty = 1.2f;
    x.seed = 99;
    ids.push_back(chosen(random.reals(300, 6), x, i, ids));
  }
  CHECK(test::short_digest(ids) == "5e8907b3c7006961");
}
