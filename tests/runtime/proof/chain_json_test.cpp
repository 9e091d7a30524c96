#include "runtime/proof/chain_json.hpp"

#include "served_request.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using nlohmann::json;

namespace {

/// A chain that holds an attestation, as a validator tells it.
struct chain_json_fixture {
  test::served_request service = test::small_service();
  transaction_found found;

  chain_json_fixture() {
    REQUIRE(service.submit(service.attestation()).refusal == 0);
    service.chain.add({});
    found = *service.chain.find(service.attested);
  }
};

} // namespace

TEST_CASE_METHOD(chain_json_fixture,
                 "chain json: a transaction reads back as it was "
                 "told") {
  auto told = chain_json::to_json(found);
  CHECK(told["proven"] == true);
  CHECK(told["receipt"]["outcome"] == "applied");
  CHECK(told["transaction"]["type"] == "attest");
  CHECK(told["transaction"]["id"] == to_hex(service.attested));
  auto again = chain_json::read_transaction(json::parse(told.dump()));
  CHECK(again.transaction == found.transaction);
  CHECK(again.headers.size() == 2);
  CHECK(chain_json::to_json(again) == told);
}

TEST_CASE_METHOD(chain_json_fixture,
                 "chain json: a proof is assembled from what a "
                 "gateway tells") {
  struct reader final : proof::chain_reader {
    test::decided_chain& chain;
    explicit reader(test::decided_chain& x) : chain(x) {
    }
    std::optional<transaction_found> find(const transaction_id& id) override {
      auto found = chain.find(id);
      if (!found)
        return {};
      return chain_json::read_transaction(chain_json::to_json(*found));
    }
  };
  auto through = reader{service.chain};
  auto direct = service.prove();
  auto proof = proof::assemble(through, direct.genesis, service.attested);
  CHECK(write_proof_json(proof) == write_proof_json(direct));
  CHECK_THROWS_AS(proof::assemble(through, direct.genesis, transaction_id{}),
                  proof::assembly_error);
}

TEST_CASE_METHOD(chain_json_fixture,
                 "chain json: what is not a transaction is refused") {
  auto told = chain_json::to_json(found);
  for (const auto* name :
       {"height", "index", "canonical", "transaction_proof", "receipt_proof"}) {
    auto x = told;
    x.erase(name);
    CAPTURE(name);
    CHECK_THROWS_AS(chain_json::read_transaction(x), json_form::form_error);
    x[name] = "no";
    CHECK_THROWS_AS(chain_json::read_transaction(x), json_form::form_error);
  }
  CHECK_THROWS_AS(chain_json::read_transaction(json::array()),
                  json_form::form_error);
}

TEST_CASE("chain json: bytes that are no transaction are told as such") {
  auto told = chain_json::describe_transaction("\xff nonsense");
  CHECK(told["type"] == "unknown");
  CHECK(told["id"].get<std::string>().size() == 64);
  CHECK(chain_json::name_of(transaction_type{99}) == std::string{"unknown"});
}

TEST_CASE("chain json: an escrow is told with its id") {
  auto state = escrow_state{};
  state.balance = 12;
  auto told = chain_json::to_json(escrow_id{}, state);
  CHECK(told["escrow"] == std::string(64, '0'));
  CHECK(told["balance"] == 12);
}
