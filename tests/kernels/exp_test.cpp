#include "kernels/exp.hpp"

#include "tests/support/bits.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace synod;

namespace {

std::vector<float> exps(float first, float last, int count) {
  std::vector<float> result;
  for (int i = 0; i <= count; ++i) {
    auto x
      = first
        + (last - first) * (static_cast<float>(i) / static_cast<float>(count));
    result.push_back(kernels::cpu::exp(x));
  }
  return result;
}

} // namespace

TEST_CASE("exp: within 2^-22 of the exact value") {
  for (int i = -87 * 512; i <= 88 * 512; ++i) {
    auto x = static_cast<float>(i) / 512;
    auto exact = std::exp(static_cast<double>(x));
    auto error = std::fabs(kernels::cpu::exp(x) - exact) / exact;
    CAPTURE(x);
    REQUIRE(error < 0x1p-22);
  }
}

TEST_CASE("exp: one at zero, never falls, and holds its ends") {
  CHECK(kernels::cpu::exp(0.0f) == 1.0f);
  CHECK(kernels::cpu::exp(-0.0f) == 1.0f);
  CHECK(kernels::cpu::exp(-1e30f) == kernels::cpu::exp(-87.0f));
  CHECK(kernels::cpu::exp(1e30f) == kernels::cpu::exp(88.0f));
  auto values = exps(-20, 20, 100'000);
  CHECK(std::is_sorted(values.begin(), values.end()));
}

TEST_CASE("exp: golden bits") {
  CHECK(test::short_digest(exps(-90, 90, 100'000)) == "0d63fd1b68100aec");
}
