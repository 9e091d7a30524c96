#include "runtime/model/shard_weights.hpp"

#include "runtime/model/float_environment.hpp"
#include "runtime/model/gguf.hpp"

#include <cmath>
#include <string>

namespace synod::model {

namespace {

const tensor& require(const gguf_file& file, const std::string& name) {
  if (auto* found = file.find_tensor(name))
    return *found;
  throw model_error(model_fault::missing_tensor,
                    file.name() + ": tensor " + name + " is missing");
}

weight_matrix matrix(const gguf_file& file, const std::string& name,
                     std::size_t rows, std::size_t columns) {
  return weight_matrix::from(require(file, name), rows, columns);
}

std::vector<float> vector_from(const tensor& source, std::size_t size) {
  if (source.shape != std::vector<std::uint64_t>{size})
    throw model_error(model_fault::bad_shape,
                      "tensor " + source.name + " should have "
                        + std::to_string(size) + " elements in one dimension");
  if (source.type == tensor_type::q8_0 || source.type == tensor_type::q4_0)
    throw model_error(model_fault::unsupported_tensor_type,
                      "tensor " + source.name + " is " + to_string(source.type)
                        + "; norms and biases are read as floats only");
  std::vector<float> result(size);
  read_floats(source, 0, result);
  return result;
}

std::vector<float>
vector_of(const gguf_file& file, const std::string& name, std::size_t size) {
  return vector_from(require(file, name), size);
}

std::vector<float>
bias(const gguf_file& file, const std::string& name, std::size_t size) {
  auto* found = file.find_tensor(name);
  return found == nullptr ? std::vector<float>{} : vector_from(*found, size);
}

block_weights load_block(const gguf_file& file, const model_config& config,
                         std::uint32_t block) {
  auto name = "blk." + std::to_string(block) + ".";
  auto hidden = std::size_t{config.hidden_size};
  auto q_size = std::size_t{config.heads} * config.head_size;
  auto kv_size = std::size_t{config.kv_heads} * config.head_size;
  auto feed_forward = std::size_t{config.feed_forward_size};
  return {
    .attention_norm = vector_of(file, name + "attn_norm.weight", hidden),
    .q = matrix(file, name + "attn_q.weight", q_size, hidden),
    .k = matrix(file, name + "attn_k.weight", kv_size, hidden),
    .v = matrix(file, name + "attn_v.weight", kv_size, hidden),
    .q_bias = bias(file, name + "attn_q.bias", q_size),
    .k_bias = bias(file, name + "attn_k.bias", kv_size),
    .v_bias = bias(file, name + "attn_v.bias", kv_size),
    .attention_output
    = matrix(file, name + "attn_output.weight", hidden, q_size),
    .feed_forward_norm = vector_of(file, name + "ffn_norm.weight", hidden),
    .gate = matrix(file, name + "ffn_gate.weight", feed_forward, hidden),
    .up = matrix(file, name + "ffn_up.weight", feed_forward, hidden),
    .down = matrix(file, name + "ffn_down.weight", hidden, feed_forward),
  };
}

// Frequencies, divided by the file's own factors where it has them (Llama 3).
std::vector<double>
frequencies(const gguf_file& file, const model_config& config) {
  std::vector<double> result(config.rope_dimensions / 2);
  kernels::cpu::rope_frequencies(result.data(), result.size(),
                                 config.rope_base);
  auto* factors = file.find_tensor("rope_freqs.weight");
  if (factors == nullptr)
    return result;
  auto values = vector_from(*factors, result.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (!(values[i] >= 1e-3f))
      throw model_error(model_fault::bad_weight,
                        "tensor rope_freqs.weight holds a factor below 0.001");
    result[i] = result[i] / values[i];
  }
  return result;
}

std::size_t bytes_of(const block_weights& x) {
  auto floats = x.attention_norm.size() + x.feed_forward_norm.size()
                + x.q_bias.size() + x.k_bias.size() + x.v_bias.size();
  auto result = floats * sizeof(float);
  for (auto* m :
       {&x.q, &x.k, &x.v, &x.attention_output, &x.gate, &x.up, &x.down})
    result += m->size_bytes();
  return result;
}

} // namespace

std::shared_ptr<const shard_weights>
shard_weights::load(const gguf_file& file, block_range range) {
  auto environment = float_environment{};
  auto result = std::shared_ptr<shard_weights>{new shard_weights};
  auto& config = result->config;
  config = model_config::from(file);
  if (range.count == 0 || range.first >= config.blocks
      || range.count > config.blocks - range.first)
    throw model_error(model_fault::bad_value,
                      file.name() + ": blocks " + std::to_string(range.first)
                        + " and the " + std::to_string(range.count)
                        + " from there are asked for; the model has "
                        + std::to_string(config.blocks));
  result->range = range;
  result->rope_frequencies = frequencies(file, config);
  for (auto block = range.first; block < range.end(); ++block)
    result->blocks.push_back(load_block(file, config, block));
  if (result->is_first())
    result->embedding = matrix(file, "token_embd.weight", config.vocabulary,
                               config.hidden_size);
  if (result->is_last()) {
    result->final_norm
      = vector_of(file, "output_norm.weight", config.hidden_size);
    auto has_head = file.find_tensor("output.weight") != nullptr;
    if (has_head || !result->embedding)
      result->head_
        = matrix(file, has_head ? "output.weight" : "token_embd.weight",
                 config.vocabulary, config.hidden_size);
  }
  return result;
}

const weight_matrix* shard_weights::head() const noexcept {
  if (!is_last())
    return nullptr;
  return head_ ? &*head_ : &*embedding;
}

std::size_t shard_weights::size_bytes() const noexcept {
  auto result = final_norm.size() * sizeof(float)
                + rope_frequencies.size() * sizeof(double);
  for (auto& block : blocks)
    result += bytes_of(block);
  if (embedding)
    result += embedding->size_bytes();
  if (head_)
    result += head_->size_bytes();
  return result;
}

} // namespace synod::model
