// `synod wallet` and `genesis` as their users meet them.

#include "runtime/ledger/genesis_json.hpp"
#include "tests/apps/program_folder.hpp"
#include "tests/runtime/proof/served_request.hpp"

#include <catch2/catch.hpp>

using namespace synod;
using fixture = test::program_folder;

TEST_CASE_METHOD(fixture, "synod wallet: accounts are made, listed and kept") {
  write("secret", "correct horse\n");
  auto made
    = call_json("wallet new savings --data d --passphrase-file secret", 0);
  CHECK(made["encrypted"] == true);
  auto plain = call_json("wallet new trial --data d --development", 0);
  CHECK(plain["encrypted"] == false);
  auto list = call_json("wallet list --data d", 0)["accounts"];
  REQUIRE(list.size() == 2);
  CHECK(list[0]["name"] == "savings");
  CHECK(list[0]["account"] == made["account"]);
  CHECK(list[1]["account"] == plain["account"]);
  auto told = call("wallet list --data d");
  CHECK(told.out.find("NOT ENCRYPTED") != std::string::npos);
  refuses("wallet new trial --data d --development", "is there already");
  CHECK(call_json("wallet list --data d", 0)["accounts"] == list);
}

TEST_CASE_METHOD(fixture, "synod wallet: what is wrong is said") {
  write("empty", "\n");
  refuses("wallet new a --data d --passphrase-file empty", "no passphrase");
  refuses("wallet new a --data d --passphrase-file none", "no passphrase");
  refuses("wallet new ../a --data d --development", "cannot name an account");
  refuses("wallet balance nobody --data d", "no account is called");
  refuses("wallet balance " + std::string(64, 'a') + " --data d",
          "no gateway runs");
  refuses("wallet transfer " + std::string(64, 'a') + " 5 --data d",
          "no gateway runs");
  CHECK(call("wallet transfer x 0 --data d 2>/dev/null").status != 0);
  CHECK(call("wallet new a --passphrase p 2>/dev/null").status != 0);
}

TEST_CASE_METHOD(fixture, "synod genesis: a draft becomes a genesis") {
  auto key = call_json("wallet new v --data d --development", 0)["account"]
               .get<std::string>();
  write("draft.toml", "[chain]\nid = \"my-chain\"\ncommunity = \"" + key
                        + "\"\nclose_delay_s = 60\n[[validator]]\n"
                          "node = \"alpha\"\n"
                          "key_file = \"d/keys/accounts/v.key\"\n"
                          "[[account]]\naccount = \""
                        + key + "\"\nbalance = 1000\n");
  auto made = call("genesis new draft.toml 2>/dev/null");
  REQUIRE(made.status == 0);
  auto genesis = ledger::read_genesis_json(made.out);
  CHECK(genesis.parameters.close_delay_ms == 60'000);
  CHECK(to_hex(genesis.validators.at(0).key) == key);
  write("genesis.json", made.out);
  auto object = call_json("genesis new draft.toml", 0);
  CHECK(object["chain_id"] == "my-chain");
  CHECK(object["genesis"]["version"] == 1);
  auto checked = call_json("genesis check genesis.json", 0);
  CHECK(checked["valid"] == true);
  CHECK(checked["supply"] == 1000);
  CHECK(checked["hash"].get<std::string>().size() == 64);
}

TEST_CASE_METHOD(fixture,
                 "synod genesis: machines found a chain without a secret of "
                 "another's") {
  auto role = [](const std::string& text) {
    return "[[node.actor]]\nrole = " + text + "\n";
  };
  auto node = [](const std::string& name) {
    return "[[node]]\nname = \"" + name
           + "\"\naddress = \"tcp://127.0.0.1:0\"\n";
  };
  auto text = std::string{"[network]\nname = \"pair\"\n[[model]]\nname = "
                          "\"stories\"\nfile = \""}
              + SYNOD_STORIES_GGUF + "\"\n" + node("a")
              + role("\"coordinator\"")
              + role("\"gateway\"\nlisten = \"127.0.0.1:0\"") + node("b")
              + role("\"validator\"\nweight = 3")
              + role("\"shard_worker\"\nmodel = \"stories\"\nblocks = "
                     "\"0-4\"");
  write("pair.toml", text);
  auto part = [this](const std::string& name) {
    return call("genesis keys pair.toml " + name + " --balance 5000 --data "
                + name + " 2>/dev/null");
  };
  auto of_a = part("a");
  auto of_b = part("b");
  REQUIRE(of_a.status == 0);
  REQUIRE(of_b.status == 0);
  CHECK(part("b").out == of_b.out); // keys that exist are kept
  write("a.part", of_a.out);
  write("b.part", of_b.out);
  auto draft = call("genesis draft pair.toml a.part b.part --data a "
                    "2>/dev/null");
  REQUIRE(draft.status == 0);
  write("draft.toml", draft.out);
  auto made = call("genesis new draft.toml 2>/dev/null");
  REQUIRE(made.status == 0);
  auto genesis = ledger::read_genesis_json(made.out);
  CHECK(genesis.parameters.chain_id == "pair");
  REQUIRE(genesis.validators.size() == 1);
  CHECK(genesis.validators[0].node == "b");
  CHECK(genesis.validators[0].weight == 3);
  CHECK(genesis.accounts.size() == 4); // user, coordinator, gateway, worker
  CHECK(genesis.accounts[0].balance == 5000);
  CHECK(genesis.models.size() == 1);
  auto is_in_a = [this](const std::string& key) {
    return std::filesystem::exists(path("a") + "/keys/" + key);
  };
  CHECK(is_in_a("accounts/user.key"));
  CHECK_FALSE(is_in_a("b.validator"));
  refuses("genesis keys pair.toml c --data a", "names no node c");
  refuses("genesis draft pair.toml a.part --data a",
          "no part names the validator b");
  refuses("genesis draft pair.toml a.part b.part b.part --data a",
          "another part has named");
  write("split.part", "[split]\nworkers = 1\n");
  refuses("genesis draft pair.toml split.part b.part --data a",
          "holds \"split\"");
  write("rubbish.part", "]]");
  refuses("genesis draft pair.toml rubbish.part b.part --data a",
          "is no part of a draft");
}

TEST_CASE_METHOD(fixture, "synod genesis: every fault is named") {
  write("draft.toml", "[chain]\nid = 7\nweird = 1\n[[validator]]\n"
                      "weight = -1\nkey = \"zz\"\n");
  auto result = call("genesis new draft.toml 2>&1");
  CHECK(result.status == 1);
  for (const auto* fault :
       {"chain.id", "chain.weird", "chain", "community", "validator.weight",
        "validator.key", "node", "account"}) {
    CAPTURE(fault, result.out);
    CHECK(result.out.find(fault) != std::string::npos);
  }
  auto service = test::small_service();
  auto genesis = service.chain.genesis;
  genesis.parameters.split.burn = 0;
  write("split.json", ledger::write_genesis_json(genesis));
  auto told = call_json("genesis check split.json", 1);
  CHECK(told["valid"] == false);
  CHECK(told["fault"] == "split_not_whole");
  write("broken.json", "{\"version\": 1");
  CHECK(call_json("genesis check broken.json", 1)["fault"] == "malformed");
  refuses("genesis check none.json", "cannot be read");
}

TEST_CASE_METHOD(fixture, "synod: every ledger command's help has an example") {
  for (const auto* command :
       {"wallet new", "wallet list", "wallet balance", "wallet transfer",
        "genesis new", "genesis check", "genesis keys", "genesis draft",
        "verify", "replay", "attestation", "chain status", "chain block",
        "chain tx", "chain validators", "chain escrow", "chain workers",
        "route explain", "ask"}) {
    auto result = call(std::string{command} + " --help");
    CAPTURE(command);
    CHECK(result.status == 0);
    CHECK(result.out.find("Example:") != std::string::npos);
  }
}
