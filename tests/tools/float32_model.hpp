#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace synod::model {
class gguf_file;
}

namespace synod::test {

/// Which weights a float32 model computes with.
enum class float32_weights {
  /// The file's own.
  own,
  /// As the arithmetic profile maps them to integers, turned back to floats.
  dequantized,
};

/// A plain float32 forward pass of the llama family, to compare with. It shares
/// nothing with the engine but the reader of GGUF files. One token at a time,
/// simple loops, libm.
class float32_model {
public:
  /// @throws std::runtime_error for a file that is not of the llama family
  float32_model(const model::gguf_file& file, float32_weights kind);

  /// What was seen so far: keys and values by block, head_size * kv_heads
  /// floats for each position.
  struct session {
    std::size_t positions = 0;
    std::vector<std::vector<float>> keys, values;
  };

  /// Takes one more token and returns the logits after it.
  [[nodiscard]] std::vector<float>
  step(session& seen, std::uint32_t token) const;

  /// Returns the logits after each token of a text.
  [[nodiscard]] std::vector<std::vector<float>>
  logits(const std::vector<std::uint32_t>& tokens) const;

  /// Continues a prompt with the likeliest token, `count` times.
  [[nodiscard]] std::vector<std::uint32_t>
  continue_greedily(const std::vector<std::uint32_t>& prompt,
                    std::size_t count) const;

  /// Returns the mean negative log likelihood of a text's tokens after the
  /// first.
  [[nodiscard]] double loss(const std::vector<std::uint32_t>& tokens) const;

private:
  struct matrix {
    std::size_t rows = 0, columns = 0;
    std::vector<float> w;

    [[nodiscard]] std::vector<float> times(const std::vector<float>& x) const;
  };

  struct block {
    std::vector<float> attention_norm, feed_forward_norm;
    std::vector<float> q_bias, k_bias, v_bias;
    matrix q, k, v, output, gate, up, down;
  };

  [[nodiscard]] std::vector<float>
  normalize(const std::vector<float>& x,
            const std::vector<float>& weight) const;
  void turn(std::vector<float>& x, std::size_t position) const;
  [[nodiscard]] std::vector<float>
  attend(const std::vector<float>& q, const std::vector<float>& keys,
         const std::vector<float>& values) const;

  std::size_t heads_ = 0, kv_heads_ = 0, head_size_ = 0;
  bool halves_ = false;
  double rope_base_ = 10'000;
  float epsilon_ = 0;
  matrix embedding_, head_;
  std::vector<float> final_norm_;
  std::vector<block> blocks_;
};

} // namespace synod::test
