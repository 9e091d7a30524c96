// The model that the project ships, on the engine that serves it: its bits are
// pinned, so that a change of either is seen.

#include "runtime/model/generate.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/model/tokenizer.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <string>

using namespace synod::model;

TEST_CASE("reader: the shipped model reads, and its bits are pinned") {
  auto file = gguf_file::open(std::filesystem::path{SYNOD_SOURCE_DIR}
                              / "apps/demo/model/reader.gguf");
  auto words = tokenizer::from(*file);
  auto config = model_config::from(*file);
  auto engine
    = shard_engine{shard_weights::load(*file, {0, config.blocks}), 1};
  auto prompt = words->encode(
    "<|user|>Passages:\n[1] The Brelin Clinic opens at 8:15.\n\n"
    "Question: When does the Brelin Clinic open?<|end|><|assistant|>",
    special_tokens::parse);
  auto options = generation_options{};
  options.tokens_max = 16;
  options.is_end = [&words](std::uint32_t id) { return words->is_end(id); };
  auto answer = generate(engine, {&prompt, 1}, options)[0];
  auto text = std::string{};
  for (auto id : answer.tokens)
    text += words->piece(id);
  CHECK(text == "It is 8:15.");
  CHECK(answer.logits_digest
        == "0f403393201425f6ccfd26ef98140be2d459f1225a602d1313dd88b55726a5a7");
}
