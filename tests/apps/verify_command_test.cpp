// `synod verify` as its users meet it: whatever they give it.

#include "runtime/ledger/genesis_json.hpp"
#include "tests/apps/program_folder.hpp"
#include "tests/runtime/proof/served_request.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using fixture = test::program_folder;

TEST_CASE_METHOD(fixture, "synod verify: proven, and not proven") {
  auto service = test::small_service();
  REQUIRE(service.submit(service.attestation()).refusal == 0);
  write("early.json", write_proof_json(service.prove()));
  service.chain.add({});
  auto proof = service.prove();
  proof.request = service.request;
  write("proof.json", write_proof_json(proof));
  write("genesis.json", ledger::write_genesis_json(service.chain.genesis));
  write("answer.txt", service.request.text);
  auto good = call_json(
    "verify proof.json --trust genesis.json --answer answer.txt", 0);
  CHECK(good["verified"] == true);
  CHECK(good["fault"] == nullptr);
  CHECK(good["findings"].size() == 15);
  CHECK(good["not_proven"].size() == 3);
  auto told = call("verify proof.json --trust genesis.json");
  CHECK(told.status == 0);
  CHECK(told.out.find("Not proven:") != std::string::npos);
  auto early = call_json("verify early.json --trust genesis.json", 1);
  CHECK(early["fault"] == "success");
  write("other.txt", "another");
  CHECK(call_json("verify proof.json --trust genesis.json --answer other.txt",
                  1)["fault"]
        == "answer");
  auto other = service.chain.genesis;
  other.time += 1;
  write("other.json", ledger::write_genesis_json(other));
  CHECK(call_json("verify proof.json --trust other.json", 1)["fault"]
        == "genesis");
  refuses("verify none.json --trust genesis.json", "none.json");
  refuses("verify proof.json --trust proof.json", "genesis");
  CHECK(call("verify proof.json 2>/dev/null").status != 0);
}

TEST_CASE_METHOD(fixture, "synod verify: a wrong file is named, whatever it "
                          "is") {
  auto service = test::small_service();
  write("genesis.json", ledger::write_genesis_json(service.chain.genesis));
  REQUIRE(service.submit(service.attestation()).refusal == 0);
  service.chain.add({});
  auto text = write_proof_json(service.prove());
  write("cut.json", text.substr(0, text.size() / 2));
  write("empty.json", "");
  write("deep.json", std::string(100'000, '['));
  write("long.json", '[' + std::string(9 << 20, ' ') + ']');
  write("binary.json", std::string{"GGUF\0\1\2", 7});
  for (const auto* file : {"cut.json", "empty.json", "deep.json", "long.json",
                           "binary.json", "genesis.json"}) {
    CAPTURE(file);
    auto told
      = call_json(std::string{"verify "} + file + " --trust genesis.json", 1);
    CHECK(told["fault"] == "form");
    CHECK(told["proven"].empty());
    refuses(std::string{"verify "} + file + " --trust genesis.json", file);
  }
  refuses("verify /dev/zero --trust genesis.json", "larger than 16 MiB");
  refuses("verify . --trust genesis.json", "cannot be read");
  refuses("verify cut.json --trust empty.json", "empty.json");
  refuses("genesis check /dev/zero", "larger than 16 MiB");
  // A pipe is as good as a file.
  write("proof.json", text);
  CHECK(call("verify /dev/stdin --trust genesis.json < proof.json").status
        == 0);
}

TEST_CASE_METHOD(fixture, "synod verify: a proof cannot steer the terminal") {
  auto service = test::small_service();
  REQUIRE(service.submit(service.attestation()).refusal == 0);
  service.chain.add({});
  auto proof = service.prove();
  proof.attestation.chain_id = "\x1b[2J\xc2\x9b"
                               "31mfine";
  write("proof.json", write_proof_json(proof));
  write("genesis.json", ledger::write_genesis_json(service.chain.genesis));
  auto told = call("verify proof.json --trust genesis.json 2>&1");
  CHECK(told.status == 1);
  CHECK(told.out.find("?[2J?31mfine") != std::string::npos);
  CHECK(told.out.find('\x1b') == std::string::npos);
  CHECK(told.out.find("\xc2\x9b") == std::string::npos);
}

TEST_CASE_METHOD(fixture, "synod: what cannot be written whole is a failure") {
  auto service = test::small_service();
  write("genesis.json", ledger::write_genesis_json(service.chain.genesis));
  CHECK(call("genesis check genesis.json > /dev/full 2>/dev/null").status == 1);
}
