#include "kernels/quantize.hpp"

#include "kernels/magnitude.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/random_values.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace synod;
using kernels::cpu::quantize;

namespace {

struct row {
  std::vector<std::int16_t> q;
  float scale = -1;
  bool accepted = false;
};

row quantized(const std::vector<float>& x) {
  row result;
  result.q.assign((x.size() + 31) / 32 * 32, 7);
  result.accepted = quantize(result.q.data(), &result.scale, x.data(), x.size(),
                             result.q.size());
  return result;
}

bool is_zero(const row& x) {
  return x.scale == 0
         && std::ranges::all_of(x.q, [](auto q) { return q == 0; });
}

} // namespace

TEST_CASE("quantize: follows its definition at every width") {
  auto random = test::random_values{1};
  for (std::size_t columns : {1, 2, 31, 32, 33, 64, 257, 4096}) {
    for (auto magnitude : {1e-12f, 1.0f, 3e9f}) {
      auto x = random.reals(columns, magnitude);
      auto result = quantized(x);
      REQUIRE(result.accepted);
      float largest = 0;
      for (auto value : x)
        largest = std::max(largest, std::fabs(value));
      REQUIRE(result.scale == largest / 32767.0f);
      auto factor = 32767.0f / largest;
      for (std::size_t i = 0; i < columns; ++i)
        REQUIRE(result.q[i] == std::nearbyint(x[i] * factor));
      for (auto i = columns; i < result.q.size(); ++i)
        REQUIRE(result.q[i] == 0);
      REQUIRE(std::ranges::max(result.q, {}, [](int q) { return std::abs(q); })
              != 0);
    }
  }
}

TEST_CASE("quantize: the largest value becomes 32767, whatever it is") {
  auto random = test::random_values{2};
  for (int i = 0; i < 20'000; ++i) {
    auto exponent = static_cast<int>(random.integer(-59, 58));
    auto x = std::ldexp(1.0f + std::fabs(random.real()), exponent);
    auto result = quantized({x, -x / 2});
    REQUIRE(result.accepted);
    REQUIRE(result.q[0] == 32767);
  }
}

TEST_CASE("quantize: rows of zeros and of nearly nothing become zeros") {
  CHECK(quantized({0, -0.0f, 0}).accepted);
  CHECK(is_zero(quantized({0, -0.0f, 0})));
  CHECK(is_zero(quantized({0x1p-60f, -0x1p-61f})));
  CHECK(is_zero(quantized({std::numeric_limits<float>::denorm_min()})));
  auto smallest = quantized({std::nextafter(0x1p-60f, 1.0f)});
  CHECK(smallest.accepted);
  CHECK(smallest.q[0] == 32767);
}

TEST_CASE("quantize: refuses what is not finite or above 2^60") {
  auto infinity = std::numeric_limits<float>::infinity();
  auto nan = std::numeric_limits<float>::quiet_NaN();
  for (auto bad :
       {infinity, -infinity, nan, -nan, std::nextafter(0x1p60f, infinity),
        -0x1p61f, std::numeric_limits<float>::max()}) {
    for (std::size_t place : {0, 5, 39}) {
      std::vector<float> x(40, 1);
      x[place] = bad;
      auto result = quantized(x);
      CHECK_FALSE(result.accepted);
      CHECK(is_zero(result));
      CHECK_FALSE(kernels::cpu::in_range(x.data(), x.size()));
    }
  }
  CHECK(quantized({0x1p60f, -0x1p60f}).accepted);
}

TEST_CASE("quantize: golden bits") {
  auto x = test::random_values{3}.reals(1000, 5);
  auto result = quantized(x);
  CHECK(test::short_digest(result.q) == "2fab665042c1ed17");
  CHECK(test::short_digest(std::vector{result.scale}) == "372980ae937d6c05");
}
