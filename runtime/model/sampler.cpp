#include "runtime/model/sampler.hpp"

#include "kernels/exp.hpp"
#include "kernels/magnitude.hpp"
#include "runtime/model/float_environment.hpp"
#include "runtime/model/philox.hpp"

#include <algorithm>
#include <vector>

namespace synod::model {

namespace {

using uint128 = unsigned __int128;

constexpr auto parameter_max = 100.0f;
constexpr auto penalty_min = 0.01f;
constexpr auto unit_bits = 30; // weights and probabilities count 2^-30

struct candidate {
  std::uint32_t token = 0;
  std::uint64_t weight = 0;
  float logit = 0;
};

// Ranks candidates: larger logit first, then the lower id.
bool is_before(const candidate& a, const candidate& b) {
  return a.logit != b.logit ? a.logit > b.logit : a.token < b.token;
}

// Exact in binary64: a binary32 in [0, 1] times 2^30, plus a half.
std::uint64_t units(double x) {
  return static_cast<std::uint64_t>(x * (1 << unit_bits) + 0.5);
}

void penalize(std::vector<candidate>& candidates, float penalty,
              std::span<const std::uint32_t> tokens) {
  std::vector<std::uint32_t> ids(tokens.begin(), tokens.end());
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  for (auto id : ids) {
    auto& logit = candidates[id].logit;
    logit = logit > 0 ? logit / penalty : logit * penalty;
  }
}

void weigh(std::vector<candidate>& candidates, float temperature) {
  auto top = std::ranges::min_element(candidates, is_before)->logit;
  for (auto& x : candidates)
    x.weight = units(
      static_cast<double>(kernels::cpu::exp((x.logit - top) / temperature)));
}

void keep_top_k(std::vector<candidate>& candidates, std::uint32_t k) {
  if (k == 0 || k >= candidates.size())
    return;
  std::ranges::nth_element(candidates, candidates.begin() + k, is_before);
  candidates.resize(k);
}

void keep_min_p(std::vector<candidate>& candidates, float min_p) {
  auto least = units(static_cast<double>(min_p));
  std::erase_if(candidates, [&](auto& x) { return x.weight < least; });
}

std::uint64_t total(const std::vector<candidate>& candidates) {
  std::uint64_t sum = 0; // at most 2^20 tokens of 2^30 each
  for (auto& x : candidates)
    sum += x.weight;
  return sum;
}

void keep_top_p(std::vector<candidate>& candidates, float top_p) {
  if (top_p == 1)
    return;
  std::ranges::sort(candidates, is_before);
  auto wanted = uint128{total(candidates)} * units(static_cast<double>(top_p));
  std::uint64_t sum = 0;
  std::size_t kept = 0;
  while (kept < candidates.size() && (uint128{sum} << unit_bits) < wanted)
    sum += candidates[kept++].weight;
  candidates.resize(std::max(kept, std::size_t{1}));
}

std::uint32_t draw(std::vector<candidate>& candidates, std::uint64_t seed,
                   std::uint32_t position) {
  std::ranges::sort(candidates, {}, &candidate::token);
  auto random = philox(
    {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
    {position, 0, 0, 0});
  auto bits = std::uint64_t{random[1]} << 32 | random[0];
  auto point
    = static_cast<std::uint64_t>((uint128{bits} * total(candidates)) >> 64);
  std::uint64_t sum = 0;
  for (auto& x : candidates) {
    sum += x.weight;
    if (point < sum)
      return x.token;
  }
  return candidates.back().token;
}

} // namespace

const char* to_string(sampling_error x) noexcept {
  switch (x) {
    case sampling_error::none:
      return "none";
    case sampling_error::temperature_out_of_range:
      return "temperature_out_of_range";
    case sampling_error::top_p_out_of_range:
      return "top_p_out_of_range";
    case sampling_error::min_p_out_of_range:
      return "min_p_out_of_range";
    case sampling_error::repetition_penalty_out_of_range:
      return "repetition_penalty_out_of_range";
    case sampling_error::no_logits:
      return "no_logits";
    case sampling_error::logit_out_of_range:
      return "logit_out_of_range";
    case sampling_error::unknown_token:
      return "unknown_token";
  }
  return "unknown";
}

// Each comparison is written so that a NaN is out of range.
sampling_error validate(const sampling& x) noexcept {
  if (!(x.temperature >= 0 && x.temperature <= parameter_max))
    return sampling_error::temperature_out_of_range;
  if (!(x.top_p > 0 && x.top_p <= 1))
    return sampling_error::top_p_out_of_range;
  if (!(x.min_p >= 0 && x.min_p <= 1))
    return sampling_error::min_p_out_of_range;
  if (!(x.repetition_penalty >= penalty_min
        && x.repetition_penalty <= parameter_max))
    return sampling_error::repetition_penalty_out_of_range;
  return sampling_error::none;
}

sampled sample(std::span<const float> logits, const sampling& parameters,
               std::uint32_t position, std::span<const std::uint32_t> tokens) {
  auto environment = float_environment{};
  if (auto error = validate(parameters); error != sampling_error::none)
    return {error, 0};
  if (logits.empty())
    return {sampling_error::no_logits, 0};
  if (!kernels::cpu::in_range(logits.data(), logits.size()))
    return {sampling_error::logit_out_of_range, 0};
  if (!std::ranges::all_of(tokens, [&](auto x) { return x < logits.size(); }))
    return {sampling_error::unknown_token, 0};
  std::vector<candidate> candidates(logits.size());
  for (std::uint32_t token = 0; token < logits.size(); ++token)
    candidates[token] = {token, 0, logits[token]};
  if (parameters.repetition_penalty != 1)
    penalize(candidates, parameters.repetition_penalty, tokens);
  if (parameters.temperature == 0)
    return {sampling_error::none,
            std::ranges::min_element(candidates, is_before)->token};
  weigh(candidates, parameters.temperature);
  keep_top_k(candidates, parameters.top_k);
  keep_min_p(candidates, parameters.min_p);
  keep_top_p(candidates, parameters.top_p);
  return {sampling_error::none, draw(candidates, parameters.seed, position)};
}

} // namespace synod::model
