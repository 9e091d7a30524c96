#include "actors/gateway/front.hpp"

namespace synod::openai {

namespace {

constexpr auto text = R"(
Synod runs a large language model across machines that do not trust each other.
This is its gateway: it speaks OpenAI's API.

  POST /v1/chat/completions    a chat; "stream": true streams it
  POST /v1/completions         plain text
  GET  /v1/models              what can be asked
  GET  /synod/status           nodes, actors, placement, load
  GET  /synod/corpora          what answers are looked up in
  GET  /chain/status           the ledger; also validators, workers,
                               block/HEIGHT (or head), tx/ID, account/ID,
                               escrow/ID
  GET  /healthz, /metrics      for machines that watch

  curl THIS_URL/v1/chat/completions -H 'Content-Type: application/json' \
    -d '{"model": "MODEL", "messages": [{"role": "user", "content": "..."}]}'

Extensions: top_k, min_p, repetition_penalty, ignore_eos, domain ("none" looks
nothing up). Without "temperature" an answer is greedy (OpenAI's default is 1),
so the same question gives the same answer. The field "synod" of an answer
holds its citations, its seed, and who ran which blocks of the model.

WHO CAN READ WHAT YOU ASK: the coordinator and this gateway see your prompt and
the answer as text. The workers of the pipeline get activations, not text, but
whoever runs a worker can recover the prompt and the answer from them. Do not
send what those operators must not know.
)";

} // namespace

std::string greeting(const front_options& options) {
  auto result
    = "synod network \"" + options.network + "\"\n" + text + "\nModels:";
  for (const auto& name : options.models)
    result += " " + name;
  return result + "\n";
}

} // namespace synod::openai
