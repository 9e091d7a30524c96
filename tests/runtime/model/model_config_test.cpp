#include "runtime/model/model_config.hpp"

#include "runtime/model/gguf.hpp"
#include "runtime/model/shard_weights.hpp"
#include "tests/support/random_model.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <optional>
#include <string>
#include <tuple>

using namespace synod;
using model::model_config;
using model::model_error;
using model::model_fault;

namespace {

// A file's metadata, to be spoiled one key at a time.
struct header {
  std::string architecture = "llama";
  std::map<std::string, std::uint32_t> numbers = {
    {"context_length", 128},     {"embedding_length", 64},
    {"block_count", 2},          {"feed_forward_length", 96},
    {"attention.head_count", 4},
  };
  std::map<std::string, float> reals
    = {{"attention.layer_norm_rms_epsilon", 1e-5f}};
  std::map<std::string, std::string> texts;
  bool has_embedding = true;

  [[nodiscard]] std::string bytes() const {
    test::gguf_builder file;
    file.text("general.architecture", architecture);
    for (const auto& [key, value] : numbers)
      file.number(architecture + "." + key, value);
    for (const auto& [key, value] : reals)
      file.real(architecture + "." + key, value);
    for (const auto& [key, value] : texts)
      file.text(architecture + "." + key, value);
    if (has_embedding)
      file.tensor("token_embd.weight", 0, {64, 10}, 0)
        .data(std::string(64 * 10 * 4, '\0'));
    return file.bytes();
  }

  [[nodiscard]] model_config read() const {
    auto file = bytes();
    return model_config::from(*test::parse(file));
  }

  [[nodiscard]] std::optional<model_fault> fault() const {
    try {
      std::ignore = read();
      return std::nullopt;
    } catch (const model_error& error) {
      return error.fault();
    }
  }
};

std::optional<model_fault>
load_fault(const std::string& bytes, model::block_range range,
           const std::string& named) {
  try {
    std::ignore = model::shard_weights::load(*test::parse(bytes), range);
    return std::nullopt;
  } catch (const model_error& error) {
    CHECK(std::string{error.what()}.find(named) != std::string::npos);
    return error.fault();
  }
}

} // namespace

TEST_CASE("config: reads a file's metadata and fills in what may lack") {
  auto x = header{};
  auto config = x.read();
  CHECK(config.vocabulary == 10);
  CHECK(config.kv_heads == 4);
  CHECK(config.head_size == 16);
  CHECK(config.rope_dimensions == 16);
  CHECK(config.rope == kernels::rope_pairs::adjacent);
  CHECK(config.rope_base == 10'000);
  CHECK(config.rope_scale == 1);
  x.numbers["attention.head_count_kv"] = 2;
  x.numbers["attention.key_length"] = 32;
  x.numbers["rope.dimension_count"] = 24;
  x.reals["rope.freq_base"] = 500'000;
  x.texts["rope.scaling.type"] = "linear";
  x.reals["rope.scaling.factor"] = 4;
  config = x.read();
  CHECK(config.kv_heads == 2);
  CHECK(config.head_size == 32);
  CHECK(config.rope_dimensions == 24);
  CHECK(config.rope_base == 500'000);
  CHECK(config.rope_scale == 4);
  x.architecture = "qwen2";
  CHECK(x.read().rope == kernels::rope_pairs::halves);
}

TEST_CASE("config: refuses what is missing") {
  for (const auto* key : {"context_length", "embedding_length", "block_count",
                          "feed_forward_length", "attention.head_count"}) {
    auto x = header{};
    x.numbers.erase(key);
    CAPTURE(key);
    CHECK(x.fault() == model_fault::missing_key);
  }
  auto x = header{};
  x.has_embedding = false;
  CHECK(x.fault() == model_fault::missing_tensor);
}

TEST_CASE("config: refuses sizes that make no sense") {
  struct bad {
    const char* key;
    std::uint32_t value;
  };
  for (auto [key, value] :
       {bad{"context_length", 0}, bad{"context_length", 1U << 25},
        bad{"embedding_length", 65'537}, bad{"block_count", 0},
        bad{"feed_forward_length", 0}, bad{"attention.head_count", 0},
        bad{"attention.head_count", 100'000}, bad{"attention.head_count_kv", 3},
        bad{"attention.head_count_kv", 8}, bad{"attention.key_length", 513},
        bad{"attention.value_length", 8}, bad{"rope.dimension_count", 15},
        bad{"rope.dimension_count", 18}, bad{"vocab_size", 11}}) {
    auto x = header{};
    x.numbers[key] = value;
    CAPTURE(key, value);
    CHECK(x.fault() == model_fault::bad_value);
  }
  auto x = header{};
  x.reals["attention.layer_norm_rms_epsilon"] = 0;
  CHECK(x.fault() == model_fault::bad_value);
}

TEST_CASE("config: refuses models that would run wrongly") {
  auto x = header{};
  x.architecture = "gemma";
  CHECK(x.fault() == model_fault::unsupported_architecture);
  x = header{};
  x.texts["rope.scaling.type"] = "yarn";
  CHECK(x.fault() == model_fault::unsupported_architecture);
  x = header{};
  x.numbers["expert_count"] = 8;
  CHECK(x.fault() == model_fault::unsupported_architecture);
  x = header{};
  x.numbers["attention.sliding_window"] = 64;
  CHECK(x.fault() == model_fault::unsupported_architecture);
  x.numbers["attention.sliding_window"] = 128;
  CHECK_FALSE(x.fault());
}

TEST_CASE("weights: a shard holds its range and no more") {
  auto bytes = test::random_model{}.bytes();
  auto file = test::parse(bytes);
  auto whole = model::shard_weights::load(*file, {0, 4});
  CHECK(whole->blocks.size() == 4);
  CHECK(whole->embedding.has_value());
  CHECK(whole->head() != nullptr);
  auto middle = model::shard_weights::load(*file, {1, 2});
  CHECK(middle->blocks.size() == 2);
  CHECK_FALSE(middle->embedding.has_value());
  CHECK(middle->head() == nullptr);
  CHECK(middle->size_bytes() < whole->size_bytes() / 2 + 2000);
  auto tied = test::random_model{};
  tied.tied = true;
  auto tied_bytes = tied.bytes();
  auto tied_file = test::parse(tied_bytes);
  auto alone = model::shard_weights::load(*tied_file, {0, 4});
  CHECK(alone->head() == &*alone->embedding);
  CHECK(model::shard_weights::load(*tied_file, {3, 1})->head()->rows() == 61);
}

TEST_CASE("weights: refuses ranges and tensors that are not there") {
  auto bytes = test::random_model{}.bytes();
  for (auto range : {model::block_range{0, 0}, {4, 1}, {3, 2}, {1, 0xffffffff}})
    CHECK(load_fault(bytes, range, "4") == model_fault::bad_value);
  auto renamed = bytes;
  renamed.replace(renamed.find("blk.2.ffn_down"), 5, "xlk.2");
  CHECK(load_fault(renamed, {0, 4}, "blk.2.ffn_down.weight")
        == model_fault::missing_tensor);
  CHECK_FALSE(load_fault(renamed, {0, 2}, ""));
}

TEST_CASE("weights: norms must be floats of the right size") {
  auto x = test::random_model{};
  auto bytes = x.bytes();
  // The shape of the first norm: one dimension, of 64.
  auto at = bytes.find("blk.0.attn_norm.weight") + 22;
  bytes[at + 4] = 32;
  CHECK(load_fault(bytes, {0, 1}, "blk.0.attn_norm.weight")
        == model_fault::bad_shape);
}
