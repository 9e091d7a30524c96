#include "tests/tools/float32_model.hpp"

#include "runtime/model/gguf.hpp"
#include "tests/tools/float32_weights.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace synod::test {

namespace {

using floats = std::vector<float>;

const model::tensor&
require(const model::gguf_file& file, const std::string& name) {
  if (const auto* found = file.find_tensor(name))
    return *found;
  throw std::runtime_error("no tensor " + name);
}

floats maybe_vector(const model::gguf_file& file, const std::string& name) {
  const auto* found = file.find_tensor(name);
  return found == nullptr ? floats{} : own_weights(*found);
}

void add(floats& x, const floats& y) {
  for (std::size_t i = 0; i < y.size(); ++i)
    x[i] += y[i];
}

} // namespace

float32_model::float32_model(const model::gguf_file& file,
                             float32_weights kind) {
  auto architecture = std::string{file.text("general.architecture").value()};
  halves_ = architecture != "llama";
  auto number = [&](const char* key) {
    return file.integer(architecture + "." + key).value();
  };
  heads_ = number("attention.head_count");
  kv_heads_ = number("attention.head_count_kv");
  head_size_ = number("embedding_length") / heads_;
  epsilon_ = static_cast<float>(
    file.real(architecture + ".attention.layer_norm_rms_epsilon").value());
  rope_base_ = file.real(architecture + ".rope.freq_base").value_or(10'000);
  auto load = [&](const std::string& name) {
    const auto& x = require(file, name);
    return matrix{x.shape[1], x.shape[0],
                  kind == float32_weights::own ? own_weights(x)
                                               : dequantized_weights(x)};
  };
  embedding_ = load("token_embd.weight");
  head_ = file.find_tensor("output.weight") != nullptr ? load("output.weight")
                                                       : embedding_;
  final_norm_ = own_weights(require(file, "output_norm.weight"));
  for (std::size_t i = 0; i < number("block_count"); ++i) {
    auto name = "blk." + std::to_string(i) + ".";
    auto& x = blocks_.emplace_back();
    x.attention_norm = own_weights(require(file, name + "attn_norm.weight"));
    x.feed_forward_norm = own_weights(require(file, name + "ffn_norm.weight"));
    x.q_bias = maybe_vector(file, name + "attn_q.bias");
    x.k_bias = maybe_vector(file, name + "attn_k.bias");
    x.v_bias = maybe_vector(file, name + "attn_v.bias");
    x.q = load(name + "attn_q.weight");
    x.k = load(name + "attn_k.weight");
    x.v = load(name + "attn_v.weight");
    x.output = load(name + "attn_output.weight");
    x.gate = load(name + "ffn_gate.weight");
    x.up = load(name + "ffn_up.weight");
    x.down = load(name + "ffn_down.weight");
  }
}

floats float32_model::matrix::times(const floats& x) const {
  floats out(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    float sum = 0;
    for (std::size_t col = 0; col < columns; ++col)
      sum += w[row * columns + col] * x[col];
    out[row] = sum;
  }
  return out;
}

floats float32_model::normalize(const floats& x, const floats& weight) const {
  float sum = 0;
  for (auto value : x)
    sum += value * value;
  auto factor = 1 / std::sqrt(sum / static_cast<float>(x.size()) + epsilon_);
  floats out;
  for (std::size_t i = 0; i < x.size(); ++i)
    out.push_back(x[i] * factor * weight[i]);
  return out;
}

void float32_model::turn(floats& x, std::size_t position) const {
  auto pairs = head_size_ / 2;
  for (std::size_t head = 0; head < x.size() / head_size_; ++head) {
    for (std::size_t i = 0; i < pairs; ++i) {
      auto exponent
        = -2.0 * static_cast<double>(i) / static_cast<double>(head_size_);
      auto angle
        = static_cast<double>(position) * std::pow(rope_base_, exponent);
      auto c = static_cast<float>(std::cos(angle));
      auto s = static_cast<float>(std::sin(angle));
      auto& a = x[head * head_size_ + (halves_ ? i : 2 * i)];
      auto& b = x[head * head_size_ + (halves_ ? i + pairs : 2 * i + 1)];
      auto turned = a * s + b * c;
      a = a * c - b * s;
      b = turned;
    }
  }
}

floats float32_model::attend(const floats& q, const floats& keys,
                             const floats& values) const {
  auto width = kv_heads_ * head_size_;
  auto positions = keys.size() / width;
  floats out(q.size());
  floats e(positions);
  for (std::size_t head = 0; head < heads_; ++head) {
    auto offset = head / (heads_ / kv_heads_) * head_size_;
    for (std::size_t t = 0; t < positions; ++t) {
      float dot = 0;
      for (std::size_t c = 0; c < head_size_; ++c)
        dot += q[head * head_size_ + c] * keys[t * width + offset + c];
      e[t] = dot / std::sqrt(static_cast<float>(head_size_));
    }
    auto top = *std::max_element(e.begin(), e.end());
    float sum = 0;
    for (auto& x : e) {
      x = std::exp(x - top);
      sum += x;
    }
    for (std::size_t t = 0; t < positions; ++t)
      for (std::size_t c = 0; c < head_size_; ++c)
        out[head * head_size_ + c]
          += e[t] / sum * values[t * width + offset + c];
  }
  return out;
}

floats float32_model::step(session& seen, std::uint32_t token) const {
  seen.keys.resize(blocks_.size());
  seen.values.resize(blocks_.size());
  auto row = embedding_.w.begin()
             + static_cast<std::ptrdiff_t>(token * embedding_.columns);
  auto x = floats(row, row + static_cast<std::ptrdiff_t>(embedding_.columns));
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const auto& w = blocks_[i];
    auto h = normalize(x, w.attention_norm);
    auto q = w.q.times(h);
    auto k = w.k.times(h);
    auto v = w.v.times(h);
    add(q, w.q_bias);
    add(k, w.k_bias);
    add(v, w.v_bias);
    turn(q, seen.positions);
    turn(k, seen.positions);
    seen.keys[i].insert(seen.keys[i].end(), k.begin(), k.end());
    seen.values[i].insert(seen.values[i].end(), v.begin(), v.end());
    add(x, w.output.times(attend(q, seen.keys[i], seen.values[i])));
    h = normalize(x, w.feed_forward_norm);
    auto gate = w.gate.times(h);
    auto up = w.up.times(h);
    for (std::size_t j = 0; j < gate.size(); ++j)
      gate[j] = gate[j] / (1 + std::exp(-gate[j])) * up[j];
    add(x, w.down.times(gate));
  }
  ++seen.positions;
  return head_.times(normalize(x, final_norm_));
}

std::vector<floats>
float32_model::logits(const std::vector<std::uint32_t>& tokens) const {
  session seen;
  std::vector<floats> result;
  for (auto token : tokens)
    result.push_back(step(seen, token));
  return result;
}

std::vector<std::uint32_t>
float32_model::continue_greedily(const std::vector<std::uint32_t>& prompt,
                                 std::size_t count) const {
  session seen;
  floats last;
  for (auto token : prompt)
    last = step(seen, token);
  std::vector<std::uint32_t> result;
  while (result.size() < count) {
    auto top = std::max_element(last.begin(), last.end());
    result.push_back(static_cast<std::uint32_t>(top - last.begin()));
    last = step(seen, result.back());
  }
  return result;
}

double float32_model::loss(const std::vector<std::uint32_t>& tokens) const {
  auto rows = logits(tokens);
  double sum = 0;
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    double total = 0;
    for (double x : rows[i])
      total += std::exp(x - rows[i][tokens[i + 1]]);
    sum += std::log(total);
  }
  return sum / static_cast<double>(tokens.size() - 1);
}

} // namespace synod::test
