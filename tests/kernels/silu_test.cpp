#include "kernels/silu.hpp"

#include "tests/support/bits.hpp"
#include "tests/support/random_values.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace synod;

TEST_CASE("silu: gates one row by another, up to rounding") {
  auto random = test::random_values{21};
  auto gate = random.reals(5000, 40);
  auto up = random.reals(5000, 3);
  std::vector<float> out(5000);
  kernels::cpu::silu(out.data(), gate.data(), up.data(), 5000);
  for (std::size_t i = 0; i < out.size(); ++i) {
    double x = gate[i];
    auto exact = x / (1 + std::exp(-x)) * up[i];
    REQUIRE(out[i] == Approx(exact).epsilon(1e-6).margin(1e-12));
  }
}

TEST_CASE("silu: stays finite at the ends, and out may be an input") {
  auto gate = std::vector<float>{0, -0.0f, 1e30f, -1e30f, 100, -100};
  auto up = std::vector<float>{1, 1, 1, 1, -2, -2};
  kernels::cpu::silu(gate.data(), gate.data(), up.data(), gate.size());
  CHECK(gate[0] == 0);
  CHECK(gate[1] == 0);
  CHECK(gate[2] == 1e30f);
  CHECK(std::fabs(gate[3]) < 1e-7f);
  CHECK(gate[4] == -200);
  CHECK(std::fabs(gate[5]) < 1e-30f);
}

TEST_CASE("silu: golden bits") {
  auto random = test::random_values{22};
  auto gate = random.reals(3000, 20);
  auto up = random.reals(3000, 2);
  kernels::cpu::silu(gate.data(), gate.data(), up.data(), gate.size());
  CHECK(test::short_digest(gate) == "1295b97f9324d5c8");
}
