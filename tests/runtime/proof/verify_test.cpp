#include "runtime/proof/verify.hpp"

#include "served_request.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace synod;
using proof::verdict;

namespace {

/// A chain with one request on it, whose success is proven.
struct verify_fixture {
  test::served_request service = test::small_service();

  verify_fixture() {
    REQUIRE(service.submit(service.attestation()).refusal == 0);
    service.chain.add({});
  }

  [[nodiscard]] const genesis& trusted() const {
    return service.chain.genesis;
  }

  [[nodiscard]] proof::service_proof with_request() {
    auto result = service.prove();
    result.request = service.request;
    return result;
  }

  [[nodiscard]] proof::verification
  verify(const proof::service_proof& x,
         std::optional<std::string_view> answer = {}) const {
    return proof::verify(write_proof_json(x), trusted(), answer);
  }

  /// The part that is at fault; empty if none is.
  [[nodiscard]] std::string fault_of(const proof::service_proof& x) const {
    auto checked = verify(x);
    return checked.fault() ? checked.fault()->part : "";
  }
};

verdict verdict_of(const proof::verification& x, const std::string& part) {
  auto found = std::ranges::find(x.findings, part, &proof::finding::part);
  REQUIRE(found != x.findings.end());
  return found->verdict;
}

bool says(const std::vector<std::string>& texts, const std::string& what) {
  return std::ranges::any_of(texts, [&](const std::string& x) {
    return x.find(what) != std::string::npos;
  });
}

} // namespace

TEST_CASE_METHOD(verify_fixture,
                 "proof: an attested request is proven, offline") {
  auto result = verify(service.prove());
  INFO((result.fault() ? result.fault()->text : ""));
  CHECK(result.holds());
  CHECK(verdict_of(result, "request") == verdict::absent);
  CHECK(says(result.proven, "2 workers signed that they ran all 6 blocks"));
  CHECK(says(result.not_proven, "ran the model right"));
  CHECK(says(result.not_proven, "what was asked and answered"));
}

TEST_CASE_METHOD(verify_fixture,
                 "proof: with the request, so are question and answer") {
  auto result = verify(with_request(), service.request.text);
  CHECK(result.holds());
  CHECK(verdict_of(result, "request") == verdict::holds);
  CHECK(verdict_of(result, "answer") == verdict::holds);
  CHECK(verify(with_request(), service.request.text + "\n").holds());
  CHECK_FALSE(says(result.not_proven, "what was asked and answered"));
}

TEST_CASE_METHOD(verify_fixture,
                 "proof: another answer is not the one streamed") {
  auto result = verify(with_request(), "2 \u20ac");
  CHECK_FALSE(result.holds());
  REQUIRE(result.fault());
  CHECK(result.fault()->part == "answer");
  CHECK(result.fault()->text.find("byte 0") != std::string::npos);
  CHECK(verify(service.prove(), "1 \u20ac").fault()->part == "answer");
}

TEST_CASE_METHOD(verify_fixture, "proof: it reads back as it was written") {
  auto text = write_proof_json(with_request());
  CHECK(write_proof_json(proof::read_proof_json(text)) == text);
}

TEST_CASE("proof: without the following block success is not proven") {
  auto service = test::small_service();
  REQUIRE(service.submit(service.attestation()).refusal == 0);
  auto result
    = proof::verify(write_proof_json(service.prove()), service.chain.genesis);
  CHECK_FALSE(result.holds());
  CHECK(verdict_of(result, "inclusion") == verdict::holds);
  CHECK(verdict_of(result, "success") == verdict::absent);
  CHECK(result.fault()->text.starts_with("success is not proven"));
  CHECK(result.proven.empty());
}

TEST_CASE("proof: a refused attestation proves nothing") {
  auto service = test::small_service();
  auto body = service.attestation();
  --body.fee;
  CHECK(errc{service.submit(body).refusal} == errc::wrong_fee);
  service.chain.add({});
  auto result
    = proof::verify(write_proof_json(service.prove()), service.chain.genesis);
  CHECK(verdict_of(result, "fee") == verdict::fails);
  CHECK(verdict_of(result, "success") == verdict::fails);
}

TEST_CASE_METHOD(verify_fixture, "proof: of another chain it is refused") {
  auto other = trusted();
  other.accounts[0].balance += 1;
  auto result = proof::verify(write_proof_json(service.prove()), other);
  REQUIRE(result.fault());
  CHECK(result.fault()->part == "genesis");
  CHECK(result.findings.size() == 2);
}

TEST_CASE_METHOD(verify_fixture, "proof: too few signatures decide nothing") {
  auto x = service.prove();
  x.block.commit.signatures.pop_back();
  CHECK(fault_of(x) == "commit");
  x = service.prove();
  x.success->following.commit.signatures.pop_back();
  CHECK(fault_of(x) == "following commit");
}

TEST_CASE_METHOD(verify_fixture,
                 "proof: neither strangers nor repeats make a quorum") {
  auto x = service.prove();
  auto& commit = x.block.commit;
  commit = service.chain.decide(x.block.header,
                                {"validator-1", "validator-2", "mallory"});
  CHECK(fault_of(x) == "commit");
  commit = service.chain.decide(x.block.header,
                                {"validator-1", "validator-1", "validator-2"});
  CHECK(fault_of(x) == "commit");
  commit = service.chain.decide(x.block.header, {"validator-1", "validator-2",
                                                 "validator-3", "validator-4"});
  CHECK(fault_of(x).empty());
}

TEST_CASE_METHOD(verify_fixture,
                 "proof: a header of other validators is refused") {
  auto x = service.prove();
  auto forged = service.chain.genesis;
  x.block.header.validators_hash = root_hash{};
  x.block.commit = service.chain.decide(
    x.block.header, {"validator-1", "validator-2", "validator-3"});
  CHECK(fault_of(x) == "commit");
}

TEST_CASE_METHOD(verify_fixture, "proof: forged receipts are refused") {
  auto x = service.prove();
  auto& receipts = x.attestation.body.receipts;
  SECTION("a changed output") {
    receipts[0].receipt.output[0] = digest{};
  }
  SECTION("somebody else's signature") {
    receipts[0].signature = receipts[1].signature;
  }
  SECTION("somebody else's key") {
    receipts[0].receipt.worker = test::account_of("cem");
  }
  SECTION("a worker too few") {
    receipts.pop_back();
  }
  CHECK(verdict_of(verify(x), "receipts") == verdict::fails);
  // Whoever changes a receipt changes the transaction, too.
  CHECK(verdict_of(verify(x), "attestation") == verdict::fails);
  CHECK(verdict_of(verify(x), "inclusion") == verdict::fails);
}

TEST_CASE_METHOD(verify_fixture,
                 "proof: a receipt of success must be the block's own") {
  auto x = service.prove();
  SECTION("another transaction's") {
    x.success->receipt.id = transaction_id{};
  }
  SECTION("one that the validators did not sign") {
    x.success->receipt.fee += 1;
  }
  SECTION("at another place") {
    x.success->inclusion.leaf_count += 1;
  }
  CHECK(fault_of(x) == "success");
}

TEST_CASE_METHOD(verify_fixture, "proof: the following block must follow") {
  auto x = service.prove();
  service.chain.add({});
  x.success->following = x.block;
  CHECK(fault_of(x) == "following block");
}

TEST_CASE_METHOD(verify_fixture,
                 "proof: another escrow cannot take the place") {
  auto x = service.prove();
  x.escrow.body.price = 1;
  CHECK(fault_of(x) == "escrow");
}
