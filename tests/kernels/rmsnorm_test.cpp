#include "kernels/rmsnorm.hpp"

#include "tests/support/bits.hpp"
#include "tests/support/random_values.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

using namespace synod;
using kernels::cpu::rmsnorm;

namespace {

std::vector<float>
normalized(const std::vector<float>& x, const std::vector<float>& weight,
           float epsilon = 1e-5f) {
  std::vector<float> out(x.size(), 7);
  REQUIRE(rmsnorm(out.data(), x.data(), weight.data(), x.size(), epsilon));
  return out;
}

// The definition, summed from the end.
std::vector<float> naive(const std::vector<float>& x,
                         const std::vector<float>& weight, float epsilon) {
  float largest = 0;
  for (auto value : x)
    largest = std::max(largest, std::fabs(value));
  std::int64_t sum = 0;
  for (auto i = x.size(); i-- > 0;) {
    auto f = static_cast<std::int64_t>(
      std::nearbyint(x[i] * (4194303.0f / largest)));
    sum += f * f;
  }
  auto t = largest / 4194303.0f;
  auto mean
    = ((static_cast<float>(sum) / static_cast<float>(x.size())) * t) * t;
  auto factor = 1.0f / std::sqrt(mean + epsilon);
  std::vector<float> out;
  for (std::size_t i = 0; i < x.size(); ++i)
    out.push_back((x[i] * factor) * weight[i]);
  return out;
}

} // namespace

TEST_CASE("rmsnorm: equals its definition at every width") {
  auto random = test::random_values{11};
  for (std::size_t columns : {1, 7, 64, 257, 4096, 8192})
    for (auto magnitude : {1e-9f, 1e-3f, 1.0f, 1e15f}) {
      auto x = random.reals(columns, magnitude);
      auto weight = random.reals(columns, 2);
      CAPTURE(columns, magnitude);
      REQUIRE(test::same_bits(normalized(x, weight), naive(x, weight, 1e-5f)));
    }
}

TEST_CASE("rmsnorm: is the norm, up to rounding") {
  auto random = test::random_values{12};
  for (std::size_t columns : {1, 100, 2048}) {
    auto x = random.reals(columns, 30);
    auto weight = random.reals(columns);
    double sum = 0;
    for (double value : x)
      sum += value * value;
    auto factor = 1 / std::sqrt(sum / static_cast<double>(columns) + 1e-5);
    auto out = normalized(x, weight);
    for (std::size_t i = 0; i < columns; ++i)
      REQUIRE(out[i] == Approx(x[i] * factor * weight[i]).epsilon(1e-6));
  }
}

TEST_CASE("rmsnorm: a row of zeros stays zero, and out may be x") {
  std::vector<float> x(100, 0);
  std::vector<float> weight(100, 3);
  CHECK(test::same_bits(normalized(x, weight), x));
  auto y = test::random_values{13}.reals(100);
  auto expected = normalized(y, weight);
  CHECK(rmsnorm(y.data(), y.data(), weight.data(), 100, 1e-5f));
  CHECK(test::same_bits(y, expected));
}

TEST_CASE("rmsnorm: holds the whole range and refuses beyond it") {
  auto weight = std::vector<float>{1, 1, 1};
  auto largest = normalized({0x1p60f, -0x1p60f, 0x1p60f}, weight);
  CHECK(largest[1] == Approx(-1));
  auto infinity = std::numeric_limits<float>::infinity();
  for (auto bad : {infinity, -infinity, 0x1p61f,
                   std::numeric_limits<float>::quiet_NaN()}) {
    auto x = std::vector<float>{1, bad, 2};
    CHECK_FALSE(rmsnorm(x.data(), x.data(), weight.data(), 3, 1e-5f));
    CHECK(x == std::vector<float>{0, 0, 0});
  }
}

TEST_CASE("rmsnorm: golden bits") {
  auto random = test::random_values{14};
  auto x = random.reals(1000, 4);
  auto weight = random.reals(1000);
  CHECK(test::short_digest(normalized(x, weight)) == "55f367ae6eaaa83d");
}
