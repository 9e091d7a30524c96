#include "runtime/proof/replay.hpp"

#include "kernels/profile.hpp"
#include "runtime/ledger/receipt_tiling.hpp"
#include "runtime/model/sampler.hpp"
#include "runtime/proof/replay_route.hpp"

#include <algorithm>
#include <tuple>

namespace synod::proof {

namespace {

constexpr auto prefill_rows = std::size_t{64};

const kept_request& request_of(const service_proof& x) {
  if (!x.request)
    throw replay_error{"the proof does not hold the request; whoever asked can "
                       "export it with `synod attestation ID --with-request`"};
  if (x.request->prompt.empty() || x.request->tokens.empty())
    throw replay_error{"the request has no prompt or no answer to run again"};
  return *x.request;
}

/// The ranges of the route, in the order of their blocks.
std::vector<shard_range> ranges_of(const service_proof& x) {
  auto result = std::vector<shard_range>{};
  for (const auto& y : x.attestation.body.receipts) {
    if (y.receipt.generation != 0)
      throw replay_error{"the request has several generations; this version "
                         "replays requests of one"};
    if (y.receipt.profile != kernels::profile)
      throw replay_error{"the request ran in arithmetic \"" + y.receipt.profile
                         + "\", and this program has \""
                         + std::string{kernels::profile} + '"'};
    if (std::ranges::find(result, y.receipt.range) == result.end())
      result.push_back(y.receipt.range);
  }
  return result;
}

void check_model(const model::gguf_file& file, const service_proof& x) {
  auto config = model::model_config::from(file);
  auto work = ledger::attested_work{};
  const auto& receipts = x.attestation.body.receipts;
  if (auto reason = ledger::check_tiling(receipts, config.blocks, work))
    throw replay_error{"the receipts do not tile the "
                       + std::to_string(config.blocks)
                       + " blocks of this model (" + to_string(*reason)
                       + "); name the model that was attested"};
  const auto& request = request_of(x);
  auto positions = request.prompt.size() + request.tokens.size() - 1;
  if (positions > config.context_length || work.tokens > positions)
    throw replay_error{"the receipts and the request do not have the positions "
                       "that this model can have; name the model that was "
                       "attested"};
  auto is_known = [&](token_id id) { return id < config.vocabulary; };
  if (!std::ranges::all_of(request.prompt, is_known)
      || !std::ranges::all_of(request.tokens, is_known))
    throw replay_error{"the request holds tokens that are not in this model's "
                       "vocabulary; name the model that was attested"};
}

model::sampling sampling_of(const kept_request& x) {
  auto y = from_bits(x.record.sample);
  return {y.temperature,        y.top_k, y.top_p, y.min_p,
          y.repetition_penalty, y.seed};
}

std::vector<token_id> ids_of(const kept_request& x) {
  auto result = x.prompt;
  result.insert(result.end(), x.tokens.begin(), x.tokens.end());
  return result;
}

} // namespace

struct replay::state {
  state(const model::gguf_file& file, const service_proof& proof,
        unsigned threads)
    : ranges(ranges_of(proof)), sampling(sampling_of(request_of(proof))),
      tokens{proof.request->salt,
             static_cast<std::uint32_t>(proof.request->prompt.size()),
             ids_of(*proof.request),
             {}},
      positions(static_cast<std::uint32_t>(tokens.recorded.size() - 1)),
      route(file, ranges, tokens.salt, positions, threads) {
    for (const auto& x : proof.attestation.body.receipts)
      receipts.push_back(x.receipt);
    std::ranges::sort(receipts, {}, [](const receipt& x) {
      return std::tuple{x.position, x.range.first};
    });
  }

  [[nodiscard]] compared_receipt compare(const receipt& x) const;
  [[nodiscard]] std::optional<difference> find(const receipt& x) const;
  [[nodiscard]] std::optional<difference>
  find_row(const receipt& x, std::size_t boundary, bool is_input) const;
  [[nodiscard]] difference false_token(const receipt& x) const;

  std::vector<shard_range> ranges;
  model::sampling sampling;
  replayed_tokens tokens;
  std::uint32_t positions;
  std::uint32_t position = 0;
  replay_route route;
  std::vector<receipt> receipts; // by position, then block
};

replay::replay(const model::gguf_file& file, const service_proof& proof,
               unsigned threads) {
  (void) request_of(proof);
  check_model(file, proof);
  state_ = std::make_unique<state>(file, proof, threads);
}

replay::~replay() = default;

std::uint32_t replay::positions() const noexcept {
  return state_->positions;
}

std::uint32_t replay::position() const noexcept {
  return state_->position;
}

std::optional<token_id> replay::advance() {
  auto& x = *state_;
  auto last = x.tokens.prompt - 1; // of the prompt: the first that samples
  auto rows = x.position < last
                ? std::min<std::size_t>(prefill_rows, last - x.position)
                : std::size_t{1};
  auto samples = x.position >= last;
  auto known = std::span{x.tokens.recorded};
  auto logits = x.route.run(known.subspan(x.position, rows), samples);
  x.position += static_cast<std::uint32_t>(rows);
  if (!samples)
    return {};
  auto chosen
    = model::sample(logits, x.sampling, x.position, known.first(x.position));
  if (chosen.error != model::sampling_error::none)
    throw replay_error{std::string{"the record's sampling is refused: "}
                       + model::to_string(chosen.error)};
  x.tokens.sampled.push_back(chosen.token);
  return chosen.token;
}

std::optional<std::uint32_t> replay::first_false_token() const noexcept {
  return state_->tokens.first_difference();
}

// -- comparing ----------------------------------------------------------------

std::optional<difference>
replay::state::find_row(const receipt& x, std::size_t boundary,
                        bool is_input) const {
  const auto& said = is_input ? x.input : x.output;
  auto side = std::string{is_input ? "input" : "output"};
  auto right = route.boundary(boundary).roots({x.position, x.positions});
  auto cover = ledger::cover({x.position, x.positions});
  for (auto i = std::size_t{0}; i < right.size(); ++i)
    if (said[i] != right[i])
      return difference{side,
                        x.worker,
                        x.range,
                        static_cast<std::uint32_t>(cover[i].first),
                        static_cast<std::uint32_t>(cover[i].count),
                        is_input && boundary == 0
                          ? "other tokens came in than the record says"
                          : "the activations are not those that the model "
                            "gives"};
  return {};
}

difference replay::state::false_token(const receipt& x) const {
  auto result
    = difference{"output", x.worker, x.range, x.position, x.positions, {}};
  auto at = tokens.first_difference();
  auto row = at ? tokens.prompt - 1 + *at : 0;
  if (!at || row < x.position || row >= x.position + x.positions) {
    result.text = "other tokens went out than the model samples";
    return result;
  }
  result.position = row;
  result.positions = 1;
  result.text = "token " + std::to_string(tokens.recorded[row + 1])
                + " went out, and the model samples "
                + std::to_string(tokens.sampled[*at]);
  return result;
}

std::optional<difference> replay::state::find(const receipt& x) const {
  auto found = std::ranges::find(ranges, x.range);
  auto stage = static_cast<std::size_t>(found - ranges.begin());
  if (auto wrong = find_row(x, stage, true))
    return wrong;
  if (stage + 1 < ranges.size())
    return find_row(x, stage + 1, false);
  if (tokens.is_output(x))
    return {};
  return false_token(x);
}

compared_receipt replay::state::compare(const receipt& x) const {
  return {x.worker, x.range, x.position, x.positions, find(x)};
}

std::vector<compared_receipt> replay::compare() const {
  auto result = std::vector<compared_receipt>{};
  for (const auto& x : state_->receipts)
    result.push_back(state_->compare(x));
  return result;
}

std::optional<difference>
first_difference(const std::vector<compared_receipt>& compared) {
  for (const auto& x : compared)
    if (x.first)
      return x.first;
  return {};
}

} // namespace synod::proof
