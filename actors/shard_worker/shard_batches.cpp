#include "actors/shard_worker/shard_batches.hpp"

#include "runtime/model/sampler.hpp"

#include <bit>
#include <new>
#include <utility>

namespace synod {

namespace {

// Activations are little-endian on the wire and go in and out as they are.
static_assert(std::endian::native == std::endian::little);

errc to_errc(model::step_error x) noexcept {
  switch (x) {
    case model::step_error::shape_mismatch:
      return errc::shape_mismatch;
    case model::step_error::unknown_token:
      return errc::unknown_token;
    case model::step_error::value_out_of_range:
      return errc::value_out_of_range;
    case model::step_error::wrong_position:
      return errc::position_gap;
    case model::step_error::positions_exceeded:
      return errc::positions_exceeded;
    default:
      return errc::unspecified;
  }
}

model::sampling parameters(const sampling& x) noexcept {
  return {.temperature = x.temperature,
          .top_k = x.top_k,
          .top_p = x.top_p,
          .min_p = x.min_p,
          .repetition_penalty = x.repetition_penalty,
          .seed = x.seed};
}

batch_result failed(errc reason) {
  return {.error = reason, .output = {}, .token = 0};
}

batch_result sample(const batch_item& item, const std::vector<float>& logits) {
  auto end = item.position + item.rows;
  if (item.sample->repetition_penalty != 1 && item.history.size() != end)
    return failed(errc::invalid_argument);
  auto chosen
    = model::sample(logits, parameters(*item.sample), end, item.history);
  switch (chosen.error) {
    case model::sampling_error::none:
      return {.error = {}, .output = {}, .token = chosen.token};
    case model::sampling_error::logit_out_of_range:
      return failed(errc::value_out_of_range);
    default:
      return failed(errc::invalid_argument);
  }
}

batch_result to_result(const batch_item& item, model::step_result x) {
  if (x.error != model::step_error::none)
    return failed(to_errc(x.error));
  if (item.sample)
    return sample(item, x.output);
  auto owner = std::make_shared<const std::vector<float>>(std::move(x.output));
  auto bytes = std::as_bytes(std::span{*owner});
  return {.error = {}, .output = {std::move(owner), bytes}, .token = 0};
}

} // namespace

struct shard_batches::job {
  std::shared_ptr<model::shard_engine> engine;
  run_batch batch;
  std::vector<std::shared_ptr<slot>> slots; // one for each item

  /// The item as the engine takes it. Without memory for its cache it has none.
  model::step step_of(std::size_t i) const {
    auto& item = batch.items[i];
    auto& cache = slots[i]->cache;
    try {
      if (!cache)
        cache = engine->make_cache(item.positions_max);
      cache->truncate(item.position);
    } catch (const std::bad_alloc&) {
    }
    return {.cache = cache.get(),
            .position = item.position,
            .tokens = item.tokens,
            .activations = item.activations.bytes(),
            .logits = item.sample.has_value()};
  }

  std::vector<batch_result> operator()() const {
    auto steps = std::vector<model::step>{};
    for (auto i = std::size_t{0}; i < batch.items.size(); ++i)
      steps.push_back(step_of(i));
    auto ran = engine->run(steps);
    auto results = std::vector<batch_result>{};
    for (auto i = std::size_t{0}; i < steps.size(); ++i)
      results.push_back(steps[i].cache == nullptr
                          ? failed(errc::overloaded)
                          : to_result(batch.items[i], std::move(ran[i])));
    return results;
  }
};

shard_batches::shard_batches(
  std::shared_ptr<const model::shard_weights> weights, unsigned threads)
  : engine_(
    std::make_shared<model::shard_engine>(std::move(weights), threads)) {
}

batch_job shard_batches::prepare(run_batch batch) {
  auto slots = std::vector<std::shared_ptr<slot>>{};
  for (auto& item : batch.items) {
    auto& known = slots_[item.cache];
    if (!known)
      known = std::make_shared<slot>();
    slots.push_back(known);
  }
  return job{engine_, std::move(batch), std::move(slots)};
}

void shard_batches::forget(cache_id cache) {
  slots_.erase(cache);
}

} // namespace synod
