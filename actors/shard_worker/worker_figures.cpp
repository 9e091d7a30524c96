#include "actors/shard_worker/worker_figures.hpp"

#include "kernels/profile.hpp"

#include <algorithm>

namespace synod {

void worker_figures::began(const run_batch& batch) {
  steps_ += static_cast<std::int64_t>(batch.items.size());
  for (auto& x : batch.items)
    rows_ += x.rows;
}

void worker_figures::finished(const finished_batch& batch) {
  auto slot = static_cast<std::size_t>(batches_++) % times_max;
  times_us_[slot] = batch.took.count();
  busy_us_ += batch.took.count();
  failures_ += std::ranges::count_if(
    batch.results, [](auto& x) { return x.error.has_value(); });
}

std::int64_t worker_figures::median_us() const {
  auto count = std::min<std::int64_t>(batches_, times_max);
  if (count == 0)
    return 0;
  auto times = times_us_;
  auto middle = times.begin() + count / 2;
  std::nth_element(times.begin(), middle, times.begin() + count);
  return *middle;
}

actor_status
worker_figures::status(const std::string& actor, const shard_shape& shape,
                       const shard_sessions& sessions) const {
  auto result = actor_status{};
  result.role = "shard_worker";
  result.actor = actor;
  auto end = shape.range.first + shape.range.count;
  result.labels = {{"model", shape.model},
                   {"blocks", std::to_string(shape.range.first) + "-"
                                + std::to_string(end - 1)},
                   {"profile", std::string{kernels::profile}}};
  auto number = [](auto x) { return static_cast<std::int64_t>(x); };
  auto& total = sessions.budget().total();
  auto& reserved = sessions.budget().reserved();
  result.gauges = {
    {"sessions_open", number(sessions.size())},
    {"kv_positions_reserved", number(reserved.positions)},
    {"kv_positions_max", number(total.positions)},
    {"kept_bytes", number(reserved.kept_bytes)},
    {"kept_bytes_max", number(total.kept_bytes)},
    {"steps_queued", number(sessions.steps_queued())},
    {"steps_run", steps_},
    {"steps_failed", failures_},
    {"rows_run", rows_},
    {"batches_run", batches_},
    {"tokens_sampled", tokens_},
    {"step_us_median", median_us()},
    {"busy_us", busy_us_},
    {"receipts_sent", receipts_},
    {"commit_us", commit_us_},
  };
  return result;
}

} // namespace synod
