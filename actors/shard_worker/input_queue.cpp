#include "actors/shard_worker/input_queue.hpp"

#include "actors/shard_worker/rows.hpp"

#include <cassert>

namespace synod {

std::size_t input_bytes(const run_step& x) noexcept {
  return x.activations.size() + x.tokens.size() * sizeof(token_id);
}

run_step slice(const run_step& x, std::uint32_t first, std::uint32_t rows) {
  assert(first <= x.rows && rows <= x.rows - first);
  auto result = run_step{};
  result.session = x.session;
  result.attempt = x.attempt;
  result.position = x.position + first;
  result.rows = rows;
  if (!x.tokens.empty()) {
    auto begin = x.tokens.begin() + first;
    result.tokens.assign(begin, begin + rows);
  }
  if (x.activations.size() != 0)
    result.activations
      = slice_rows(x.activations, x.activations.size() / x.rows, first, rows);
  return result;
}

void input_queue::restart(std::uint32_t position) noexcept {
  drop(position);
  first_ = true;
}

void input_queue::drop(std::uint32_t position) noexcept {
  steps_.clear();
  bytes_ = 0;
  received_ = position;
}

input_queue::outcome input_queue::push(const run_step& x) {
  if (x.position > received_)
    return {.gap = true, .rewound_to = {}};
  auto result = outcome{};
  if (first_ && x.position < received_) {
    assert(steps_.empty());
    result.rewound_to = x.position;
    received_ = x.position;
  }
  first_ = false;
  auto known = received_ - x.position;
  if (known >= x.rows)
    return result;
  steps_.push_back(slice(x, known, x.rows - known));
  steps_.back().sample = x.sample;
  bytes_ += input_bytes(steps_.back());
  received_ += x.rows - known;
  return result;
}

run_step input_queue::take(std::uint32_t rows) {
  assert(rows > 0 && rows <= front_rows());
  auto& front = steps_.front();
  bytes_ -= input_bytes(front);
  if (rows == front.rows) {
    auto result = std::move(front);
    steps_.pop_front();
    return result;
  }
  auto result = slice(front, 0, rows);
  auto sample = front.sample;
  front = slice(front, rows, front.rows - rows);
  front.sample = sample;
  bytes_ += input_bytes(front);
  return result;
}

} // namespace synod
