// `synod wallet`, `genesis`, `verify` and `replay` as their users meet them:
// the built program, on files alone.

#include "apps/synod/replay_request.hpp"
#include "runtime/ledger/genesis_json.hpp"
#include "runtime/manifest/manifest.hpp"
#include "runtime/model/generate.hpp"
#include "tests/runtime/proof/served_request.hpp"
#include "tests/support/temporary_folder.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <fstream>

using namespace synod;
using nlohmann::json;

namespace {

struct outcome {
  int status = -1;
  std::string out;
};

/// A folder, and the program run in it.
struct fixture {
  test::temporary_folder folder;

  [[nodiscard]] std::string path(const std::string& name) const {
    return (folder.path() / name).string();
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream{path(name), std::ios::binary} << text;
  }

  /// The arguments are shell words; standard error joins the output with 2>&1.
  [[nodiscard]] outcome call(const std::string& arguments) const {
    auto command = "cd " + folder.path().string() + " && "
                   + std::string{SYNOD_PROGRAM} + " " + arguments;
    auto* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    auto result = outcome{};
    auto part = std::array<char, 4096>{};
    while (auto size = fread(part.data(), 1, part.size(), pipe))
      result.out.append(part.data(), size);
    result.status = WEXITSTATUS(pclose(pipe));
    return result;
  }

  /// One JSON object on standard output, whatever the status.
  [[nodiscard]] json call_json(const std::string& arguments, int status) const {
    auto result = call(arguments + " --json 2>/dev/null");
    CAPTURE(arguments, result.out);
    CHECK(result.status == status);
    auto parsed = json::parse(result.out, nullptr, false);
    REQUIRE(parsed.is_object());
    return parsed;
  }

  void refuses(const std::string& arguments, const std::string& says) const {
    auto result = call(arguments + " 2>&1");
    CAPTURE(arguments, result.out);
    CHECK(result.status == 1);
    CHECK(result.out.find(says) != std::string::npos);
  }
};

} // namespace

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

namespace {

/// A completion that a route of one or three workers served with a real model.
struct served_story : fixture {
  std::shared_ptr<const model::gguf_file> file
    = model::gguf_file::open(SYNOD_STORIES_GGUF);
  genesis_model described = manifest::describe(SYNOD_STORIES_GGUF, "stories");
  proof::kept_request request = test::small_request();

  served_story() {
    auto renderer = request_renderer{*file};
    request.record = {};
    request.record.model = described.manifest;
    request.record.prompt = "Once upon a time";
    request.record.tokens_max = 70;
    request.record.sample = to_bits({.seed = 5});
    request.prompt = renderer.prompt(request.record);
    auto engine = model::shard_engine{
      model::shard_weights::load(*file, {0, described.blocks}), 2};
    auto options = model::generation_options{};
    options.tokens_max = request.record.tokens_max;
    request.tokens
      = model::generate(engine, {{request.prompt}}, options)[0].tokens;
    request.text = renderer.text(request.record, request.tokens);
    REQUIRE(request.text.size() > 100);
  }

  void prove(const std::vector<test::stage>& stages,
             const test::boundaries& rows) const {
    auto service = test::served_request{described, stages, request, rows};
    REQUIRE(service.submit(service.attestation()).refusal == 0);
    service.chain.add({});
    auto proof = service.prove();
    proof.request = request;
    write("proof.json", write_proof_json(proof));
    write("genesis.json", ledger::write_genesis_json(service.chain.genesis));
  }
};

const auto replay_story
  = std::string{"replay proof.json "} + SYNOD_STORIES_GGUF;

} // namespace

TEST_CASE_METHOD(served_story, "synod replay: equal bits") {
  auto stages = std::vector<test::stage>{{"ann", {0, described.blocks}}};
  prove(stages, test::invented(request, 1));
  auto told = call_json(replay_story + " --trust genesis.json", 0);
  CHECK(told["equal"] == true);
  CHECK(told["first_difference"] == nullptr);
  CHECK(told["text"] == request.text);
  CHECK(told["workers"].size() == 2);
  auto shown = call(replay_story + " 2>/dev/null");
  CHECK(shown.status == 0);
  CHECK(shown.out.find("EQUAL BITS") != std::string::npos);
  CHECK(shown.out.find("answer   , there was") != std::string::npos);
  CHECK(shown.out.find("asked    Once upon a time") != std::string::npos);
  // Nobody is named who was not checked.
  CHECK(told["verified"] == true);
  CHECK(shown.out.find("NOT VERIFIED") != std::string::npos);
  CHECK(call_json(replay_story, 0)["verified"] == false);
  auto checked = call(replay_story + " --trust genesis.json 2>/dev/null");
  CHECK(checked.out.find("verified against genesis") != std::string::npos);
}

TEST_CASE_METHOD(served_story, "synod replay: a named first difference") {
  // Nobody computed what stands between these two.
  auto stages = std::vector<test::stage>{{"ann", {0, 2}},
                                         {"ben", {2, described.blocks - 2}}};
  prove(stages, test::invented(request, 2));
  auto told = call_json(replay_story, 1);
  CHECK(told["equal"] == false);
  auto first = told["first_difference"];
  CHECK(first["what"] == "worker");
  CHECK(first["worker"] == to_hex(test::account_of("ann")));
  CHECK(first["side"] == "output");
  CHECK(first["first"] == 0);
  CHECK(first["position"] == 0);
}

TEST_CASE_METHOD(served_story, "synod replay: a false token is shown where it "
                               "stands") {
  auto stages = std::vector<test::stage>{{"ann", {0, described.blocks}}};
  request.tokens[5] = request.tokens[5] == 300 ? 301 : 300;
  prove(stages, test::invented(request, 1));
  auto told = call_json(replay_story, 1)["first_difference"];
  CHECK(told["what"] == "worker");
  CHECK(told["position"] == request.prompt.size() + 4);
  auto shown = call(replay_story + " 2>&1");
  CHECK(shown.status == 1);
  CHECK(shown.out.find("[the record has \"") != std::string::npos);
  CHECK(shown.out.find("FIRST DIFFERENCE: worker") != std::string::npos);
  CHECK(shown.out.find("does not replay to equal bits") != std::string::npos);
}

TEST_CASE_METHOD(served_story, "synod replay: another prompt, text or model") {
  auto stages = std::vector<test::stage>{{"ann", {0, described.blocks}}};
  auto rows = test::invented(request, 1);
  request.record.prompt = "Once upon a hill";
  prove(stages, rows);
  CHECK(call_json(replay_story, 1)["first_difference"]["what"] == "prompt");
  request.record.prompt = "Once upon a time";
  request.text += "!";
  prove(stages, rows);
  CHECK(call_json(replay_story, 1)["first_difference"]["what"] == "text");
  refuses("replay proof.json genesis.json", "not the model that was attested");
  write("cut.json", "{}");
  refuses(std::string{"replay cut.json "} + SYNOD_STORIES_GGUF,
          "cut.json is no proof: proof lacks");
  refuses(std::string{"replay "} + SYNOD_STORIES_GGUF + " proof.json",
          SYNOD_STORIES_GGUF);
  refuses("replay proof.json none.gguf", "none.gguf");
  auto other = test::small_service().chain.genesis;
  write("other.json", ledger::write_genesis_json(other));
  refuses(replay_story + " --trust other.json", "not verified: genesis");
}

TEST_CASE_METHOD(fixture, "synod: every ledger command's help has an example") {
  for (const auto* command :
       {"wallet new", "wallet list", "wallet balance", "wallet transfer",
        "genesis new", "genesis check", "verify", "replay", "attestation",
        "chain status", "chain block", "chain tx", "chain validators",
        "chain escrow", "chain workers", "route explain", "ask"}) {
    auto result = call(std::string{command} + " --help");
    CAPTURE(command);
    CHECK(result.status == 0);
    CHECK(result.out.find("Example:") != std::string::npos);
  }
}
