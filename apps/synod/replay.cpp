#include "apps/synod/replay.hpp"

#include "apps/synod/checked_proof.hpp"
#include "apps/synod/json_output.hpp"
#include "apps/synod/replay_display.hpp"
#include "apps/synod/replay_request.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>
#include <thread>

namespace synod {

namespace {

using nlohmann::json;

struct options {
  std::string proof;
  std::string model;
  std::string genesis;
  unsigned threads
    = std::min(2U, std::max(1U, std::thread::hardware_concurrency()));
  bool json = false;
};

/// The first thing that is not as it was proven; empty `text`: nothing is.
struct verdict {
  std::string what; ///< "prompt", "worker", "token" or "text".
  std::string text;
  std::optional<proof::difference> worker;
};

/// All that a replay came to.
struct outcome {
  verdict found;
  std::vector<proof::compared_receipt> compared;
  std::uint32_t positions = 0;
};

verdict judge(const proof::replay& run, const proof::kept_request& request,
              const request_renderer& renderer,
              const std::vector<proof::compared_receipt>& compared) {
  if (auto first = proof::first_difference(compared))
    return {"worker", describe(*first), first};
  if (auto at = run.first_false_token())
    return {"token",
            "token " + std::to_string(*at)
              + " of the answer is not what the model samples there",
            {}};
  if (renderer.text(request.record, request.tokens) != request.text)
    return {"text", "the text is not what the answer's tokens spell", {}};
  return {};
}

/// Runs every position, and shows it.
void run_all(proof::replay& run, const proof::kept_request& request,
             replay_display& shown) {
  auto prompt = static_cast<std::uint32_t>(request.prompt.size());
  for (auto at = std::size_t{0}; run.position() < run.positions();) {
    auto token = run.advance();
    if (run.position() <= prompt)
      shown.show_prompt(run.position(), prompt);
    if (token)
      shown.show_token(*token, request.tokens[at++]);
  }
}

outcome run_again(const options& x, const checked_proof& proof) {
  auto file = model::gguf_file::open(x.model);
  auto renderer = request_renderer{*file};
  const auto& request = *proof.said.request;
  auto shown = replay_display{!x.json, renderer.words()};
  shown.introduce(proof.said, x.model, proof.trust);
  auto result = outcome{};
  if (renderer.prompt(request.record) != request.prompt) {
    result.found = {"prompt",
                    "the request renders to another prompt than the one that "
                    "was served",
                    {}};
  } else {
    auto run = proof::replay{*file, proof.said, x.threads};
    run_all(run, request, shown);
    result.positions = run.positions();
    result.compared = run.compare();
    result.found = judge(run, request, renderer, result.compared);
  }
  shown.conclude(result.compared, result.positions, result.found.text);
  return result;
}

// -- telling ------------------------------------------------------------------

json difference_json(const verdict& x) {
  if (x.text.empty())
    return {};
  auto result = json{{"what", x.what}, {"text", x.text}};
  if (x.worker) {
    result["worker"] = to_hex(x.worker->worker);
    result["first"] = x.worker->range.first;
    result["count"] = x.worker->range.count;
    result["side"] = x.worker->side;
    result["position"] = x.worker->position;
    result["positions"] = x.worker->positions;
  }
  return result;
}

json to_json(const outcome& x, const proof::kept_request& request,
             bool verified) {
  auto workers = json::array();
  for (const auto& y : x.compared)
    workers.push_back({{"worker", to_hex(y.worker)},
                       {"first", y.range.first},
                       {"count", y.range.count},
                       {"position", y.position},
                       {"positions", y.positions},
                       {"equal", !y.first}});
  return {{"equal", x.found.text.empty()},
          {"verified", verified},
          {"first_difference", difference_json(x.found)},
          {"prompt_tokens", request.prompt.size()},
          {"positions", x.positions},
          {"text", request.text},
          {"workers", std::move(workers)}};
}

void replay(const options& x) {
  auto proof = read_replayable(x.proof, x.genesis, x.model);
  auto result = run_again(x, proof);
  if (x.json)
    print_json(to_json(result, *proof.said.request, !x.genesis.empty()));
  if (!result.found.text.empty())
    throw std::runtime_error(x.proof + " does not replay to equal bits");
}

} // namespace

void add_replay(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "replay", "Run a proven request again on this machine and compare every "
              "bit: equal, or a named first difference.");
  command
    .add_option("proof", x->proof, "From `synod attestation --with-request`")
    .required();
  command.add_option("model", x->model, "The GGUF file that was attested")
    .required();
  command.add_option("--trust", x->genesis,
                     "Verify the proof against this genesis.json first");
  command.add_option("--threads", x->threads, "Threads that compute")
    .between(1, 256)
    .capture_default_str();
  command.add_flag("--json", x->json, "Print one JSON object");
  command.footer("Example:\n  synod replay proof.json model.gguf --trust "
                 "genesis.json");
  command.callback([x] { replay(*x); });
}

} // namespace synod
