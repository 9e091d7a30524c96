// The proofs of cosmos/ics23's test data. What applies:
//
//   smt/         all six: SmtSpec is the hashing of Synod's state.
//   tendermint/  the existence proofs, also those of the neighbours in absence
//                proofs: its trees are RFC 6962's, as Synod's lists. A list
//                proves no absence, so the absence itself does not apply.
//   iavl/        does not apply: another hashing. It must be refused.
//
// And of the data for single operations (Test*Data.json):
//
//   TestDoHashData              the case sha256; Synod hashes by nothing else.
//   TestLeafOpData, TestInnerOpData, TestExistenceProofData,
//   TestCheckLeafData, TestCheckAgainstSpecData, TestEmptyBranchData
//                do not apply: they vary lengths, prefixes and hashes of a spec
//                that is an argument there and fixed here; none is SmtSpec's.

#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/crypto/sparse_merkle_tree.hpp"
#include "tests/runtime/crypto/ics23_proof.hpp"
#include "tests/support/hex.hpp"
#include "tests/support/test_data.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace synod;
using namespace synod::crypto;
using json = nlohmann::json;
namespace fs = std::filesystem;
namespace ics23 = synod::test::ics23;

namespace {

struct vector_case {
  fs::path file;
  bytes key;
  bytes value; // empty: the proof is of absence
  digest root;
  ics23::commitment proof;
};

vector_case read(const fs::path& file) {
  auto in = json::parse(test::contents(file));
  auto hex = [&](const char* name) {
    return test::from_hex(in[name].get<std::string>());
  };
  return {file, hex("key"), hex("value"),
          test::from_hex<digest>(in["root"].get<std::string>()),
          ics23::decode(hex("proof"))};
}

/// All cases of one kind of tree, in the tree's data and below SYNOD_VECTORS.
std::vector<vector_case> cases(const std::string& kind) {
  auto result = std::vector<vector_case>{};
  for (const auto& folder : {test::own_data(), test::vectors()}) {
    if (!fs::exists(folder))
      continue;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
      if (entry.path().extension() == ".json"
          && entry.path().parent_path().filename() == kind)
        result.push_back(read(entry.path()));
  }
  return result;
}

bool verify(const vector_case& x, const smt_proof& proof) {
  return x.value.empty() ? smt_verify_absent(x.root, x.key, proof)
                         : smt_verify_present(x.root, x.key, x.value, proof);
}

std::optional<smt_proof> to_smt(const vector_case& x) {
  return x.value.empty() ? ics23::to_absent(x.proof, x.key)
                         : ics23::to_present(*x.proof.exist);
}

digest flipped(const digest& x) {
  auto bytes = x.bytes();
  bytes[7] ^= 16;
  return digest{bytes};
}

/// The tendermint leaf: length and key, length and SHA-256 of the value.
bytes tendermint_data(const ics23::existence& x) {
  auto result = bytes{static_cast<std::byte>(x.key.size())};
  result.insert(result.end(), x.key.begin(), x.key.end());
  auto value = sha256(x.value);
  result.push_back(std::byte{32});
  auto hash = std::as_bytes(std::span{value.bytes()});
  result.insert(result.end(), hash.begin(), hash.end());
  return result;
}

void check_list(const digest& root, const ics23::existence& x) {
  REQUIRE(x.key.size() < 128);
  auto up = ics23::steps(x, ics23::tendermint_leaf());
  REQUIRE(up);
  // ICS-23 gives the turns alone; a full tree has a place for any of them.
  auto proof = merkle_proof{0, std::uint64_t{1} << up->size(), {}};
  for (auto i = std::size_t{0}; i < up->size(); ++i) {
    proof.path.push_back((*up)[i].sibling);
    proof.leaf_index |= std::uint64_t{(*up)[i].from_right} << i;
  }
  auto leaf = merkle_leaf(tendermint_data(x));
  CHECK(merkle_verify(root, leaf, proof));
  CHECK_FALSE(merkle_verify(root, flipped(leaf), proof));
  proof.leaf_index ^= 1;
  CHECK_FALSE(merkle_verify(root, leaf, proof));
}

} // namespace

TEST_CASE("ics23: the SmtSpec proofs verify", "[smt][vectors]") {
  auto all = cases("smt");
  REQUIRE(all.size() >= 6);
  for (const auto& x : all) {
    CAPTURE(x.file);
    auto proof = to_smt(x);
    REQUIRE(proof);
    CHECK(verify(x, *proof));
    for (const auto* side : {&x.proof.left, &x.proof.right})
      if (*side)
        CHECK(smt_verify_present(x.root, (*side)->key, (*side)->value,
                                 *ics23::to_present(**side)));
  }
}

TEST_CASE("ics23: the SmtSpec proofs prove nothing else", "[smt][vectors]") {
  for (const auto& x : cases("smt")) {
    CAPTURE(x.file);
    auto proof = *to_smt(x);
    auto other = x;
    other.root = flipped(other.root);
    CHECK_FALSE(verify(other, proof));
    other = x;
    other.key.push_back(std::byte{0});
    CHECK_FALSE(verify(other, proof));
    CHECK_FALSE(smt_verify_present(x.root, x.key, {}, proof));
    if (!x.value.empty())
      CHECK_FALSE(smt_verify_absent(x.root, x.key, proof));
    for (auto& sibling : proof.siblings) {
      auto kept = sibling;
      sibling = flipped(sibling);
      CHECK_FALSE(verify(x, proof));
      sibling = kept;
    }
    proof.siblings.pop_back();
    CHECK_FALSE(verify(x, proof));
  }
}

TEST_CASE("ics23: other trees' proofs are none of SmtSpec's",
          "[smt][vectors]") {
  for (const auto* kind : {"tendermint", "iavl"})
    for (const auto& x : cases(kind)) {
      CAPTURE(x.file);
      CHECK_FALSE(to_smt(x));
    }
}

TEST_CASE("ics23: the tendermint proofs lead to their roots as lists do",
          "[merkle][vectors]") {
  auto all = cases("tendermint");
  REQUIRE(all.size() >= 6);
  for (const auto& x : all) {
    CAPTURE(x.file);
    for (const auto* part : {&x.proof.exist, &x.proof.left, &x.proof.right})
      if (*part)
        check_list(x.root, **part);
  }
}

TEST_CASE("ics23: SHA-256 is the one that ICS-23 means", "[vectors]") {
  for (const auto& file :
       test::find_files(test::vectors(), "TestDoHashData.json")) {
    auto x = json::parse(test::contents(file))["sha256"];
    auto text = x["Preimage"].get<std::string>();
    CHECK(to_hex(sha256(std::as_bytes(std::span{text}))) == x["ExpectedHash"]);
  }
}
