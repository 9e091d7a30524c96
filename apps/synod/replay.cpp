#include "apps/synod/replay.hpp"

#include "apps/synod/genesis_file.hpp"
#include "apps/synod/replay_request.hpp"
#include "runtime/manifest/manifest.hpp"
#include "runtime/model/text_stream.hpp"
#include "runtime/proof/replay.hpp"
#include "runtime/proof/verify.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

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

std::string blocks_of(const shard_range& x) {
  return "blocks " + std::to_string(x.first) + '-'
         + std::to_string(x.first + x.count - 1);
}

std::string positions_of(std::uint32_t first, std::uint32_t count) {
  return count == 1 ? "position " + std::to_string(first)
                    : "positions " + std::to_string(first) + '-'
                        + std::to_string(first + count - 1);
}

std::string describe(const proof::difference& x) {
  return "worker " + to_hex(x.worker, 16) + ", " + blocks_of(x.range) + ", "
         + x.side + " of " + positions_of(x.position, x.positions) + ": "
         + x.text;
}

proof::service_proof read_proof(const options& x) {
  auto text = read_text_file(x.proof);
  if (!x.genesis.empty()) {
    auto checked = proof::verify(text, read_genesis(x.genesis));
    if (const auto* fault = checked.fault())
      throw std::runtime_error(x.proof + " is not verified: " + fault->part
                               + ": " + fault->text);
  }
  auto result = proof::read_proof_json(text);
  if (!result.request)
    throw std::runtime_error(x.proof
                             + " does not hold the request; whoever asked can "
                               "export it --with-request");
  if (proof::commitments_of(*result.request)
      != result.attestation.body.commitments)
    throw std::runtime_error(
      x.proof
      + ": the request is not the one that was attested; "
        "`synod verify` says which part");
  if (manifest::root_of(std::filesystem::path{x.model})
      != result.escrow.body.model)
    throw std::runtime_error(x.model
                             + " is not the model that was attested, to the "
                               "byte; name the file with manifest "
                             + to_hex(result.escrow.body.model, 16));
  return result;
}

/// Shows how far it is, on a terminal, and the answer as it is made again.
class display {
public:
  display(bool json, std::shared_ptr<const model::tokenizer> words)
    : text_(!json), bar_(isatty(STDERR_FILENO) == 1),
      stream_(std::move(words)) {
  }

  void show(std::uint32_t position, std::uint32_t positions,
            std::optional<token_id> token) {
    if (!token && bar_)
      std::cerr << "\rprompt   " << position << " of " << positions
                << " positions" << std::flush;
    if (!token || !text_)
      return;
    if (!std::exchange(begun_, true))
      std::cout << (bar_ ? "\n" : "") << "answer   ";
    std::cout << printable(stream_.push(*token)) << std::flush;
  }

  void end() {
    if (text_ && begun_)
      std::cout << printable(stream_.finish()) << "\n\n";
    else if (bar_)
      std::cerr << '\n';
  }

private:
  /// What a model says must not steer the terminal.
  static std::string printable(std::string text) {
    for (auto& c : text)
      if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t')
          || c == 0x7f)
        c = '?';
    return text;
  }

  bool text_;
  bool bar_;
  bool begun_ = false;
  model::text_stream stream_;
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

outcome run_again(const options& x, const proof::service_proof& proof) {
  auto file = model::gguf_file::open(x.model);
  auto renderer = request_renderer{*file};
  const auto& request = *proof.request;
  auto result = outcome{};
  if (renderer.prompt(request.record) != request.prompt) {
    result.found = {"prompt",
                    "the request renders to another prompt than the one that "
                    "was served",
                    {}};
    return result;
  }
  auto run = proof::replay{*file, proof, x.threads};
  auto shown = display{x.json, renderer.words()};
  while (run.position() < run.positions()) {
    auto token = run.advance();
    shown.show(run.position(), run.positions(), token);
  }
  shown.end();
  result.positions = run.positions();
  result.compared = run.compare();
  result.found = judge(run, request, renderer, result.compared);
  return result;
}

// -- telling ------------------------------------------------------------------

void print_receipt(const proof::compared_receipt& x) {
  auto where = blocks_of(x.range);
  where.resize(std::max(where.size(), std::size_t{13}), ' ');
  std::cout << where << " worker " << to_hex(x.worker, 16) << "  "
            << positions_of(x.position, x.positions) << "  "
            << (x.first ? "DIFFERS: " + x.first->side : "equal bits") << '\n';
}

void print(const outcome& x) {
  for (const auto& y : x.compared)
    print_receipt(y);
  std::cout << '\n';
  if (x.found.text.empty())
    std::cout << "EQUAL BITS: " << x.compared.size() << " receipts over "
              << x.positions
              << " positions are exactly what this model gives.\n";
  else
    std::cout << "FIRST DIFFERENCE: " << x.found.text << '\n';
}

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

json to_json(const outcome& x, const proof::kept_request& request) {
  auto workers = json::array();
  for (const auto& y : x.compared)
    workers.push_back({{"worker", to_hex(y.worker)},
                       {"first", y.range.first},
                       {"count", y.range.count},
                       {"position", y.position},
                       {"positions", y.positions},
                       {"equal", !y.first}});
  return {{"equal", x.found.text.empty()},
          {"first_difference", difference_json(x.found)},
          {"prompt_tokens", request.prompt.size()},
          {"positions", x.positions},
          {"text", request.text},
          {"workers", std::move(workers)}};
}

void replay(const options& x) {
  auto proof = read_proof(x);
  auto result = run_again(x, proof);
  if (x.json)
    std::cout << to_json(result, *proof.request).dump() << '\n';
  else
    print(result);
  if (!result.found.text.empty())
    throw std::runtime_error(x.proof + " does not replay to equal bits");
}

} // namespace

void add_replay(CLI::App& app) {
  auto x = std::make_shared<options>();
  auto* command = app.add_subcommand(
    "replay", "Run a proven request again on this machine and compare every "
              "bit: equal, or a named first difference.");
  command
    ->add_option("proof", x->proof, "From `synod attestation --with-request`")
    ->required();
  command->add_option("model", x->model, "The GGUF file that was attested")
    ->required();
  command->add_option("--trust", x->genesis,
                      "Verify the proof against this genesis.json first");
  command->add_option("--threads", x->threads, "Threads that compute")
    ->check(CLI::Range(1, 256))
    ->capture_default_str();
  command->add_flag("--json", x->json, "Print one JSON object");
  command->footer("Example:\n  synod replay proof.json model.gguf --trust "
                  "genesis.json");
  command->callback([x] { replay(*x); });
}

} // namespace synod
