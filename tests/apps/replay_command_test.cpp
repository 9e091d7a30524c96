// `synod replay` as its users meet it, with a real model.

#include "apps/synod/replay_request.hpp"
#include "runtime/ledger/genesis_json.hpp"
#include "runtime/manifest/manifest.hpp"
#include "runtime/model/generate.hpp"
#include "tests/apps/program_folder.hpp"
#include "tests/runtime/proof/served_request.hpp"

#include <catch2/catch.hpp>

using namespace synod;

namespace {

/// A completion that a route of one or three workers served with a real model.
struct served_story : test::program_folder {
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
