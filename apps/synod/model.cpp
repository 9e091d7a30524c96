#include "apps/synod/model.hpp"

#include "apps/synod/json_output.hpp"
#include "runtime/model/chat_template.hpp"
#include "runtime/model/gguf.hpp"
#include "runtime/model/model_config.hpp"
#include "runtime/model/tokenizer.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <map>
#include <memory>
#include <string>

namespace synod {

namespace {

using nlohmann::json;

/// Runs a part of the inspection; what it cannot tell, it tells why.
template <class Inspect>
json attempt(Inspect inspect) {
  try {
    return inspect();
  } catch (const model::model_error& error) {
    return {{"error", error.what()}, {"fault", to_string(error.fault())}};
  }
}

json describe_metadata(const model::gguf_file& file) {
  auto result = json::object();
  for (const auto& key : file.keys())
    result[model::printable(key)] = file.describe(key);
  return result;
}

json describe_tensors(const model::gguf_file& file) {
  auto result = json::array();
  for (const auto& tensor : file.tensors())
    result.push_back({{"name", model::printable(tensor.name)},
                      {"type", to_string(tensor.type)},
                      {"supported", is_supported(tensor.type)},
                      {"shape", tensor.shape},
                      {"bytes", tensor.data.size()}});
  return result;
}

json describe_config(const model::gguf_file& file) {
  auto x = model::model_config::from(file);
  return {{"architecture", x.architecture},
          {"vocabulary", x.vocabulary},
          {"hidden_size", x.hidden_size},
          {"blocks", x.blocks},
          {"heads", x.heads},
          {"kv_heads", x.kv_heads},
          {"head_size", x.head_size},
          {"feed_forward_size", x.feed_forward_size},
          {"context_length", x.context_length},
          {"rope_base", x.rope_base}};
}

json describe_tokenizer(const model::gguf_file& file) {
  auto words = model::tokenizer::from(file);
  auto name = [&](std::optional<std::uint32_t> id) {
    return id ? json(model::printable(words->name(*id))) : json();
  };
  return {{"kind", file.text("tokenizer.ggml.model").value_or("")},
          {"pre", file.text("tokenizer.ggml.pre").value_or("")},
          {"tokens", words->size()},
          {"bos", name(words->bos())},
          {"eos", name(words->eos())},
          {"add_bos", words->add_bos()}};
}

json describe_template(const model::gguf_file& file) {
  auto shape = model::chat_template::from(file);
  return shape ? json{{"name", shape->name()}} : json{};
}

json describe(const model::gguf_file& file) {
  std::uint64_t parameters = 0;
  std::uint64_t bytes = 0;
  for (const auto& tensor : file.tensors()) {
    parameters += tensor.elements();
    bytes += tensor.data.size();
  }
  return {{"file", file.name()},
          {"gguf_version", file.version()},
          {"parameters", parameters},
          {"tensor_bytes", bytes},
          {"model", attempt([&] { return describe_config(file); })},
          {"tokenizer", attempt([&] { return describe_tokenizer(file); })},
          {"chat_template", attempt([&] { return describe_template(file); })},
          {"metadata", describe_metadata(file)},
          {"tensors", describe_tensors(file)}};
}

void print_section(const std::string& title, const json& section) {
  std::cout << title << '\n';
  if (section.is_null())
    std::cout << "  none\n";
  for (const auto& [key, value] : section.items())
    std::cout << "  " << key << ": " << spell(value) << '\n';
}

void print_text(const json& info) {
  std::cout << info["file"].get<std::string>() << ": GGUF version "
            << info["gguf_version"] << ", " << info["tensors"].size()
            << " tensors, " << info["parameters"] << " parameters, "
            << info["tensor_bytes"] << " bytes\n";
  print_section("model", info["model"]);
  print_section("tokenizer", info["tokenizer"]);
  print_section("chat template", info["chat_template"]);
  print_section("metadata", info["metadata"]);
  std::map<std::string, std::size_t> types;
  for (const auto& tensor : info["tensors"])
    ++types[tensor["type"].get<std::string>()
            + (tensor["supported"].get<bool>() ? "" : " (not supported)")];
  print_section("tensors by type", types);
}

} // namespace

void add_model(command_line app) {
  struct options {
    std::string file;
    bool json = false;
  };
  auto x = std::make_shared<options>();
  auto command = app.add_subcommand("model", "Look into model files.");
  command.require_subcommand();
  auto info = command.add_subcommand(
    "info", "Print what a model file holds: shape, tokenizer, tensors.");
  info.add_option("file", x->file, "A GGUF file").required();
  info.add_flag("--json", x->json, "Print one JSON object");
  info.footer("Example:\n  synod model info model.gguf");
  info.callback([x] {
    auto found = describe(*model::gguf_file::open(x->file));
    if (x->json)
      print_json(found);
    else
      print_text(found);
  });
}

} // namespace synod
