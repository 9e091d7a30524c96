#include "actors/coordinator/blame.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using namespace synod::coordinator;
using namespace std::chrono_literals;

namespace {

constexpr auto attempt = 3u;

probed at(std::uint32_t received, std::uint32_t computed, std::uint32_t sent,
          std::uint64_t computing_us = 0) {
  return {{}, {session_id{1}, attempt, received, computed, sent, computing_us}};
}

probed silent(errc why) {
  return {why, {}};
}

verdict blamed(std::vector<probed> hops, instant still = 0s) {
  return find_blame(hops, {attempt, 10, 1s, still});
}

verdict fault_of(std::uint32_t index) {
  return {.hops = {index}};
}

const auto nobody = verdict{};

} // namespace

TEST_CASE("blame: whoever does not answer", "[coordinator]") {
  CHECK(blamed({at(10, 10, 10), silent(errc::timed_out), at(9, 9, 9)})
        == fault_of(1));
  CHECK(blamed({silent(errc::node_down), silent(errc::timed_out)})
        == verdict{.hops = {0, 1}});
}

TEST_CASE("blame: who has forgotten the session may open it again",
          "[coordinator]") {
  CHECK(blamed({at(10, 10, 10), silent(errc::unknown_session)})
        == verdict{.reopen = 1});
  auto old = at(10, 10, 10);
  old.progress.attempt = attempt - 1;
  CHECK(blamed({old, at(9, 9, 9)}) == verdict{.reopen = 0});
}

TEST_CASE("blame: a step that computes for too long", "[coordinator]") {
  CHECK(blamed({at(10, 9, 9, 500'000), at(9, 9, 9)}) == nobody);
  CHECK(blamed({at(10, 9, 9, 900'000), at(9, 9, 9)}) == verdict{.late = 0});
  CHECK(blamed({at(10, 9, 9, 1'100'000), at(9, 9, 9)}) == fault_of(0));
  CHECK(blamed({at(10, 10, 10), at(10, 9, 9, 1'100'000)}) == fault_of(1));
  CHECK(blamed({at(10, 9, 9, ~std::uint64_t{0}), at(9, 9, 9)}) == fault_of(0));
}

TEST_CASE("blame: a step that waits for too long", "[coordinator]") {
  CHECK(blamed({at(10, 9, 9), at(9, 9, 9)}, 500ms) == nobody);
  CHECK(blamed({at(10, 9, 9), at(9, 9, 9)}, 900ms) == verdict{.late = 0});
  CHECK(blamed({at(10, 9, 9), at(9, 9, 9)}, 1100ms) == fault_of(0));
}

TEST_CASE("blame: a link that does not carry", "[coordinator]") {
  CHECK(blamed({at(10, 10, 9), at(9, 9, 9)}) == nobody);
  CHECK(blamed({at(10, 10, 9), at(9, 9, 9)}, 300ms) == verdict{.link = 0});
}

TEST_CASE("blame: a lost step or token is asked for again", "[coordinator]") {
  CHECK(blamed({at(9, 9, 9), at(9, 9, 9)}, 300ms) == verdict{.reopen = 0});
  CHECK(blamed({at(10, 10, 10), at(9, 9, 9)}, 300ms) == verdict{.reopen = 1});
  CHECK(blamed({at(10, 10, 10), at(10, 10, 10)}) == nobody);
  CHECK(blamed({at(10, 10, 10), at(10, 10, 10)}, 300ms)
        == verdict{.reopen = 1});
}
