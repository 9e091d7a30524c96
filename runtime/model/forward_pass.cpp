#include "runtime/model/forward_pass.hpp"

#include "kernels/magnitude.hpp"
#include "kernels/rmsnorm.hpp"
#include "kernels/rope.hpp"
#include "kernels/silu.hpp"
#include "runtime/model/thread_pool.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>

namespace synod::model {

namespace {

using namespace kernels::cpu;

// Work below this is not worth waking a thread for: multiply-adds in a product,
// and elements in the operations on single rows.
constexpr std::size_t product_grain = std::size_t{1} << 18;
constexpr std::size_t row_grain = std::size_t{1} << 13;

std::size_t stride_of(std::span<const batch_row> rows) {
  constexpr auto tile = kernels::attention_tile;
  std::size_t positions = 0;
  for (auto& row : rows)
    positions = std::max(positions, std::size_t{row.position} + 1);
  return (positions + tile - 1) / tile * tile;
}

} // namespace

forward_pass::forward_pass(const shard_weights& weights, thread_pool& threads,
                           std::span<const batch_row> rows)
  : weights_(weights), config_(weights.config), threads_(threads), rows_(rows),
    failed_(rows.size()), hidden_(rows.size() * config_.hidden_size),
    stride_(stride_of(rows)), scores_(threads.threads() * stride_),
    weights_low_(scores_.size()), weights_high_(scores_.size()) {
  auto pairs = weights.rope_frequencies.size();
  auto heads = rows.size() * config_.heads;
  cosines_.resize(rows.size() * pairs);
  sines_.resize(rows.size() * pairs);
  queries_.resize(heads * config_.head_size);
  query_scales_.resize(heads);
  attention_.resize(heads * config_.head_size);
  for (std::size_t row = 0; row < rows.size(); ++row)
    rope_angles(&cosines_[row * pairs], &sines_[row * pairs],
                weights.rope_frequencies.data(), pairs,
                rows[row].position / config_.rope_scale);
}

std::span<float> forward_pass::hidden(std::size_t row) noexcept {
  return {hidden_.data() + row * config_.hidden_size, config_.hidden_size};
}

void forward_pass::run_block(std::uint32_t block) {
  auto& weights = weights_.blocks[block];
  auto count = rows_.size();
  prepare(count, config_.hidden_size);
  for_rows(count,
           [&](auto row) { normalize(row, row, weights.attention_norm); });
  multiply({{weights.q, q_}, {weights.k, k_}, {weights.v, v_}});
  for_rows(count, [&](auto row) { turn_and_store(block, row); });
  attend(block);
  auto width = weights.attention_output.columns();
  prepare(count, width);
  for_rows(count,
           [&](auto row) { quantize(row, row, &attention_[row * width]); });
  multiply({{weights.attention_output, delta_}});
  prepare(count, config_.hidden_size);
  for_rows(count, [&](auto row) {
    add_residual(row);
    normalize(row, row, weights.feed_forward_norm);
  });
  multiply({{weights.gate, gate_}, {weights.up, up_}});
  auto inner = weights.down.columns();
  prepare(count, inner);
  for_rows(count, [&](auto row) {
    auto* gate = &gate_[row * inner];
    silu(gate, gate, &up_[row * inner], inner);
    quantize(row, row, gate);
  });
  multiply({{weights.down, delta_}});
  for_rows(count, [&](auto row) { add_residual(row); });
}

void forward_pass::run_head(std::vector<float>& logits,
                            std::span<const std::size_t> rows) {
  auto& head = *weights_.head();
  prepare(rows.size(), config_.hidden_size);
  for_rows(rows.size(), [&](auto slot) {
    normalize(slot, rows[slot], weights_.final_norm);
  });
  multiply({{head, logits}});
  for (std::size_t slot = 0; slot < rows.size(); ++slot)
    if (!in_range(&logits[slot * head.rows()], head.rows()))
      fail(rows[slot]);
}

void forward_pass::check_hidden() {
  for (std::size_t row = 0; row < rows_.size(); ++row)
    if (!in_range(hidden(row).data(), config_.hidden_size))
      fail(row);
}

void forward_pass::fail(std::size_t row) noexcept {
  // Several heads of one row may fail at once, on several threads.
  std::atomic_ref{failed_[row]}.store(1, std::memory_order_relaxed);
}

void forward_pass::prepare(std::size_t slots, std::size_t columns) {
  constexpr auto block = kernels::block_size;
  slots_ = slots;
  columns_ = columns;
  padded_ = (columns + block - 1) / block * block;
  quantized_.resize(slots * padded_);
  scales_.resize(slots);
  normalized_.resize(slots * config_.hidden_size);
}

void forward_pass::quantize(std::size_t slot, std::size_t row, const float* x) {
  if (!kernels::cpu::quantize(&quantized_[slot * padded_], &scales_[slot], x,
                              columns_, padded_))
    fail(row);
}

void forward_pass::normalize(std::size_t slot, std::size_t row,
                             const std::vector<float>& weight) {
  auto* out = &normalized_[slot * config_.hidden_size];
  if (!rmsnorm(out, hidden(row).data(), weight.data(), config_.hidden_size,
               config_.epsilon))
    fail(row);
  quantize(slot, row, out);
}

void forward_pass::multiply(std::initializer_list<product> products) {
  std::size_t total = 0;
  for (auto& product : products) {
    product.out.resize(slots_ * product.weights.rows());
    total += product.weights.rows();
  }
  auto x = kernels::quantized_view{quantized_.data(), scales_.data(), slots_,
                                   padded_ / kernels::block_size};
  auto grain = std::max(std::size_t{16}, product_grain / (padded_ * slots_));
  threads_.run(total, grain, [&](auto first, auto last, auto) {
    std::size_t offset = 0;
    for (auto& product : products) {
      auto rows = product.weights.rows();
      auto begin = std::max(first, offset);
      auto end = std::min(last, offset + rows);
      if (begin < end)
        matmul(product.out.data() + (begin - offset), rows,
               product.weights.view().slice(begin - offset, end - begin), x);
      offset += rows;
    }
  });
}

void forward_pass::turn(std::size_t row, float* heads, std::size_t count) {
  auto pairs = weights_.rope_frequencies.size();
  for (std::size_t head = 0; head < count; ++head)
    rope(heads + head * config_.head_size, &cosines_[row * pairs],
         &sines_[row * pairs], pairs, config_.rope);
}

void forward_pass::turn_and_store(std::uint32_t block, std::size_t row) {
  auto& weights = weights_.blocks[block];
  auto size = std::size_t{config_.head_size};
  auto* q = &q_[row * weights.q.rows()];
  auto* k = &k_[row * weights.k.rows()];
  auto* v = &v_[row * weights.v.rows()];
  auto add = [](float* out, const std::vector<float>& bias) {
    for (std::size_t i = 0; i < bias.size(); ++i)
      out[i] += bias[i];
  };
  add(q, weights.q_bias);
  add(k, weights.k_bias);
  add(v, weights.v_bias);
  turn(row, q, config_.heads);
  turn(row, k, config_.kv_heads);
  // Attention divides scores by the root of the head's size; it goes in here.
  auto factor = 1.0f / std::sqrt(static_cast<float>(size));
  for (std::size_t head = 0; head < config_.heads; ++head) {
    auto index = row * config_.heads + head;
    if (!kernels::cpu::quantize(&queries_[index * size], &query_scales_[index],
                                q + head * size, size, size))
      fail(row);
    query_scales_[index] *= factor;
  }
  for (std::uint32_t head = 0; head < config_.kv_heads; ++head)
    store(rows_[row].cache->head(block, head), row, k + head * size,
          v + head * size);
}

void forward_pass::store(const kv_cache::head_view& head, std::size_t row,
                         const float* key, const float* value) {
  auto size = std::size_t{config_.head_size};
  auto position = rows_[row].position;
  std::array<std::int16_t, kernels::head_size_max> values;
  auto fits = kernels::cpu::quantize(
    head.keys + position * size, &head.key_scales[position], key, size, size);
  fits &= kernels::cpu::quantize(values.data(), &head.value_scales[position],
                                 value, size, size);
  for (std::size_t c = 0; c < size; ++c)
    head.values[c * head.stride + position] = values[c];
  if (!fits)
    fail(row);
}

void forward_pass::attend(std::uint32_t block) {
  auto size = std::size_t{config_.head_size};
  auto group = config_.heads / config_.kv_heads;
  auto grain = std::max(std::size_t{1}, product_grain / (4 * stride_ * size));
  threads_.run(
    rows_.size() * config_.heads, grain,
    [&](auto first, auto last, auto thread) {
      auto offset = thread * stride_;
      auto scratch = kernels::attention_scratch{
        &scores_[offset], &weights_low_[offset], &weights_high_[offset]};
      for (auto index = first; index < last; ++index) {
        auto& row = rows_[index / config_.heads];
        auto kv_head
          = static_cast<std::uint32_t>(index % config_.heads / group);
        auto head = row.cache->head(block, kv_head);
        auto view = kernels::attention_view{head.keys,
                                            head.values,
                                            head.key_scales,
                                            head.value_scales,
                                            row.position + 1ul,
                                            head.stride,
                                            size};
        if (!kernels::cpu::attend(&attention_[index * size],
                                  &queries_[index * size], query_scales_[index],
                                  view, scratch))
          fail(index / config_.heads);
      }
    });
}

void forward_pass::add_residual(std::size_t row) {
  auto* delta = &delta_[row * config_.hidden_size];
  auto out = hidden(row);
  for (std::size_t col = 0; col < out.size(); ++col)
    out[col] += delta[col];
}

void forward_pass::for_rows(std::size_t count,
                            const std::function<void(std::size_t)>& body) {
  auto grain = std::max(std::size_t{1}, row_grain / columns_);
  threads_.run(count, grain, [&](auto first, auto last, auto) {
    for (auto row = first; row < last; ++row)
      body(row);
  });
}

} // namespace synod::model
