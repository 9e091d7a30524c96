#include "runtime/crypto/merkle_tree.hpp"

#include "tests/support/hex.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

using namespace synod;
using namespace synod::crypto;

namespace {

std::vector<digest> leaves_of(std::size_t count) {
  auto result = std::vector<digest>{};
  for (auto i = std::size_t{0}; i < count; ++i)
    result.push_back(merkle_leaf(std::vector{static_cast<std::byte>(i)}));
  return result;
}

digest flipped(const digest& x, std::size_t byte) {
  auto bytes = x.bytes();
  bytes[byte] ^= 1;
  return digest{bytes};
}

} // namespace

TEST_CASE("merkle: the roots are those of Certificate Transparency",
          "[merkle]") {
  // The leaves and roots of the reference implementation of RFC 6962.
  auto data = std::vector<std::string>{"",
                                       "00",
                                       "10",
                                       "2021",
                                       "3031",
                                       "40414243",
                                       "5051525354555657",
                                       "606162636465666768696a6b6c6d6e6f"};
  auto roots = std::vector<std::string>{
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  auto leaves = std::vector<digest>{};
  CHECK(merkle_root(leaves) == sha256({}));
  for (auto i = std::size_t{0}; i < data.size(); ++i) {
    leaves.push_back(merkle_leaf(test::from_hex(data[i])));
    CHECK(to_hex(merkle_root(leaves)) == roots[i]);
  }
}

TEST_CASE("merkle: every leaf of every tree can be proven, as itself alone",
          "[merkle]") {
  for (auto count = std::size_t{1}; count <= 33; ++count) {
    auto leaves = leaves_of(count);
    auto root = merkle_root(leaves);
    for (auto i = std::size_t{0}; i < count; ++i) {
      auto proof = merkle_prove(leaves, i);
      REQUIRE(proof);
      for (auto j = std::size_t{0}; j < count; ++j) {
        CHECK(merkle_verify(root, leaves[j], *proof) == (i == j));
        auto elsewhere = *proof;
        elsewhere.leaf_index = j;
        CHECK(merkle_verify(root, leaves[i], elsewhere) == (i == j));
      }
    }
    CHECK_FALSE(merkle_prove(leaves, count));
  }
}

TEST_CASE("merkle: a proof that was changed is refused", "[merkle][hostile]") {
  rc::prop("flip, cut or lengthen", [] {
    auto count = *rc::gen::inRange<std::size_t>(2, 70);
    auto leaves = leaves_of(count);
    auto root = merkle_root(leaves);
    auto place = *rc::gen::inRange<std::size_t>(0, count);
    auto proof = *merkle_prove(leaves, place);
    RC_ASSERT(merkle_verify(root, leaves[place], proof));
    auto byte = *rc::gen::inRange<std::size_t>(0, 32);
    RC_ASSERT(!merkle_verify(flipped(root, byte), leaves[place], proof));
    RC_ASSERT(!merkle_verify(root, flipped(leaves[place], byte), proof));
    auto changed = proof;
    auto step = *rc::gen::inRange<std::size_t>(0, proof.path.size());
    changed.path[step] = flipped(changed.path[step], byte);
    RC_ASSERT(!merkle_verify(root, leaves[place], changed));
    changed = proof;
    changed.path.pop_back();
    RC_ASSERT(!merkle_verify(root, leaves[place], changed));
    changed = proof;
    changed.path.push_back(digest{});
    RC_ASSERT(!merkle_verify(root, leaves[place], changed));
  });
}

TEST_CASE("merkle: no proof is too strange to ask about", "[merkle][hostile]") {
  rc::prop("any numbers, any path", [] {
    auto proof = merkle_proof{*rc::gen::arbitrary<std::uint64_t>(),
                              *rc::gen::arbitrary<std::uint64_t>(),
                              {}};
    proof.path.resize(*rc::gen::inRange<std::size_t>(0, 200));
    RC_ASSERT(!merkle_verify(sha256({}), digest{}, proof));
  });
  auto widest = merkle_proof{UINT64_MAX - 1, UINT64_MAX, {}};
  widest.path.resize(64);
  CHECK_FALSE(merkle_verify(digest{}, digest{}, widest));
  CHECK_FALSE(merkle_verify(sha256({}), digest{}, merkle_proof{}));
}

TEST_CASE("merkle: a frontier has the root of the list so far", "[merkle]") {
  auto frontier = merkle_frontier{};
  auto leaves = leaves_of(130);
  CHECK(frontier.root() == merkle_root({}));
  for (auto i = std::size_t{0}; i < leaves.size(); ++i) {
    frontier.add(leaves[i]);
    CHECK(frontier.root() == merkle_root(std::span{leaves}.first(i + 1)));
  }
  CHECK(frontier.size() == 130);
}
