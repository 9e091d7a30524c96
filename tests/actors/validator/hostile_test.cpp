#include "actors/validator/body_pool.hpp"
#include "actors/validator/peer_limits.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "tests/actors/validator/agreement_network.hpp"

#include <catch2/catch.hpp>

// One of four lies.

using namespace synod;
using namespace synod::chain;
using namespace synod::chain::test;

namespace {

constexpr auto liar = std::size_t{3};

block_body some_body(std::uint64_t height, std::uint64_t number) {
  auto x = block{};
  x.header.height = block_height{height};
  x.header.time_ms = number;
  x.header.transactions_root = root_of({});
  return body_of(std::move(x));
}

/// Everything that the liar can sign or make up for a height and a round.
void flood(agreement_network& net, std::uint64_t height, round_number round) {
  auto key = key_of(static_cast<unsigned char>(liar + 1));
  auto self = validator_id{key.public_key().bytes()};
  auto sign = [&](const auto& x) {
    return key.sign(crypto::signed_bytes(net.begin.parameters.chain_id, x));
  };
  auto body = some_body(height, static_cast<std::uint64_t>(round));
  for (auto kind : {vote_kind::prevote, vote_kind::precommit}) {
    auto x = vote{kind, block_height{height}, round, body.id, no_round, self};
    net.forge(liar, 0, signed_vote{x, sign(x)});
  }
  auto x = proposal{block_height{height}, round, body.id, no_round, self};
  net.forge(liar, 0, signed_proposal{x, sign(x)});
  net.forge(liar, 0, body);
}

} // namespace

TEST_CASE("agreement: other transactions under a block's header harm nobody",
          "[validator][hostile]") {
  auto net = agreement_network{};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(3) >= 1; }));
  auto forged = std::set<std::pair<block_id, std::size_t>>{};
  // Whatever body travels, its receiver gets the liar's before.
  net.passes
    = [&](std::size_t from, std::size_t to, const consensus_content& what) {
        const auto* body = std::get_if<block_body>(&what);
        if (body && from != liar && forged.insert({body->id, to}).second) {
          auto other = body->content;
          other.transactions.emplace_back("nothing that anyone signed");
          net.forge(liar, to, body_of(std::move(other)));
        }
        return true;
      };
  for (auto i = 0; i < 8; ++i) {
    auto id = net.transfer(1);
    // Sooner than any round fails.
    REQUIRE(net.run([&] { return net.all_hold(id); }, 250));
  }
  CHECK(net.core(0).refused() > 0);
  CHECK(net.run([&] { return net.all_agree(); }));
}

TEST_CASE("agreement: who floods rounds and heights fills nobody's memory",
          "[validator][hostile]") {
  auto net = agreement_network{};
  net.start_all();
  REQUIRE(net.run([&] { return net.height(3) >= 1; }));
  net.run([&] { return false; }, 1'000);
  auto next = net.height(0) + 1;
  for (round_number round = 0; round < 200; ++round)
    for (auto height : {next, next + 1, next + 2, next + 1'000})
      flood(net, height, round);
  net.run([&] { return false; }, 100);
  const auto& driver = net.core(0).driver();
  CHECK(net.core(0).refused() == 0); // it was all well made
  // Of each kind: the present round, the next, and one further on.
  CHECK(driver.height().votes().votes_held() <= 2 * 4 * 3);
  CHECK(driver.early_messages_held() <= 3 * 4);
  auto id = net.transfer(1);
  CHECK(net.run([&] { return net.all_hold(id) && net.all_agree(); }));
}

TEST_CASE("peer backlog: who floods keeps out nothing but its own",
          "[validator][hostile]") {
  auto backlog = peer_backlog{};
  backlog.add("honest");
  backlog.add("liar");
  CHECK_FALSE(backlog.take("stranger", 1));
  for (auto i = std::size_t{0}; i < peer_backlog::messages_max; ++i)
    REQUIRE(backlog.take("liar", 1));
  CHECK_FALSE(backlog.take("liar", 1));
  CHECK(backlog.take("honest", peer_backlog::bytes_max));
  CHECK_FALSE(backlog.take("honest", 1));
  backlog.give_back("honest", peer_backlog::bytes_max);
  backlog.give_back("liar", 1);
  CHECK(backlog.take("honest", 1));
  CHECK(backlog.take("liar", 1));
}

TEST_CASE("body pool: a sender pushes out nothing but its own",
          "[validator][hostile]") {
  auto pool = body_pool{};
  auto honest = some_body(1, 0);
  auto judged = some_body(1, 1);
  pool.add("honest", honest);
  pool.add("liar", judged);
  pool.pin(judged.id);
  for (auto i = std::uint64_t{2}; i < 1'000; ++i)
    pool.add("liar", some_body(1, i));
  CHECK(pool.size() == 2 + body_pool::bodies_per_sender_max);
  CHECK(pool.find(honest.id));
  CHECK(pool.find(judged.id));
  pool.forget_below(block_height{2});
  CHECK(pool.size() == 0);
}
