#include "runtime/crypto/sparse_merkle_tree.hpp"

#include "schemas/canonical.hpp"
#include "schemas/error.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <set>

using namespace synod;
using namespace synod::crypto;

namespace {

using model = std::map<std::string, std::string>;

bytes to_bytes(const std::string& text) {
  auto view = std::as_bytes(std::span{text});
  return {view.begin(), view.end()};
}

/// Few keys, so that changes meet.
std::string any_key() {
  return "k" + std::to_string(*rc::gen::inRange(0, 60));
}

/// A tree beside the map that it should be.
struct tree {
  smt_memory store;
  smt_root root;
  std::uint64_t version = 0;
  model values;
  std::vector<smt_update> updates;

  void apply(const model& set, const std::vector<std::string>& remove = {}) {
    auto changes = std::vector<smt_change>{};
    for (const auto& [key, value] : set)
      changes.push_back({to_bytes(key), to_bytes(value)});
    for (const auto& key : remove)
      if (!set.contains(key))
        changes.push_back({to_bytes(key), {}});
    auto update = smt_apply(store, root, ++version, changes);
    REQUIRE(update);
    store.add(*update);
    root = update->root;
    updates.push_back(std::move(*update));
    for (const auto& [key, value] : set)
      values[key] = value;
    for (const auto& key : remove)
      if (!set.contains(key))
        values.erase(key);
  }

  void apply_any() {
    auto set = model{};
    for (auto left = *rc::gen::inRange(0, 12); left > 0; --left)
      set[any_key()] = std::to_string(*rc::gen::inRange(0, 4));
    auto remove = std::set<std::string>{};
    for (auto left = *rc::gen::inRange(0, 12); left > 0; --left)
      remove.insert(any_key());
    apply(set, {remove.begin(), remove.end()});
  }
};

model contents(const smt_source& store, const smt_root& root) {
  auto result = model{};
  auto failure = smt_for_each(store, root, [&](smt_leaf x) {
    auto text = [](const bytes& b) {
      return std::string{reinterpret_cast<const char*>(b.data()), b.size()};
    };
    result[text(x.key)] = text(x.value);
  });
  RC_ASSERT(!failure);
  return result;
}

digest root_of(const model& values) {
  auto fresh = tree{};
  fresh.apply(values);
  return fresh.root.hash;
}

/// A store that gives each node with one byte changed.
struct damaged : smt_source {
  const smt_memory& good;
  std::size_t place;
  std::uint8_t flip;

  damaged(const smt_memory& store, std::size_t at, std::uint8_t bits)
    : good(store), place(at), flip(bits) {
  }

  [[nodiscard]] caf::expected<bytes>
  read(const smt_node_id& id) const override {
    auto node = good.read(id);
    if (node && !node->empty())
      (*node)[place % node->size()] ^= std::byte{flip};
    return node;
  }
};

} // namespace

TEST_CASE("smt: an empty tree has the zero root and lacks every key", "[smt]") {
  auto x = tree{};
  CHECK(x.root.hash.is_zero());
  x.apply({});
  CHECK(x.root.hash.is_zero());
  auto proof = smt_prove(x.store, x.root, to_bytes("a"));
  REQUIRE(proof);
  CHECK(smt_verify_absent(x.root.hash, to_bytes("a"), *proof));
  CHECK_FALSE(smt_verify_present(x.root.hash, to_bytes("a"), {}, *proof));
}

TEST_CASE("smt: one leaf is the root, as SmtSpec hashes it", "[smt]") {
  auto x = tree{};
  x.apply({{"key", "value"}});
  auto leaf = smt_leaf_hash(sha256(to_bytes("key")), sha256(to_bytes("value")));
  CHECK(x.root.hash == leaf);
  x.apply({}, {"key"});
  CHECK(x.root.hash.is_zero());
  CHECK(x.updates.back().nodes.empty());
}

TEST_CASE("smt: a change that changes nothing adds and drops nothing",
          "[smt]") {
  auto x = tree{};
  x.apply({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  auto before = x.root;
  x.apply({{"a", "1"}, {"c", "3"}}, {"d"});
  CHECK(x.root == before);
  CHECK(x.updates.back().nodes.empty());
  CHECK(x.updates.back().stale.empty());
}

TEST_CASE("smt: a key may change once in a version, and versions rise",
          "[smt]") {
  auto x = tree{};
  x.apply({{"a", "1"}});
  auto twice = std::vector<smt_change>{{to_bytes("b"), to_bytes("1")},
                                       {to_bytes("b"), {}}};
  CHECK(smt_apply(x.store, x.root, 2, twice).error() == errc::invalid_argument);
  CHECK(smt_apply(x.store, x.root, 1, {}).error() == errc::invalid_argument);
}

TEST_CASE("smt: it holds what a map holds, whatever came before",
          "[smt][property]") {
  rc::prop("contents, root and reads equal the model's", [] {
    auto x = tree{};
    for (auto left = *rc::gen::inRange(1, 6); left > 0; --left)
      x.apply_any();
    RC_ASSERT(contents(x.store, x.root) == x.values);
    RC_ASSERT(x.root.hash == root_of(x.values));
    auto key = any_key();
    auto found = smt_find(x.store, x.root, to_bytes(key));
    RC_ASSERT(found.operator bool());
    RC_ASSERT(found->has_value() == x.values.contains(key));
    if (*found)
      RC_ASSERT(**found == to_bytes(x.values[key]));
  });
}

TEST_CASE("smt: every key is proven present or absent, never both",
          "[smt][property]") {
  rc::prop("proofs", [] {
    auto x = tree{};
    x.apply_any();
    x.apply_any();
    auto key = any_key();
    auto proof = smt_prove(x.store, x.root, to_bytes(key));
    RC_ASSERT(proof.operator bool());
    auto has = x.values.contains(key);
    auto value = to_bytes(has ? x.values[key] : "0");
    RC_ASSERT(smt_verify_present(x.root.hash, to_bytes(key), value, *proof)
              == has);
    RC_ASSERT(smt_verify_absent(x.root.hash, to_bytes(key), *proof) == !has);
    auto other = to_bytes("another value");
    RC_ASSERT(!smt_verify_present(x.root.hash, to_bytes(key), other, *proof));
    auto wrong_key = to_bytes(key + "x");
    RC_ASSERT(!smt_verify_present(x.root.hash, wrong_key, value, *proof));
  });
}

TEST_CASE("smt: old versions stay until they are pruned, new ones for good",
          "[smt][property]") {
  rc::prop("snapshots", [] {
    auto x = tree{};
    auto roots = std::vector<smt_root>{};
    auto models = std::vector<model>{};
    for (auto left = *rc::gen::inRange(2, 8); left > 0; --left) {
      x.apply_any();
      roots.push_back(x.root);
      models.push_back(x.values);
    }
    for (auto i = std::size_t{0}; i < roots.size(); ++i)
      RC_ASSERT(contents(x.store, roots[i]) == models[i]);
    for (const auto& update : x.updates)
      x.store.prune(update);
    RC_ASSERT(contents(x.store, x.root) == x.values);
    // One node for each leaf and at least one less inside: nothing else stays.
    auto fresh = tree{};
    fresh.apply(x.values);
    RC_ASSERT(x.store.size() == fresh.store.size());
  });
}

TEST_CASE("smt: a proof with any byte changed is refused",
          "[smt][property][hostile]") {
  rc::prop("flips", [] {
    auto x = tree{};
    x.apply({{"k1", "1"}, {"k2", "2"}, {"k3", "3"}, {"k4", "4"}, {"k5", "5"}});
    auto key = to_bytes(any_key());
    auto proof = *smt_prove(x.store, x.root, key);
    auto value = smt_find(x.store, x.root, key);
    auto encoded = canonical_encode(proof);
    auto place = *rc::gen::inRange<std::size_t>(0, encoded.size());
    encoded[place] ^= static_cast<std::byte>(*rc::gen::inRange(1, 256));
    auto changed = canonical_decode<smt_proof>(encoded);
    if (!changed)
      return;
    RC_ASSERT(!smt_verify_absent(x.root.hash, key, *changed));
    if (*value)
      RC_ASSERT(!smt_verify_present(x.root.hash, key, **value, *changed));
  });
}

TEST_CASE("smt: no proof is too strange to ask about", "[smt][hostile]") {
  auto proof = smt_proof{};
  proof.siblings.resize(257);
  CHECK_FALSE(smt_verify_present(digest{}, {}, {}, proof));
  CHECK_FALSE(smt_verify_absent(digest{}, {}, proof));
  proof.siblings.resize(256);
  CHECK_FALSE(smt_verify_absent(digest{}, {}, proof));
  proof = {};
  proof.version = 2;
  CHECK_FALSE(smt_verify_absent(digest{}, {}, proof));
}

TEST_CASE("smt: a damaged node is named, never used",
          "[smt][property][hostile]") {
  rc::prop("a wrong byte in every node", [] {
    auto x = tree{};
    x.apply_any();
    RC_PRE(!x.values.empty());
    auto bad = damaged{x.store, *rc::gen::inRange<std::size_t>(0, 100),
                       *rc::gen::inRange<std::uint8_t>(1, 255)};
    auto key = x.values.begin()->first;
    auto found = smt_find(bad, x.root, to_bytes(key));
    // The place of a child is bound by nothing, but what stands there is.
    if (found)
      RC_ASSERT(*found == to_bytes(x.values[key]));
    else
      RC_ASSERT(found.error() == errc::store_damaged);
  });
}
