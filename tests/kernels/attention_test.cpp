#include "kernels/attention.hpp"

#include "kernels/exp.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/random_values.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace synod;
using kernels::attention_tile;

namespace {

// One head's past and present.
struct head {
  std::size_t positions, size, stride;
  std::vector<std::int16_t> q, keys, values;
  std::vector<float> key_scales, value_scales;
  float q_scale;

  [[nodiscard]] int value(std::size_t t, std::size_t c) const {
    return values[c * stride + t];
  }
};

head random_head(std::uint64_t seed, std::size_t positions, std::size_t size) {
  auto random = test::random_values{seed};
  auto stride
    = (positions + attention_tile - 1) / attention_tile * attention_tile + 64;
  auto result = head{
    positions,
    size,
    stride,
    random.integers<std::int16_t>(size, -32767, 32767),
    random.integers<std::int16_t>(positions * size, -32767, 32767),
    // What lies past the last position must not matter.
    random.integers<std::int16_t>(stride * size, -32767, 32767),
    random.reals(positions, 2e-4f),
    random.reals(positions, 2e-4f),
    1e-4f / std::sqrt(static_cast<float>(size)),
  };
  for (auto* scales : {&result.key_scales, &result.value_scales})
    for (auto& x : *scales)
      x = std::fabs(x);
  return result;
}

std::vector<float> attend(const head& x, bool accepted = true) {
  std::vector<float> out(x.size, 7);
  std::vector<float> scores(x.stride);
  std::vector<std::int16_t> low(x.stride, 9);
  std::vector<std::int16_t> high(x.stride, 9);
  auto view = kernels::attention_view{x.keys.data(),
                                      x.values.data(),
                                      x.key_scales.data(),
                                      x.value_scales.data(),
                                      x.positions,
                                      x.stride,
                                      x.size};
  CHECK(kernels::cpu::attend(out.data(), x.q.data(), x.q_scale, view,
                             {scores.data(), low.data(), high.data()})
        == accepted);
  return out;
}

// The definition, from the last position to the first.
std::vector<float> naive(const head& x) {
  std::vector<float> scores(x.positions);
  for (std::size_t t = 0; t < x.positions; ++t) {
    std::int64_t dot = 0;
    for (auto c = x.size; c-- > 0;)
      dot += std::int64_t{x.q[c]} * x.keys[t * x.size + c];
    scores[t] = (static_cast<float>(dot) * x.key_scales[t]) * x.q_scale;
  }
  auto top = *std::ranges::max_element(scores);
  auto scale = *std::ranges::max_element(x.value_scales);
  std::vector<std::int64_t> sums(x.size);
  std::int64_t denominator = 0;
  for (auto t = x.positions; t-- > 0;) {
    auto difference = scores[t] - top;
    auto e = difference < -20 ? 0.0f : kernels::cpu::exp(difference);
    denominator += static_cast<std::int64_t>(std::nearbyint(e * 0x1p20f));
    auto w = static_cast<std::int64_t>(
      std::nearbyint((e * (x.value_scales[t] / scale)) * 0x1p20f));
    for (std::size_t c = 0; c < x.size; ++c)
      sums[c] += w * x.value(t, c);
  }
  std::vector<float> out;
  for (auto sum : sums)
    out.push_back((static_cast<float>(sum) / static_cast<float>(denominator))
                  * scale);
  return out;
}

} // namespace

TEST_CASE("attention: equals its definition on awkward shapes") {
  for (std::size_t positions : {1, 2, 63, 64, 65, 127, 300})
    for (std::size_t size : {1, 8, 64, 100, 128, 512}) {
      auto x = random_head(positions * 1000 + size, positions, size);
      CAPTURE(positions, size);
      REQUIRE(test::same_bits(attend(x), naive(x)));
    }
}

TEST_CASE("attention: is softmax attention, up to rounding") {
  auto x = random_head(41, 200, 64);
  std::vector<double> e(x.positions);
  for (std::size_t t = 0; t < x.positions; ++t)
    for (std::size_t c = 0; c < x.size; ++c)
      e[t] += double{x.q_scale} * x.q[c] * x.key_scales[t]
              * x.keys[t * x.size + c];
  auto top = *std::ranges::max_element(e);
  double sum = 0;
  for (auto& y : e) {
    y = std::exp(y - top);
    sum += y;
  }
  auto out = attend(x);
  for (std::size_t c = 0; c < x.size; ++c) {
    double exact = 0;
    for (std::size_t t = 0; t < x.positions; ++t)
      exact += e[t] / sum * x.value_scales[t] * x.value(t, c);
    REQUIRE(out[c] == Approx(exact).margin(2e-4));
  }
}

TEST_CASE("attention: extreme values do not overflow") {
  for (int sign : {-1, 1}) {
    auto x = random_head(42, 1000, 512);
    auto largest = static_cast<std::int16_t>(sign * 32767);
    std::ranges::fill(x.q, largest);
    std::ranges::fill(x.keys, std::int16_t{32767});
    std::ranges::fill(x.values, largest);
    std::ranges::fill(x.key_scales, 1.0f);
    std::ranges::fill(x.value_scales, 1.0f);
    x.q_scale = 1e-9f;
    auto out = attend(x);
    REQUIRE(test::same_bits(out, naive(x)));
    CHECK(out[0] == Approx(sign * 32767));
  }
}

TEST_CASE("attention: values whose scales are all zero give zeros") {
  auto x = random_head(43, 70, 16);
  std::ranges::fill(x.value_scales, 0.0f);
  CHECK(attend(x) == std::vector<float>(16, 0));
}

TEST_CASE("attention: a score out of range is refused") {
  auto x = random_head(44, 70, 16);
  x.key_scales[69] = 0x1p60f;
  x.q_scale = 0x1p60f;
  CHECK(attend(x, false) == std::vector<float>(16, 0));
}

TEST_CASE("attention: golden bits") {
  CHECK(test::short_digest(attend(random_head(45, 150, 64)))
        == "92ebbb51fcd7fd76");
}
