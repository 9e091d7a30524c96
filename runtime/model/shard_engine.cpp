#include "runtime/model/shard_engine.hpp"

#include "runtime/model/float_environment.hpp"
#include "runtime/model/forward_pass.hpp"
#include "runtime/model/thread_pool.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <set>

namespace synod::model {

namespace {

std::size_t rows_of(const shard_weights& weights, const step& x) {
  return weights.is_first() ? x.tokens.size()
                            : x.activations.size()
                                / (weights.config.hidden_size * sizeof(float));
}

bool has_right_shape(const shard_weights& weights, const step& x) {
  if (x.logits && !weights.is_last())
    return false;
  if (weights.is_first())
    return !x.tokens.empty() && x.activations.empty();
  auto row_bytes = weights.config.hidden_size * sizeof(float);
  return x.tokens.empty() && !x.activations.empty()
         && x.activations.size() % row_bytes == 0;
}

// Everything that can be told before any arithmetic.
step_error check(const shard_weights& weights, const step& x) {
  if (!has_right_shape(weights, x))
    return step_error::shape_mismatch;
  if (x.position != x.cache->positions())
    return step_error::wrong_position;
  if (rows_of(weights, x) > x.cache->capacity() - x.position)
    return step_error::positions_exceeded;
  auto is_known = [&](auto id) { return id < weights.config.vocabulary; };
  if (!std::ranges::all_of(x.tokens, is_known))
    return step_error::unknown_token;
  return step_error::none;
}

} // namespace

const char* to_string(step_error x) noexcept {
  switch (x) {
    case step_error::none:
      return "none";
    case step_error::wrong_cache:
      return "wrong_cache";
    case step_error::repeated_cache:
      return "repeated_cache";
    case step_error::wrong_position:
      return "wrong_position";
    case step_error::positions_exceeded:
      return "positions_exceeded";
    case step_error::shape_mismatch:
      return "shape_mismatch";
    case step_error::unknown_token:
      return "unknown_token";
    case step_error::value_out_of_range:
      return "value_out_of_range";
  }
  return "unknown";
}

shard_engine::shard_engine(std::shared_ptr<const shard_weights> weights,
                           unsigned threads)
  : weights_(std::move(weights)),
    threads_(std::make_unique<thread_pool>(threads)) {
  assert(weights_ != nullptr);
}

shard_engine::~shard_engine() = default;

std::unique_ptr<kv_cache>
shard_engine::make_cache(std::uint32_t positions) const {
  assert(positions <= weights_->config.context_length);
  return std::make_unique<kv_cache>(weights_->config, weights_->range,
                                    positions);
}

bool shard_engine::fits(const kv_cache& cache) const noexcept {
  return cache.range_ == weights_->range
         && cache.kv_heads_ == weights_->config.kv_heads
         && cache.head_size_ == weights_->config.head_size;
}

// A step that runs, and its rows of the batch: [first, first + count).
struct shard_engine::admitted {
  const step& asked;
  step_result& result;
  std::size_t first = 0;
  std::size_t count = 0;
};

std::vector<shard_engine::admitted>
shard_engine::admit(std::span<const step> batch,
                    std::vector<step_result>& results) const {
  std::vector<admitted> steps;
  std::set<const kv_cache*> caches;
  std::size_t rows = 0;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    auto& x = batch[i];
    auto& error = results[i].error;
    if (x.cache == nullptr || !fits(*x.cache))
      error = step_error::wrong_cache;
    else if (!caches.insert(x.cache).second)
      error = step_error::repeated_cache;
    else
      error = check(*weights_, x);
    if (error != step_error::none)
      continue;
    steps.push_back({x, results[i], rows, rows_of(*weights_, x)});
    rows += steps.back().count;
  }
  return steps;
}

void shard_engine::load(forward_pass& pass, const admitted& x) const {
  for (std::size_t i = 0; i < x.count; ++i) {
    auto out = pass.hidden(x.first + i);
    if (weights_->is_first())
      kernels::cpu::embed(out.data(), weights_->embedding->view(),
                          x.asked.tokens[i], out.size());
    else
      std::memcpy(out.data(), x.asked.activations.data() + i * out.size_bytes(),
                  out.size_bytes());
  }
}

void shard_engine::finish(forward_pass& pass,
                          std::span<const admitted> steps) const {
  std::vector<std::size_t> head_rows;
  for (auto& x : steps)
    if (x.asked.logits)
      head_rows.push_back(x.first + x.count - 1);
  std::vector<float> logits;
  if (!head_rows.empty())
    pass.run_head(logits, head_rows);
  if (!weights_->is_last())
    pass.check_hidden();
  auto next_logits = logits.cbegin();
  for (auto& x : steps) {
    auto own_logits = next_logits;
    if (x.asked.logits)
      next_logits += weights_->config.vocabulary;
    auto end = x.first + x.count;
    for (auto row = x.first; row < end; ++row)
      if (pass.failed(row))
        x.result.error = step_error::value_out_of_range;
    if (x.result.error != step_error::none)
      continue;
    x.asked.cache->positions_ += static_cast<std::uint32_t>(x.count);
    if (!weights_->is_last())
      x.result.output.assign(pass.hidden(x.first).data(),
                             pass.hidden(end - 1).data()
                               + weights_->config.hidden_size);
    else
      x.result.output.assign(own_logits, next_logits);
  }
}

std::vector<step_result> shard_engine::run(std::span<const step> batch) {
  auto environment = float_environment{};
  std::vector<step_result> results(batch.size());
  auto steps = admit(batch, results);
  std::vector<batch_row> rows;
  for (auto& x : steps)
    for (std::size_t i = 0; i < x.count; ++i)
      rows.push_back(
        {x.asked.cache, static_cast<std::uint32_t>(x.asked.position + i)});
  if (rows.empty())
    return results;
  auto pass = forward_pass{*weights_, *threads_, rows};
  for (auto& x : steps)
    load(pass, x);
  for (std::uint32_t block = 0; block < weights_->range.count; ++block)
    pass.run_block(block);
  finish(pass, steps);
  return results;
}

} // namespace synod::model
