#include "runtime/proof/replay_route.hpp"

#include "runtime/model/gguf.hpp"

#include <algorithm>

namespace synod::proof {

replay_route::replay_route(const model::gguf_file& file,
                           const std::vector<shard_range>& ranges,
                           const request_salt& salt, std::uint32_t positions,
                           unsigned threads) {
  for (const auto& x : ranges) {
    auto& shard = shards_.emplace_back();
    shard.engine = std::make_unique<model::shard_engine>(
      model::shard_weights::load(file, {x.first, x.count}), threads);
    shard.cache = shard.engine->make_cache(positions);
    boundaries_.emplace_back(salt);
  }
}

std::vector<float>
replay_route::run(std::span<const token_id> ids, bool logits) {
  for (auto id : ids)
    boundaries_.front().append_token(id);
  auto rows = std::vector<float>{};
  for (auto i = std::size_t{0}; i < shards_.size(); ++i) {
    auto& [engine, cache] = shards_[i];
    if (i > 0)
      boundaries_[i].append_rows(rows, config().hidden_size);
    auto step = model::step{};
    step.cache = cache.get();
    step.position = cache->positions();
    if (i == 0)
      step.tokens = ids;
    else
      step.activations = std::as_bytes(std::span{rows});
    step.logits = logits && i + 1 == shards_.size();
    auto result = engine->run({&step, 1});
    if (result[0].error != model::step_error::none)
      throw replay_error{"the model refuses position "
                         + std::to_string(step.position) + ": "
                         + model::to_string(result[0].error)};
    rows = std::move(result[0].output);
  }
  return rows;
}

std::optional<std::uint32_t> replayed_tokens::first_difference() const {
  auto [differs, ignored]
    = std::ranges::mismatch(sampled, std::span{recorded}.subspan(prompt));
  if (differs == sampled.end())
    return {};
  return static_cast<std::uint32_t>(differs - sampled.begin());
}

bool replayed_tokens::is_output(const receipt& x) const {
  auto end = x.position + x.positions;
  auto from = std::clamp(prompt - 1, x.position, end);
  auto leaves = std::vector<digest>{};
  for (auto i = x.position; i < end; ++i)
    leaves.push_back(
      i < from ? ledger::commit_nothing(salt, i)
               : ledger::commit_token(salt, i, sampled[i + 1 - prompt]));
  for (auto i = from; i <= end; ++i) {
    if (x.output == ledger::subtree_roots({x.position, x.positions}, leaves))
      return true;
    if (i < end)
      leaves[i - x.position] = ledger::commit_nothing(salt, i);
  }
  return false;
}

} // namespace synod::proof
