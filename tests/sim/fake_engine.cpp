#include "tests/sim/fake_engine.hpp"

#include <array>
#include <cassert>
#include <cstring>

namespace synod::sim {

namespace {

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  auto x = (a + 0x9e3779b97f4a7c15) ^ (b * 0xff51afd7ed558ccd);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

std::uint64_t state_at(const buffer& activations, std::uint32_t row) {
  auto values = std::array<float, fake_hidden_size>{};
  std::memcpy(values.data(), activations.bytes().data() + row * sizeof values,
              sizeof values);
  auto state = std::uint64_t{0};
  for (auto x : values)
    state = state << 16 | static_cast<std::uint64_t>(x);
  return state;
}

void append(std::vector<float>& output, std::uint64_t state) {
  for (auto shift = 48; shift >= 0; shift -= 16)
    output.push_back(static_cast<float>(state >> shift & 0xffff));
}

token_id choose(std::uint64_t state, const sampling& sample,
                std::span<const token_id> history) {
  auto luck = sample.temperature == 0 ? 0 : sample.seed;
  auto x = mix(state, luck);
  for (auto token : history)
    x = mix(x, token);
  return static_cast<token_id>(x % fake_vocabulary);
}

} // namespace

fake_engine::fake_engine(shard_range range, std::uint32_t blocks)
  : range_(range), blocks_(blocks) {
}

batch_result fake_engine::run(const batch_item& item) {
  auto& cache = caches_[item.cache];
  cache.resize(range_.count);
  auto output = std::vector<float>{};
  auto state = std::uint64_t{0};
  for (std::uint32_t row = 0; row < item.rows; ++row) {
    state = range_.first == 0 ? mix(item.tokens[row], 1)
                              : state_at(item.activations, row);
    for (std::uint32_t i = 0; i < range_.count; ++i) {
      auto& seen = cache[i];
      assert(item.position <= seen.size() || row > 0);
      seen.resize(item.position + row);
      seen.push_back(mix(seen.empty() ? 0 : seen.back(), state));
      state = mix(seen.back(), range_.first + i);
    }
    append(output, state);
  }
  auto result = batch_result{};
  if (range_.first + range_.count == blocks_) {
    if (item.sample)
      result.token = choose(state, *item.sample, item.history);
  } else {
    result.output = buffer::copy_of(std::as_bytes(std::span{output}));
  }
  return result;
}

void fake_engine::free(cache_id cache) {
  caches_.erase(cache);
}

std::vector<token_id>
fake_answer(std::span<const token_id> prompt, const sampling& sample,
            std::uint32_t blocks, std::uint32_t tokens) {
  auto engine = fake_engine{{0, blocks}, blocks};
  auto known = std::vector<token_id>{prompt.begin(), prompt.end()};
  auto position = std::uint32_t{0};
  while (known.size() < prompt.size() + tokens) {
    auto item = batch_item{};
    item.position = position;
    item.rows = static_cast<std::uint32_t>(known.size()) - position;
    item.tokens.assign(known.begin() + position, known.end());
    item.sample = sample;
    if (sample.repetition_penalty != 1)
      item.history = known;
    position = static_cast<std::uint32_t>(known.size());
    known.push_back(engine.run(item).token);
  }
  return {known.begin() + static_cast<std::ptrdiff_t>(prompt.size()),
          known.end()};
}

} // namespace synod::sim
