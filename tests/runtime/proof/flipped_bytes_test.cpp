#include "runtime/proof/verify.hpp"
#include "served_request.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace synod;

// One byte at a time, all over the file: a flipped low bit turns most digits
// into other digits, so that what is damaged is mostly what the text says, not
// that it is JSON.
TEST_CASE("proof: every flipped byte fails, with the part named") {
  auto service = test::small_service();
  REQUIRE(service.submit(service.attestation()).refusal == 0);
  service.chain.add({});
  auto proof = service.prove();
  proof.request = service.request;
  auto text = write_proof_json(proof);
  REQUIRE(proof::verify(text, service.chain.genesis).holds());
  auto named = std::map<std::string, int>{};
  for (auto i = std::size_t{0}; i < text.size(); ++i) {
    auto was = text[i];
    text[i] = static_cast<char>(was ^ (i % 7 == 3 ? 0x20 : 0x01));
    auto result = proof::verify(text, service.chain.genesis);
    if (result.holds())
      FAIL("byte " << i << " may be '" << text[i] << "' instead of '" << was
                   << '\'');
    REQUIRE(result.fault());
    REQUIRE_FALSE(result.fault()->text.empty());
    REQUIRE(result.proven.empty());
    ++named[result.fault()->part];
    text[i] = was;
  }
  for (const auto* part :
       {"form", "genesis", "escrow", "fee cap", "receipts", "fee",
        "attestation", "block", "commit", "inclusion", "following block",
        "following commit", "success", "request"}) {
    CAPTURE(part);
    CHECK(named[part] > 0);
  }
}

TEST_CASE("proof: no shortened text is a proof") {
  auto service = test::small_service();
  REQUIRE(service.submit(service.attestation()).refusal == 0);
  service.chain.add({});
  auto text = write_proof_json(service.prove());
  for (auto size = std::size_t{0}; size < text.size(); size += 13) {
    auto part = std::string_view{text}.substr(0, size);
    auto result = proof::verify(part, service.chain.genesis);
    REQUIRE(result.fault());
    REQUIRE(result.fault()->part == "form");
  }
}
