#include "runtime/proof/replay.hpp"

#include "kernels/profile.hpp"
#include "runtime/model/generate.hpp"
#include "runtime/model/gguf.hpp"
#include "served_request.hpp"
#include "tests/support/random_model.hpp"

#include <catch2/catch.hpp>

using namespace synod;

namespace {

/// A small random model, and a request that an honest route served with it.
struct replay_fixture {
  std::string bytes = test::random_model{}.bytes(); // 4 blocks, context 96
  std::shared_ptr<const model::gguf_file> file = test::parse(bytes);
  proof::kept_request request = test::small_request();

  replay_fixture() {
    request.record.model = described().manifest;
    request.record.sample
      = to_bits({.temperature = 1.5f, .top_k = 40, .seed = 7});
    request.prompt = test::random_values{3}.integers<std::uint32_t>(20, 0, 60);
    auto whole
      = model::shard_engine{model::shard_weights::load(*file, {0, 4}), 1};
    auto options = model::generation_options{};
    options.parameters.temperature = 1.5f;
    options.parameters.top_k = 40;
    options.parameters.seed = 7;
    options.tokens_max = 60;
    request.tokens
      = model::generate(whole, {{request.prompt}}, options)[0].tokens;
    REQUIRE(request.tokens.size() == 60);
  }

  [[nodiscard]] static genesis_model described() {
    auto result = test::small_model();
    result.blocks = 4;
    result.profile = kernels::profile;
    return result;
  }

  /// What honest workers commit to, computed in one step per worker: chunks do
  /// not matter.
  [[nodiscard]] test::boundaries
  rows(const std::vector<test::stage>& stages) const {
    auto result = test::invented(request, stages.size());
    auto ids = request.prompt;
    ids.insert(ids.end(), request.tokens.begin(), request.tokens.end() - 1);
    auto rows = std::vector<float>{};
    for (auto i = std::size_t{0}; i + 1 < stages.size(); ++i) {
      auto range = stages[i].range;
      auto shard = model::shard_engine{
        model::shard_weights::load(*file, {range.first, range.count}), 2};
      auto cache = shard.make_cache(96);
      auto step = model::step{};
      step.cache = cache.get();
      if (i == 0)
        step.tokens = ids;
      else
        step.activations = std::as_bytes(std::span{rows});
      rows = shard.run({&step, 1})[0].output;
      for (auto at = std::uint32_t{0}; at < ids.size(); ++at)
        result[i + 1][at] = ledger::commit_row(
          request.salt, at, std::span{rows}.subspan(at * 64, 64));
    }
    return result;
  }

  [[nodiscard]] proof::service_proof
  prove(const std::vector<test::stage>& stages,
        const test::boundaries& committed) const {
    auto service
      = test::served_request{described(), stages, request, committed};
    REQUIRE(service.submit(service.attestation()).refusal == 0);
    service.chain.add({});
    auto result = service.prove();
    result.request = request;
    return result;
  }

  [[nodiscard]] std::vector<proof::compared_receipt>
  run(const proof::service_proof& x) {
    auto again = proof::replay{*file, x, 1};
    CHECK(again.positions() == 79);
    while (again.position() < again.positions())
      (void) again.advance();
    false_token = again.first_false_token();
    return again.compare();
  }

  std::optional<std::uint32_t> false_token;
};

const auto one = std::vector<test::stage>{{"ann", {0, 4}}};
const auto two = std::vector<test::stage>{{"ann", {0, 1}}, {"ben", {1, 3}}};
const auto three
  = std::vector<test::stage>{{"ann", {0, 2}}, {"ben", {2, 1}}, {"cem", {3, 1}}};

} // namespace

TEST_CASE_METHOD(replay_fixture,
                 "replay: an honest route gives equal bits, however "
                 "the model was cut") {
  for (const auto& stages : {one, two, three}) {
    auto compared = run(prove(stages, rows(stages)));
    CHECK(compared.size() == 2 * stages.size());
    CHECK_FALSE(proof::first_difference(compared));
    CHECK_FALSE(false_token);
  }
}

TEST_CASE_METHOD(replay_fixture,
                 "replay: the first difference names who made it") {
  auto committed = rows(three);
  // ben hands on a false row; cem computes with it, and is right to.
  committed[2][70] = digest{};
  committed[3][72] = ledger::commit_nothing(request.salt, 72);
  auto compared = run(prove(three, committed));
  auto first = proof::first_difference(compared);
  REQUIRE(first);
  CHECK(first->worker == test::account_of("ben"));
  CHECK(first->range == shard_range{2, 1});
  CHECK(first->side == "output");
  CHECK(first->position <= 70);
  CHECK(first->position + first->positions > 70);
  for (const auto& x : compared)
    CHECK((x.position == 64 || !x.first));
}

TEST_CASE_METHOD(replay_fixture,
                 "replay: a false token is named to the position") {
  request.tokens[30] = (request.tokens[30] + 1) % 61;
  auto compared = run(prove(three, rows(three)));
  auto first = proof::first_difference(compared);
  REQUIRE(first);
  CHECK(first->worker == test::account_of("cem"));
  CHECK(first->side == "output");
  CHECK(first->position == 20 - 1 + 30);
  CHECK(first->positions == 1);
  CHECK(false_token == 30U);
}

TEST_CASE_METHOD(replay_fixture,
                 "replay: tokens that were not fed are a difference") {
  auto committed = rows(two);
  committed[0][5] = ledger::commit_token(request.salt, 5, 60);
  auto first = proof::first_difference(run(prove(two, committed)));
  REQUIRE(first);
  CHECK(first->worker == test::account_of("ann"));
  CHECK(first->side == "input");
}

TEST_CASE_METHOD(replay_fixture,
                 "replay: a worker that took over need not sample again") {
  auto committed = rows(two);
  for (auto at = 64U; at < 70; ++at)
    committed[2][at] = ledger::commit_nothing(request.salt, at);
  CHECK_FALSE(proof::first_difference(run(prove(two, committed))));
}

TEST_CASE_METHOD(replay_fixture, "replay: what cannot be replayed is said") {
  auto x = prove(two, rows(two));
  SECTION("without the request") {
    x.request.reset();
  }
  SECTION("of another arithmetic") {
    x.attestation.body.receipts[0].receipt.profile = "other/1";
  }
  SECTION("of another model's blocks") {
    x.attestation.body.receipts.pop_back();
  }
  SECTION("with tokens that the model does not have") {
    x.request->tokens[0] = 61;
  }
  SECTION("longer than the model's context") {
    x.request->prompt.resize(200);
  }
  CHECK_THROWS_AS((proof::replay{*file, x, 1}), proof::replay_error);
}
