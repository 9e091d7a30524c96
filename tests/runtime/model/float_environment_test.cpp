#include "runtime/model/float_environment.hpp"

#include "runtime/model/float16.hpp"
#include "runtime/model/sampler.hpp"
#include "tests/support/bits.hpp"
#include "tests/support/random_model.hpp"
#include "tests/support/shard_chain.hpp"

#include <catch2/catch.hpp>

#include <cfenv>
#include <cmath>

#ifdef __SSE__
#  include <xmmintrin.h>
#endif

using namespace synod;

namespace {

// What a careless library leaves behind: rounding up, denormals flushed.
struct spoiled_environment {
  spoiled_environment() {
    std::fegetenv(&saved);
    std::fesetround(FE_UPWARD);
#ifdef __SSE__
    _mm_setcsr(_mm_getcsr() | 0x8040); // FTZ and DAZ
#endif
  }

  ~spoiled_environment() {
    std::fesetenv(&saved);
  }

  std::fenv_t saved;
};

std::vector<float> logits_of(const std::string& bytes) {
  auto file = test::parse(bytes);
  auto chain = test::shard_chain{*file, {}, 2};
  auto session = chain.open(8);
  std::vector<std::uint32_t> ids = {5, 6, 7, 8};
  return chain.run({{&session, ids}})[0];
}

} // namespace

TEST_CASE("float environment: tells a spoiled one, mends it, and restores it") {
  CHECK(model::float_environment::is_exact());
  auto spoiled = spoiled_environment{};
  CHECK_FALSE(model::float_environment::is_exact());
  {
    auto environment = model::float_environment{};
    CHECK(model::float_environment::is_exact());
  }
  CHECK_FALSE(model::float_environment::is_exact());
  CHECK(std::fegetround() == FE_UPWARD);
}

TEST_CASE("float environment: a spoiled one does not change a bit") {
  auto bytes = test::random_model{}.bytes();
  auto expected = logits_of(bytes);
  auto sampling = model::sampling{};
  sampling.temperature = 0.9f;
  auto token = model::sample(expected, sampling, 3, {}).token;
  auto spoiled = spoiled_environment{};
  CHECK(test::same_bits(logits_of(bytes), expected));
  CHECK(model::sample(expected, sampling, 3, {}).token == token);
}

TEST_CASE("float16: every binary16 and bfloat16 has its value") {
  for (std::uint32_t bits = 0; bits <= 0xffff; ++bits) {
    auto half = static_cast<std::uint16_t>(bits);
    auto sign = (bits & 0x8000) != 0 ? -1.0f : 1.0f;
    auto exponent = static_cast<int>(bits >> 10 & 31);
    auto fraction = static_cast<float>(bits & 0x3ff);
    auto value = model::from_f16(half);
    if (exponent == 31)
      REQUIRE((fraction == 0 ? std::isinf(value) : std::isnan(value)));
    else if (exponent == 0)
      REQUIRE(value == sign * std::ldexp(fraction, -24));
    else
      REQUIRE(value == sign * std::ldexp(1024 + fraction, exponent - 25));
    REQUIRE(std::signbit(value) == (sign < 0));
  }
  CHECK(model::from_bf16(0x3f80) == 1);
  CHECK(model::from_bf16(0xc040) == -3);
  CHECK(std::isinf(model::from_bf16(0x7f80)));
}
