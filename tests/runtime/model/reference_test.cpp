// The engine against the independent float32 model on random models of every
// tensor type, both RoPE layouts, with and without biases and an own head.

#include "tests/support/random_model.hpp"
#include "tests/support/shard_chain.hpp"
#include "tests/tools/float32_model.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace synod;
using model::tensor_type;

namespace {

struct difference {
  double logits = 0;  // the largest
  double largest = 0; // the largest logit itself
};

difference compare(const test::random_model& model) {
  auto bytes = model.bytes();
  auto file = test::parse(bytes);
  auto ids = test::random_values{70}.integers<std::uint32_t>(60, 0, 60);
  auto expected
    = test::float32_model{*file, test::float32_weights::dequantized}.logits(
      ids);
  auto chain = test::shard_chain{*file, {1}, 1};
  auto session = chain.open(60);
  difference result;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto logits = chain.run({{&session, {&ids[i], 1}}})[0];
    for (std::size_t j = 0; j < logits.size(); ++j) {
      result.logits = std::max(result.logits,
                               std::fabs(double{logits[j]} - expected[i][j]));
      result.largest = std::max(result.largest, std::fabs(double{logits[j]}));
    }
  }
  return result;
}

} // namespace

TEST_CASE("engine: agrees with float32 on every kind of model") {
  for (auto type : {tensor_type::f32, tensor_type::f16, tensor_type::bf16,
                    tensor_type::q8_0, tensor_type::q4_0})
    for (const auto* architecture : {"llama", "qwen2"})
      for (auto tied : {false, true}) {
        auto x = test::random_model{};
        x.type = type;
        x.architecture = architecture;
        x.tied = tied;
        auto result = compare(x);
        CAPTURE(to_string(type), architecture, tied, result.largest);
        CHECK(result.largest > 0.1);
        CHECK(result.logits < 0.0005 * result.largest);
      }
}
