#include "kernels/rope.hpp"

#include "tests/support/bits.hpp"
#include "tests/support/random_values.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace synod;
using kernels::rope_pairs;

namespace {

constexpr std::size_t pairs = 64;

struct angles {
  std::vector<float> cosines = std::vector<float>(pairs);
  std::vector<float> sines = std::vector<float>(pairs);
};

std::vector<double> frequencies(double base) {
  std::vector<double> result(pairs);
  kernels::cpu::rope_frequencies(result.data(), pairs, base);
  return result;
}

angles at(double position, double base = 10'000) {
  angles result;
  kernels::cpu::rope_angles(result.cosines.data(), result.sines.data(),
                            frequencies(base).data(), pairs, position);
  return result;
}

} // namespace

TEST_CASE("rope: frequencies are powers of the base") {
  for (auto base : {1.0, 2.0, 10'000.0, 500'000.0, 1e6, 1e12}) {
    auto own = frequencies(base);
    for (std::size_t i = 0; i < pairs; ++i) {
      auto exact = std::pow(base, -static_cast<double>(i) / pairs);
      CAPTURE(base, i);
      REQUIRE(own[i] == Approx(exact).epsilon(1e-13));
    }
  }
}

TEST_CASE("rope: angles are right at near and far positions") {
  auto own_frequencies = frequencies(10'000);
  for (auto position :
       {0.0, 1.0, 2.0, 3.0, 511.0, 8191.0, 131'071.0, 1e6, 1.6e7}) {
    auto own = at(position);
    for (std::size_t i = 0; i < pairs; ++i) {
      auto angle = static_cast<long double>(position) * own_frequencies[i];
      CAPTURE(position, i);
      REQUIRE(std::fabs(own.cosines[i] - std::cos(angle)) < 4e-8);
      REQUIRE(std::fabs(own.sines[i] - std::sin(angle)) < 4e-8);
    }
  }
}

TEST_CASE("rope: position 0 turns nothing, and both layouts pair as they say") {
  auto random = test::random_values{31};
  auto x = random.reals(2 * pairs + 5);
  auto start = at(0);
  auto turned = x;
  kernels::cpu::rope(turned.data(), start.cosines.data(), start.sines.data(),
                     pairs, rope_pairs::adjacent);
  CHECK(turned == x);
  auto far = at(77);
  for (auto layout : {rope_pairs::adjacent, rope_pairs::halves}) {
    turned = x;
    kernels::cpu::rope(turned.data(), far.cosines.data(), far.sines.data(),
                       pairs, layout);
    for (std::size_t i = 0; i < pairs; ++i) {
      auto a = layout == rope_pairs::adjacent ? 2 * i : i;
      auto b = layout == rope_pairs::adjacent ? 2 * i + 1 : i + pairs;
      REQUIRE(turned[a] == x[a] * far.cosines[i] - x[b] * far.sines[i]);
      REQUIRE(turned[b] == x[a] * far.sines[i] + x[b] * far.cosines[i]);
    }
    for (auto i = 2 * pairs; i < x.size(); ++i)
      REQUIRE(turned[i] == x[i]);
  }
}

TEST_CASE("rope: golden bits") {
  auto values = std::vector<float>{};
  for (auto position : {0.0, 1.0, 5.0, 511.0, 4095.0, 100'000.0}) {
    auto own = at(position, 500'000);
    values.insert(values.end(), own.cosines.begin(), own.cosines.end());
    values.insert(values.end(), own.sines.begin(), own.sines.end());
  }
  CHECK(test::short_digest(values) == "cf2aaa3f8fcdccd7");
}
