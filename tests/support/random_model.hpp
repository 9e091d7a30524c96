#pragma once

#include "runtime/model/gguf.hpp"
#include "tests/support/gguf_builder.hpp"
#include "tests/support/random_values.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace synod::test {

/// A small model with random weights, as the bytes of a GGUF file.
struct random_model {
  std::uint64_t seed = 1;
  model::tensor_type type = model::tensor_type::f32; ///< Of the matrices.
  std::string architecture = "llama";                ///< qwen2 gets biases.
  bool tied = false;                                 ///< No head of its own.
  std::uint32_t vocabulary = 61;
  std::uint32_t hidden_size = 64;
  std::uint32_t blocks = 4;
  std::uint32_t heads = 4;
  std::uint32_t kv_heads = 2;
  std::uint32_t feed_forward_size = 96;
  std::uint32_t context_length = 96;
  float bias_scale = 1; ///< 2^39 takes attention's scores out of range.

  [[nodiscard]] gguf_builder builder() const {
    auto file = writer{test::random_values{seed}, {}, {}};
    file.head.text("general.architecture", architecture);
    auto number = [&](const char* key, std::uint32_t value) {
      file.head.number(architecture + "." + key, value);
    };
    number("context_length", context_length);
    number("embedding_length", hidden_size);
    number("block_count", blocks);
    number("feed_forward_length", feed_forward_size);
    number("attention.head_count", heads);
    number("attention.head_count_kv", kv_heads);
    file.head.real(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f);
    file.head.real(architecture + ".rope.freq_base", 10'000);
    file.matrix("token_embd.weight", type, vocabulary, hidden_size);
    for (std::uint32_t block = 0; block < blocks; ++block)
      write_block(file, "blk." + std::to_string(block) + ".");
    file.vector("output_norm.weight", hidden_size);
    if (!tied)
      file.matrix("output.weight", type, vocabulary, hidden_size);
    return std::move(file.head.data(std::move(file.data)));
  }

  [[nodiscard]] std::string bytes() const {
    return builder().bytes();
  }

private:
  struct writer {
    random_values random;
    gguf_builder head;
    std::string data;

    void vector(const std::string& name, std::uint32_t size, float scale = 1) {
      head.tensor(name, 0, {size}, data.size());
      for (std::uint32_t i = 0; i < size; ++i)
        data += gguf_builder::raw((1 + random.real(0.5f)) * scale);
      pad();
    }

    void matrix(const std::string& name, model::tensor_type type,
                std::uint32_t rows, std::uint32_t columns) {
      head.tensor(name, static_cast<std::uint32_t>(type), {columns, rows},
                  data.size());
      for (std::uint32_t i = 0; i < rows * columns;)
        i += append_some(type);
      pad();
    }

    // Appends one value or one block of 32; returns how many elements.
    std::uint32_t append_some(model::tensor_type type) {
      // An f16 between 1/64 and 1/32 in magnitude, of either sign.
      auto half = static_cast<std::uint16_t>(0x2400 | random.integer(0, 0x3ff)
                                             | random.integer(0, 1) << 15);
      switch (type) {
        case model::tensor_type::f32:
          data += gguf_builder::raw(random.real(0.3f));
          return 1;
        case model::tensor_type::f16:
          data += gguf_builder::raw(static_cast<std::uint16_t>(half + 0x800));
          return 1;
        case model::tensor_type::bf16:
          data += gguf_builder::raw(static_cast<std::uint16_t>(
            0x3d80 | random.integer(0, 0xff) | random.integer(0, 1) << 15));
          return 1;
        case model::tensor_type::q8_0:
          data += gguf_builder::raw(
            static_cast<std::uint16_t>((half & 0x7fff) - 0x1400));
          append_bytes(32);
          return 32;
        case model::tensor_type::q4_0:
          data += gguf_builder::raw(half);
          append_bytes(16);
          return 32;
      }
      return 1;
    }

    void append_bytes(int count) {
      for (int i = 0; i < count; ++i)
        data += static_cast<char>(random.integer(0, 255));
    }

    void pad() {
      data.resize((data.size() + 31) / 32 * 32);
    }
  };

  void write_block(writer& file, const std::string& name) const {
    auto kv_size = hidden_size / heads * kv_heads;
    file.vector(name + "attn_norm.weight", hidden_size);
    file.matrix(name + "attn_q.weight", type, hidden_size, hidden_size);
    file.matrix(name + "attn_k.weight", type, kv_size, hidden_size);
    file.matrix(name + "attn_v.weight", type, kv_size, hidden_size);
    if (architecture == "qwen2") {
      file.vector(name + "attn_q.bias", hidden_size, bias_scale);
      file.vector(name + "attn_k.bias", kv_size, bias_scale);
      file.vector(name + "attn_v.bias", kv_size, bias_scale);
    }
    file.matrix(name + "attn_output.weight", type, hidden_size, hidden_size);
    file.vector(name + "ffn_norm.weight", hidden_size);
    file.matrix(name + "ffn_gate.weight", type, feed_forward_size, hidden_size);
    file.matrix(name + "ffn_up.weight", type, feed_forward_size, hidden_size);
    file.matrix(name + "ffn_down.weight", type, hidden_size, feed_forward_size);
  }
};

} // namespace synod::test
