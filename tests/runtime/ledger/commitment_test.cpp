#include "runtime/ledger/commitment.hpp"

#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/crypto/sha256.hpp"
#include "runtime/ledger/receipt_tiling.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <random>

using namespace synod;
using namespace synod::ledger;

namespace {

const auto salt = request_salt{request_salt::bytes_type{1, 2, 3}};

std::vector<digest> some_leaves(std::size_t count) {
  auto result = std::vector<digest>{};
  for (auto i = std::uint32_t{0}; i < count; ++i)
    result.push_back(commit_token(salt, i, i));
  return result;
}

} // namespace

TEST_CASE("subtrees: a cover is the fewest aligned subtrees, in order",
          "[ledger]") {
  using list = std::vector<interval>;
  CHECK(cover({64, 36}) == list{{64, 32}, {96, 4}});
  CHECK(cover({100, 28}) == list{{100, 4}, {104, 8}, {112, 16}});
  CHECK(cover({64, 64}) == list{{64, 64}});
  CHECK(cover({0, 100}) == list{{0, 64}, {64, 32}, {96, 4}});
  CHECK(cover({7, 0}).empty());
}

TEST_CASE("subtrees: however [0, n) is cut, it joins to the RFC 6962 root",
          "[ledger]") {
  auto joins = rc::check([] {
    auto leaves = some_leaves(*rc::gen::inRange<std::size_t>(1, 300));
    auto joiner = subtree_joiner{};
    while (joiner.positions() < leaves.size()) {
      auto first = joiner.positions();
      auto count
        = *rc::gen::inRange<std::uint64_t>(1, leaves.size() - first + 1);
      auto part = std::span{leaves}.subspan(first, count);
      RC_ASSERT(
        joiner.add({first, count}, subtree_roots({first, count}, part)));
      RC_ASSERT(joiner.root()
                == crypto::merkle_root(std::span{leaves}.first(first + count)));
    }
  });
  CHECK(joins);
}

TEST_CASE("subtrees: an interval that does not follow, or lacks roots, changes "
          "nothing",
          "[ledger]") {
  auto leaves = some_leaves(8);
  auto roots = subtree_roots({0, 6}, std::span{leaves}.first(6));
  auto joiner = subtree_joiner{};
  REQUIRE(joiner.add({0, 6}, roots));
  auto root = joiner.root();
  CHECK_FALSE(joiner.add({7, 1}, std::span{leaves}.last(1)));
  CHECK_FALSE(joiner.add({5, 1}, std::span{leaves}.first(1)));
  CHECK_FALSE(joiner.add({6, 2}, std::span{leaves}.last(2)));
  CHECK(joiner.root() == root);
  CHECK(joiner.positions() == 6);
}

TEST_CASE("commitment: a leaf is SHA-256 over prefix, salt, position and "
          "values",
          "[ledger][golden]") {
  auto values = std::array{1.0F, -2.5F};
  auto bytes = std::vector<std::uint8_t>{0, 1}; // RFC 6962 leaf, activations
  bytes.insert(bytes.end(), salt.bytes().begin(), salt.bytes().end());
  for (auto byte : {0x01, 0x02, 0x00, 0x00,  // position 513
                    0x00, 0x00, 0x80, 0x3f,  // 1.0
                    0x00, 0x00, 0x20, 0xc0}) // -2.5
    bytes.push_back(static_cast<std::uint8_t>(byte));
  CHECK(commit_row(salt, 513, values)
        == crypto::sha256(std::as_bytes(std::span{bytes})));
}

TEST_CASE("commitment: kind, salt, position and content all count",
          "[ledger]") {
  auto id = token_id{0x3f800000}; // the bits of 1.0
  auto value = std::array{1.0F};
  auto other = request_salt{request_salt::bytes_type{9}};
  CHECK(commit_token(salt, 5, id) != commit_row(salt, 5, value));
  CHECK(commit_token(salt, 5, id) != commit_token(other, 5, id));
  CHECK(commit_token(salt, 5, id) != commit_token(salt, 6, id));
  CHECK(commit_token(salt, 5, id) != commit_token(salt, 5, id + 1));
  CHECK(commit_nothing(salt, 5) != commit_nothing(salt, 6));
  CHECK(commit_text(salt, "a")
        != commit_record(salt, std::vector{std::byte{'a'}}));
  CHECK(commit_text(salt, "") != commit_nothing(salt, 0));
}

TEST_CASE("commitment: any chunking of the rows gives the same roots",
          "[ledger]") {
  constexpr auto hidden_size = std::size_t{3};
  auto same = rc::check([] {
    auto rows = *rc::gen::inRange<std::size_t>(1, 130);
    auto values = std::vector<float>{};
    for (auto i = std::size_t{0}; i < rows * hidden_size; ++i)
      values.push_back(static_cast<float>(i) / 7);
    auto whole = position_commitments{salt};
    whole.append_rows(values, hidden_size);
    auto parts = position_commitments{salt};
    while (parts.next() < rows) {
      auto count = *rc::gen::inRange<std::size_t>(1, rows - parts.next() + 1);
      parts.append_rows(std::span{values}.subspan(parts.next() * hidden_size,
                                                  count * hidden_size),
                        hidden_size);
    }
    RC_ASSERT(whole.roots({0, rows}) == parts.roots({0, rows}));
  });
  CHECK(same);
}

TEST_CASE("commitment: what one worker sent is what the next received, across "
          "a replacement",
          "[ledger]") {
  auto values = std::vector<float>(100, 0.5F);
  auto sent = position_commitments{salt};
  sent.append_rows(values, 1);
  auto first = position_commitments{salt};
  first.append_rows(std::span{values}.first(70), 1);
  auto second = position_commitments{salt, 60}; // rebuilt from 60 on
  second.append_rows(std::span{values}.subspan(60), 1);
  auto joiner = subtree_joiner{};
  REQUIRE(joiner.add({0, 70}, first.roots({0, 70})));
  REQUIRE(joiner.add({70, 30}, second.roots({70, 30})));
  auto whole = subtree_joiner{};
  REQUIRE(whole.add({0, 100}, sent.roots({0, 100})));
  CHECK(joiner.root() == whole.root());
}

TEST_CASE("commitment: a rewind forgets what was given up", "[ledger]") {
  auto kept = position_commitments{salt};
  auto straight = position_commitments{salt};
  for (auto i = token_id{0}; i < 10; ++i)
    kept.append_token(i);
  kept.rewind(4);
  for (auto i = token_id{0}; i < 8; ++i) {
    straight.append_token(i);
    if (i >= 4)
      kept.append_token(i);
  }
  CHECK(kept.next() == 8);
  CHECK(kept.roots({0, 8}) == straight.roots({0, 8}));
  CHECK(commit_tokens(salt, 0, std::array<token_id, 8>{0, 1, 2, 3, 4, 5, 6, 7})
        == kept.roots({0, 8})[0]);
}

TEST_CASE("tiling: random receipts never get more than their positions",
          "[ledger]") {
  // Whatever intervals are claimed, what is accepted covers [0, n) once.
  auto sound = rc::check([] {
    auto count = *rc::gen::inRange<std::size_t>(1, 6);
    auto receipts = std::vector<signed_receipt>{};
    for (auto i = std::size_t{0}; i < count; ++i) {
      auto x = signed_receipt{};
      auto& r = x.receipt;
      r.generation = *rc::gen::inRange<std::uint32_t>(0, 2);
      r.range = {*rc::gen::inRange<std::uint32_t>(0, 2),
                 *rc::gen::inRange<std::uint32_t>(0, 3)};
      r.position = 32 * *rc::gen::inRange<std::uint32_t>(0, 4);
      r.positions = 32 * *rc::gen::inRange<std::uint32_t>(0, 3);
      r.input.resize(cover({r.position, r.positions}).size());
      r.output = r.input;
      receipts.push_back(x);
    }
    auto work = attested_work{};
    if (check_tiling(receipts, 2, work))
      return;
    auto claimed = std::uint64_t{0};
    for (const auto& x : receipts)
      claimed += std::uint64_t{x.receipt.positions} * x.receipt.range.count;
    RC_ASSERT(claimed == 2 * work.tokens);
    RC_ASSERT(work.work.at({}) == claimed);
  });
  CHECK(sound);
}
