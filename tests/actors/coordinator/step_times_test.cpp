#include "actors/coordinator/step_times.hpp"

#include <catch2/catch.hpp>

using namespace synod::coordinator;
using namespace std::chrono_literals;

TEST_CASE("step times: a guess until something was measured", "[coordinator]") {
  auto times = step_times{50ms};
  CHECK(times.expected(1) == 50ms);
  CHECK_FALSE(times.is_measured(1));
  times.decoded(10ms);
  CHECK(times.is_measured(1));
  CHECK_FALSE(times.is_measured(2)); // a prompt's rows are another matter
  times.prefilled(2, 10ms);
  CHECK(times.is_measured(2));
}

TEST_CASE("step times: the median, whatever a busy moment did",
          "[coordinator]") {
  auto times = step_times{};
  for (auto i = 0; i < 20; ++i)
    times.decoded(10ms);
  for (auto i = 0; i < 5; ++i)
    times.decoded(2s);
  CHECK(times.expected(1) == 10ms);
}

TEST_CASE("step times: only the last ones count", "[coordinator]") {
  auto times = step_times{};
  for (auto i = 0; i < 100; ++i)
    times.decoded(10ms);
  for (auto i = 0; i < 31; ++i)
    times.decoded(30ms);
  CHECK(times.expected(1) == 30ms);
}

TEST_CASE("step times: rows of a prompt are cheaper than steps",
          "[coordinator]") {
  auto times = step_times{};
  times.decoded(10ms);
  CHECK(times.expected(11) == 110ms);
  times.prefilled(100, 100ms);
  CHECK(times.expected(11) == 20ms);
}
