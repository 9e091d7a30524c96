#pragma once

#include "runtime/model/generate.hpp"
#include "tests/support/random_model.hpp"

#include <memory>
#include <string>
#include <vector>

namespace synod::test {

/// A small random model of four blocks, and what it says.
struct one_model {
  std::string bytes = random_model{}.bytes();
  std::shared_ptr<const model::gguf_file> file = parse(bytes);

  [[nodiscard]] std::shared_ptr<const model::shard_weights>
  shard(std::uint32_t first, std::uint32_t count) const {
    return model::shard_weights::load(*file, {first, count});
  }

  /// The tokens that follow `prompt`, by the engine alone.
  [[nodiscard]] std::vector<std::uint32_t>
  continued(const std::vector<std::uint32_t>& prompt, std::uint32_t tokens,
            model::sampling parameters = {}) const {
    auto engine = model::shard_engine{shard(0, 4), 1};
    auto options = model::generation_options{};
    options.parameters = parameters;
    options.tokens_max = tokens;
    return model::generate(engine, {&prompt, 1}, options)[0].tokens;
  }
};

} // namespace synod::test
