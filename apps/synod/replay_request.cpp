#include "apps/synod/replay_request.hpp"

#include "actors/coordinator/answer_stream.hpp"
#include "actors/coordinator/prompt.hpp"
#include "runtime/model/model_config.hpp"

#include <stdexcept>

namespace synod {

namespace {

start_request call_of(const request_record& x) {
  auto result = start_request{};
  for (const auto& turn : x.messages)
    result.messages.push_back({turn.role, turn.content});
  result.prompt = x.prompt;
  result.tokens_max = x.tokens_max;
  return result;
}

std::vector<coordinator::cited_passage> passages_of(const request_record& x) {
  auto result = std::vector<coordinator::cited_passage>{};
  for (const auto& y : x.passages)
    result.push_back({y.text, {y.passage, y.corpus, y.version, y.title}, 0});
  return result;
}

} // namespace

request_renderer::request_renderer(const model::gguf_file& file)
  : words_(model::tokenizer::from(file)),
    chat_(model::chat_template::from(file)) {
  auto config = model::model_config::from(file);
  blocks_ = config.blocks;
  context_length_ = config.context_length;
}

std::vector<token_id> request_renderer::prompt(const request_record& x) const {
  auto served
    = coordinator::served_model{"", blocks_, context_length_, words_, chat_};
  auto fitted = coordinator::fit_prompt(call_of(x), passages_of(x), served);
  if (const auto* why = std::get_if<errc>(&fitted))
    throw std::runtime_error("this model cannot render the request: "
                             + to_string(*why)
                             + "; name the model that was attested");
  return std::move(std::get<coordinator::fitted_prompt>(fitted).tokens);
}

std::string request_renderer::text(const request_record& x,
                                   std::span<const token_id> tokens) const {
  auto rules = coordinator::stop_rules{x.tokens_max, x.ignore_eos, x.stop};
  auto stream = coordinator::answer_stream{words_, rules};
  auto result = std::string{};
  for (auto token : tokens) {
    if (stream.end() != coordinator::answer_stream::ending::none)
      break;
    result += stream.push(token).text;
  }
  return result;
}

} // namespace synod
