#pragma once

#include "runtime/model/shard_engine.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace synod::test {

/// A model cut into shards that hand activations on, as workers do, but in one
/// thread. `cuts` are the blocks at which a new shard begins.
class shard_chain {
public:
  shard_chain(const model::gguf_file& file,
              const std::vector<std::uint32_t>& cuts, unsigned threads) {
    auto blocks = model::model_config::from(file).blocks;
    std::uint32_t first = 0;
    for (std::size_t i = 0; i <= cuts.size(); ++i) {
      auto end = i < cuts.size() ? cuts[i] : blocks;
      shards_.push_back(std::make_unique<model::shard_engine>(
        model::shard_weights::load(file, {first, end - first}), threads));
      first = end;
    }
  }

  /// One session's caches, one for each shard.
  using session = std::vector<std::unique_ptr<model::kv_cache>>;

  [[nodiscard]] session open(std::uint32_t positions) const {
    session result;
    for (const auto& shard : shards_)
      result.push_back(shard->make_cache(positions));
    return result;
  }

  /// Some tokens of one session.
  struct part {
    session* of = nullptr;
    std::span<const std::uint32_t> tokens;
  };

  /// Takes a batch through all shards; returns the logits of each part's last
  /// token. @throws std::runtime_error with the error of a step
  std::vector<std::vector<float>> run(const std::vector<part>& parts) {
    std::vector<std::vector<float>> activations(parts.size());
    for (std::size_t i = 0; i < shards_.size(); ++i) {
      std::vector<model::step> batch;
      for (std::size_t j = 0; j < parts.size(); ++j) {
        auto& cache = *(*parts[j].of)[i];
        auto& x = batch.emplace_back();
        x.cache = &cache;
        x.position = cache.positions();
        if (i == 0)
          x.tokens = parts[j].tokens;
        else
          x.activations = std::as_bytes(std::span{activations[j]});
        x.logits = i + 1 == shards_.size();
      }
      auto results = shards_[i]->run(batch);
      for (std::size_t j = 0; j < parts.size(); ++j) {
        if (results[j].error != model::step_error::none)
          throw std::runtime_error(model::to_string(results[j].error));
        activations[j] = std::move(results[j].output);
      }
    }
    return activations;
  }

private:
  std::vector<std::unique_ptr<model::shard_engine>> shards_;
};

} // namespace synod::test
