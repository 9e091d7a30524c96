#include "runtime/model/model_config.hpp"

#include "kernels/profile.hpp"
#include "runtime/model/gguf.hpp"

#include <limits>
#include <string_view>

namespace synod::model {

namespace {

constexpr std::uint64_t vocabulary_max = 1 << 20;
constexpr std::uint64_t blocks_max = 4096;
constexpr std::uint64_t heads_max = 4096;

[[noreturn]] void refuse(const gguf_file& file, const std::string& why) {
  throw model_error(model_fault::bad_value, file.name() + ": " + why);
}

// Reads the metadata of one architecture, whose name begins each key.
class metadata {
public:
  metadata(const gguf_file& file, std::string_view architecture)
    : file_(file), prefix_(std::string{architecture} + ".") {
  }

  std::uint32_t size(std::string_view key, std::uint64_t max) const {
    auto value = file_.integer(prefix_ + std::string{key});
    if (!value)
      throw model_error(model_fault::missing_key,
                        file_.name() + ": metadata lacks " + prefix_
                          + std::string{key});
    return checked(key, *value, max);
  }

  std::uint32_t size_or(std::string_view key, std::uint64_t fallback,
                        std::uint64_t max) const {
    return checked(
      key, file_.integer(prefix_ + std::string{key}).value_or(fallback), max);
  }

  double
  real_or(std::string_view key, double fallback, double min, double max) const {
    auto value = file_.real(prefix_ + std::string{key}).value_or(fallback);
    if (!(value >= min && value <= max))
      refuse(file_, prefix_ + std::string{key} + " is " + std::to_string(value)
                      + ", which makes no sense");
    return value;
  }

  std::string_view
  text_or(std::string_view key, std::string_view fallback) const {
    return file_.text(prefix_ + std::string{key}).value_or(fallback);
  }

  // Refuses a feature that would change the result.
  void forbid(std::string_view key, std::uint64_t harmless) const {
    auto value = file_.integer(prefix_ + std::string{key});
    if (value && *value != 0 && *value < harmless)
      throw model_error(model_fault::unsupported_architecture,
                        file_.name() + ": " + prefix_ + std::string{key}
                          + " asks for what this version cannot run");
  }

private:
  std::uint32_t
  checked(std::string_view key, std::uint64_t value, std::uint64_t max) const {
    if (value < 1 || value > max)
      refuse(file_, prefix_ + std::string{key} + " is " + std::to_string(value)
                      + "; 1 to " + std::to_string(max) + " are served");
    return static_cast<std::uint32_t>(value);
  }

  const gguf_file& file_;
  std::string prefix_;
};

kernels::rope_pairs
pairs_of(const gguf_file& file, std::string_view architecture) {
  if (architecture == "llama")
    return kernels::rope_pairs::adjacent;
  if (architecture == "qwen2")
    return kernels::rope_pairs::halves;
  throw model_error(model_fault::unsupported_architecture,
                    file.name() + ": architecture '" + std::string{architecture}
                      + "' is not served; llama and qwen2 are");
}

void read_heads(model_config& config, const metadata& keys) {
  config.heads = keys.size("attention.head_count", heads_max);
  config.kv_heads
    = keys.size_or("attention.head_count_kv", config.heads, config.heads);
  config.head_size
    = keys.size_or("attention.key_length", config.hidden_size / config.heads,
                   kernels::head_size_max);
  config.rope_dimensions
    = keys.size_or("rope.dimension_count", config.head_size, config.head_size);
}

void check_heads(const model_config& config, const metadata& keys,
                 const gguf_file& file) {
  if (config.heads % config.kv_heads != 0)
    refuse(file, "the key-value heads do not divide the heads");
  if (config.rope_dimensions % 2 != 0)
    refuse(file, "RoPE turns an odd number of dimensions");
  auto width = std::uint64_t{config.heads} * config.head_size;
  if (width > kernels::columns_max)
    refuse(file, "the heads together are too wide for the profile");
  if (keys.size_or("attention.value_length", config.head_size,
                   kernels::head_size_max)
      != config.head_size)
    refuse(file, "keys and values differ in length");
}

double rope_scale_of(const gguf_file& file, const metadata& keys) {
  auto kind = keys.text_or("rope.scaling.type", "none");
  if (kind == "none")
    return 1;
  if (kind == "linear")
    return keys.real_or("rope.scaling.factor", 1, 1e-3, 1e6);
  throw model_error(model_fault::unsupported_architecture,
                    file.name() + ": RoPE scaling '" + std::string{kind}
                      + "' is not served; none and linear are");
}

std::uint32_t vocabulary_of(const gguf_file& file) {
  auto* embedding = file.find_tensor("token_embd.weight");
  if (embedding == nullptr)
    throw model_error(model_fault::missing_tensor,
                      file.name()
                        + ": tensor token_embd.weight is missing; is this a "
                          "vocabulary without a model?");
  if (embedding->shape.size() != 2 || embedding->shape[1] > vocabulary_max)
    throw model_error(model_fault::bad_shape,
                      file.name()
                        + ": tensor token_embd.weight is no matrix "
                          "of at most 1,048,576 rows");
  return static_cast<std::uint32_t>(embedding->shape[1]);
}

} // namespace

model_config model_config::from(const gguf_file& file) {
  model_config result;
  auto architecture = file.text("general.architecture");
  if (!architecture)
    throw model_error(model_fault::missing_key,
                      file.name() + ": metadata lacks general.architecture");
  result.rope = pairs_of(file, *architecture);
  result.architecture = *architecture;
  auto keys = metadata{file, *architecture};
  result.hidden_size = keys.size("embedding_length", kernels::columns_max);
  result.blocks = keys.size("block_count", blocks_max);
  result.feed_forward_size
    = keys.size("feed_forward_length", kernels::columns_max);
  result.context_length = keys.size("context_length", kernels::positions_max);
  read_heads(result, keys);
  check_heads(result, keys, file);
  result.epsilon = static_cast<float>(
    keys.real_or("attention.layer_norm_rms_epsilon", 1e-5, 1e-12, 1));
  result.rope_base = keys.real_or("rope.freq_base", 10'000, 1, 1e12);
  result.rope_scale = rope_scale_of(file, keys);
  keys.forbid("expert_count", std::numeric_limits<std::uint64_t>::max());
  keys.forbid("attention.sliding_window", result.context_length);
  result.vocabulary = vocabulary_of(file);
  if (keys.size_or("vocab_size", result.vocabulary, vocabulary_max)
      != result.vocabulary)
    refuse(file, "the vocabulary and the embedding differ in size");
  return result;
}

} // namespace synod::model
