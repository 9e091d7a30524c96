#include "actors/shard_worker/output_ring.hpp"

#include "actors/shard_worker/rows.hpp"

#include <algorithm>
#include <cassert>

namespace synod {

std::deque<output_ring::chunk>::const_iterator
output_ring::find(std::uint32_t position) const noexcept {
  return std::ranges::upper_bound(chunks_, position, {},
                                  [](auto& x) { return x.position + x.rows; });
}

std::uint32_t output_ring::room_rows(std::uint32_t accepted) const noexcept {
  // Whole chunks are forgotten, so one that reaches past `accepted` stays.
  auto oldest = find(accepted);
  auto stay = oldest == chunks_.end() ? 0 : end_ - oldest->position;
  auto room = bytes_max_ / row_bytes_;
  return static_cast<std::uint32_t>(room > stay ? room - stay : 0);
}

void output_ring::push(std::uint32_t rows, bool sample, const buffer& output,
                       [[maybe_unused]] std::uint32_t accepted) {
  assert(rows <= room_rows(accepted));
  assert(output.size() == rows * row_bytes_);
  auto bytes_after = [&] { return bytes() + rows * row_bytes_; };
  while (!chunks_.empty() && bytes_after() > bytes_max_) {
    begin_ += chunks_.front().rows;
    chunks_.pop_front();
  }
  chunks_.push_back({end_, rows, sample, output});
  end_ += rows;
}

void output_ring::truncate(std::uint32_t position) {
  while (!chunks_.empty() && chunks_.back().position >= position)
    chunks_.pop_back();
  if (!chunks_.empty() && position < end_) {
    auto& last = chunks_.back();
    last.rows = std::min(last.rows, position - last.position);
    last.output = slice_rows(last.output, row_bytes_, 0, last.rows);
    last.sample = false;
  }
  end_ = position;
  begin_ = chunks_.empty() ? position : chunks_.front().position;
}

output_ring::piece
output_ring::read(std::uint32_t position, std::uint32_t rows_max) const {
  assert(begin_ <= position && position < end_ && rows_max > 0);
  auto from = find(position);
  auto skip = position - from->position;
  auto result = piece{};
  result.rows = std::min(from->rows - skip, rows_max);
  auto whole = result.rows == from->rows - skip;
  result.sample = whole && from->sample;
  result.activations = slice_rows(from->output, row_bytes_, skip, result.rows);
  auto last = std::next(from);
  auto rows = result.rows;
  auto sample = result.sample;
  for (; whole && !sample && last != chunks_.end()
         && rows + last->rows <= rows_max;
       ++last) {
    rows += last->rows;
    sample = last->sample;
  }
  if (rows == result.rows)
    return result;
  // Several small ones become one message: after a failover, a hundred rows of
  // decode must not be a hundred messages.
  auto bytes = std::make_shared_for_overwrite<std::byte[]>(rows * row_bytes_);
  auto* end = std::ranges::copy(result.activations.bytes(), bytes.get()).out;
  for (auto i = std::next(from); i != last; ++i)
    end = std::ranges::copy(i->output.bytes(), end).out;
  auto view = std::span<const std::byte>{bytes.get(), end};
  return {rows, sample, buffer{std::move(bytes), view}};
}

void output_ring::ask_last(bool sample) noexcept {
  for (auto& x : chunks_)
    x.sample = false;
  if (!chunks_.empty())
    chunks_.back().sample = sample;
}

} // namespace synod
