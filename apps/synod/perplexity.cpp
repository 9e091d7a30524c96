#include "apps/synod/perplexity.hpp"

#include "runtime/model/gguf.hpp"
#include "runtime/model/perplexity.hpp"
#include "runtime/model/tokenizer.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace synod {

namespace {

struct options {
  std::string model;
  std::string text;
  unsigned threads = 1;
  bool json = false;
};

std::string read_file(const std::string& path) {
  auto in = std::ifstream{path, std::ios::binary};
  auto text = std::ostringstream{};
  text << in.rdbuf();
  if (!in || text.str().empty())
    throw std::runtime_error(path
                             + " cannot be read, or is empty; name a file "
                               "with text");
  return text.str();
}

void measure(const options& x) {
  auto file = model::gguf_file::open(x.model);
  auto words = model::tokenizer::from(*file);
  auto weights
    = model::shard_weights::load(*file, model::model_config::from(*file).all());
  auto engine = model::shard_engine{weights, x.threads};
  auto tokens
    = words->encode(read_file(x.text), model::special_tokens::as_text);
  auto bos = words->add_bos() ? words->bos() : std::nullopt;
  auto score = model::score_text(engine, tokens, bos);
  if (x.json)
    std::cout << nlohmann::json{{"perplexity", score.perplexity()},
                                {"loss", score.loss},
                                {"tokens", score.tokens},
                                {"profile", kernels::profile}}
              << '\n';
  else
    std::cout << "perplexity " << score.perplexity() << " over " << score.tokens
              << " tokens\n";
}

} // namespace

void add_perplexity(command_line app) {
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand(
    "perplexity", "Measure how well a model foretells a text.");
  command.add_option("model", x->model, "A GGUF file").required();
  command.add_option("text", x->text, "A file of UTF-8 text").required();
  command.add_option("--threads", x->threads, "Threads that compute")
    .between(1, 256)
    .capture_default_str();
  command.add_flag("--json", x->json, "Print one JSON object");
  command.footer("Example:\n  synod perplexity model.gguf book.txt --json");
  command.callback([x] { measure(*x); });
}

} // namespace synod
