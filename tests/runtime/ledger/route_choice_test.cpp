#include "runtime/ledger/route_choice.hpp"

#include "runtime/crypto/sha256.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/load_reports.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>

using namespace synod;
using namespace synod::ledger;

namespace {

constexpr auto now = time_ms{1'000};

account_id candidate_account(std::uint8_t index) {
  return account_id{account_id::bytes_type{index}};
}

request_id request(std::uint32_t number) {
  auto bytes = request_id::bytes_type{};
  for (auto i = 0U; i < 4; ++i)
    bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  return request_id{bytes};
}

route_candidate
candidate(std::uint8_t index, shard_range range, std::uint32_t sessions = 0) {
  return {candidate_account(index), range, standing{fixed_one},
          load_report{1, candidate_account(index), 1, now, sessions, 4}};
}

std::vector<shard_range> ranges_of(const std::vector<route_step>& route) {
  auto result = std::vector<shard_range>{};
  for (const auto& step : route)
    result.push_back(step.candidates[step.chosen].range);
  return result;
}

std::vector<route_candidate> two_by_two() {
  return {candidate(1, {0, 3}), candidate(2, {0, 3}), candidate(3, {3, 3}),
          candidate(4, {3, 3})};
}

} // namespace

TEST_CASE("route: equal replicas are chosen alike", "[reputation]") {
  auto times = std::map<account_id, int>{};
  for (auto i = 0U; i < 2'000; ++i) {
    auto route = choose_route(request(i), 0, 6, two_by_two(), now);
    REQUIRE(route);
    REQUIRE(route->size() == 2);
    for (const auto& step : *route)
      ++times[step.candidates[step.chosen].worker];
  }
  for (const auto& [id, count] : times) {
    CHECK(count > 900);
    CHECK(count < 1'100);
  }
}

TEST_CASE("route: the same inputs choose the same, in any order",
          "[reputation]") {
  auto candidates = two_by_two();
  for (auto i = 0U; i < 50; ++i) {
    auto forward = choose_route(request(i), 1, 6, candidates, now);
    std::ranges::reverse(candidates);
    auto reverse = choose_route(request(i), 1, 6, candidates, now);
    REQUIRE(forward);
    REQUIRE(reverse);
    CHECK(*forward == *reverse);
  }
  auto differs = 0;
  for (auto i = 0U; i < 50; ++i)
    differs += *choose_route(request(i), 0, 6, candidates, now)
               != *choose_route(request(i), 1, 6, candidates, now);
  CHECK(differs > 25);
}

TEST_CASE("route: ranges that are cut otherwise still lie end to end",
          "[reputation]") {
  auto candidates = two_by_two();
  candidates.push_back(candidate(5, {0, 2}));
  candidates.push_back(candidate(6, {2, 4}));
  candidates.push_back(candidate(7, {0, 5})); // leads nowhere
  candidates.push_back(candidate(8, {1, 5})); // is never reached
  candidates.push_back(candidate(9, {4, 4})); // beyond the model
  auto seen = std::map<std::size_t, int>{};
  for (auto i = 0U; i < 200; ++i) {
    auto route = choose_route(request(i), 0, 6, candidates, now);
    REQUIRE(route);
    auto ranges = ranges_of(*route);
    REQUIRE(ranges.size() == 2);
    CHECK((ranges == std::vector<shard_range>{{0, 3}, {3, 3}}
           || ranges == std::vector<shard_range>{{0, 2}, {2, 4}}));
    ++seen[ranges[0].count];
  }
  CHECK(seen.size() == 2);
}

TEST_CASE("route: load takes its part of the weight", "[reputation]") {
  auto candidates
    = std::vector{candidate(1, {0, 6}, 3), candidate(2, {0, 6}, 0)};
  auto route = choose_route(request(1), 0, 6, candidates, now);
  REQUIRE(route);
  auto& step = route->at(0);
  CHECK(step.candidates[0].weight * 4 == step.candidates[1].weight);
}

TEST_CASE("route: who is full, silent or of another name is left out",
          "[reputation]") {
  auto reason = [](const std::vector<route_candidate>& candidates) {
    auto route = choose_route(request(1), 0, 6, candidates, now);
    return route ? errc{} : errc{route.error().code()};
  };
  CHECK(reason({}) == errc::no_replica_left);
  CHECK(reason({candidate(1, {0, 3})}) == errc::no_replica_left);
  CHECK(reason({candidate(1, {0, 6}, 4)}) == errc::overloaded);
  auto silent = candidate(1, {0, 6});
  silent.report.expires_ms = now - 1;
  CHECK(reason({silent}) == errc::no_replica_left);
  auto other = candidate(1, {0, 6});
  other.report.worker = candidate_account(2);
  CHECK(reason({other}) == errc::no_replica_left);
  auto closed = candidate(1, {0, 6});
  closed.report.sessions_max = 0;
  CHECK(reason({closed}) == errc::overloaded);
  CHECK(reason({candidate(1, {0, 6}), silent}) == errc{});
  CHECK(choose_route(request(1), 0, 0, two_by_two(), now).error()
        == errc::no_replica_left);
}

TEST_CASE("route: a replica takes over exactly the range", "[reputation]") {
  auto candidates = two_by_two();
  candidates.push_back(candidate(5, {3, 2}));
  for (auto i = 0U; i < 50; ++i) {
    auto step = choose_replica(request(i), 1, {3, 3}, candidates, now);
    REQUIRE(step);
    CHECK(step->candidates.size() == 2);
    CHECK(step->candidates[step->chosen].range == shard_range{3, 3});
  }
  CHECK(choose_replica(request(1), 1, {2, 2}, candidates, now).error()
        == errc::no_replica_left);
}

TEST_CASE("route: all scores at zero still choose", "[reputation]") {
  auto candidates = two_by_two();
  for (auto& x : candidates)
    x.standing = {0, 0, 0};
  CHECK(choose_route(request(1), 0, 6, candidates, now));
}

TEST_CASE("load reports: the latest word of the worker itself counts",
          "[reputation]") {
  auto check = signature_check{
    [](const public_key& key, auto message, const signature& x) {
      auto hash = crypto::sha256(message).bytes();
      auto bytes = signature::bytes_type{};
      std::ranges::copy(hash, bytes.begin());
      std::ranges::copy(key.bytes(), bytes.begin() + 32);
      return signature{bytes} == x;
    }};
  auto chain = chain_parameters{};
  chain.chain_id = "test-1";
  auto sign = [&](load_report x) {
    auto hash = crypto::sha256(crypto::signed_bytes(chain.chain_id, x)).bytes();
    auto bytes = signature::bytes_type{};
    std::ranges::copy(hash, bytes.begin());
    std::ranges::copy(x.worker.bytes(), bytes.begin() + 32);
    return signed_load_report{x, signature{bytes}};
  };
  auto report = load_report{1, candidate_account(1), 5, now + 1'000, 1, 4};
  auto reports = load_reports{};
  auto add = [&](const signed_load_report& x) {
    return reports.add(x, candidate_account(1), now, chain, check);
  };
  CHECK(add(sign(report)) == applied);
  CHECK(add(sign(report)) == errc::bad_load_report); // repeated
  auto spoilt = [&](auto spoil) {
    auto x = report;
    x.sequence = 6;
    spoil(x);
    return add(sign(x));
  };
  CHECK(spoilt([](auto& x) { x.worker = candidate_account(2); })
        == errc::bad_load_report);
  CHECK(spoilt([](auto& x) { x.expires_ms = now - 1; })
        == errc::bad_load_report);
  CHECK(spoilt([](auto& x) { x.expires_ms = now + 30'001; })
        == errc::bad_load_report);
  CHECK(spoilt([](auto& x) { x.sessions = 5; }) == errc::bad_load_report);
  auto forged = sign(report);
  forged.report.sequence = 9;
  CHECK(add(forged) == errc::bad_load_report);
  REQUIRE(reports.find(candidate_account(1), now));
  CHECK(reports.find(candidate_account(1), now)->report.sequence == 5);
  CHECK_FALSE(reports.find(candidate_account(1), now + 1'001));
  CHECK(spoilt([](auto& x) { x.sessions = 2; }) == applied);
  CHECK(reports.find(candidate_account(1), now)->report.sessions == 2);
  reports.remove(candidate_account(1));
  CHECK_FALSE(reports.find(candidate_account(1), now));
}
