#pragma once

#include <cstdint>
#include <cstdlib>
#include <numeric>
#include <string>
#include <vector>

namespace synod::sim {

/// The seeds to run: 1 to SYNOD_SIM_SEEDS (`usual` if unset), or
/// SYNOD_SIM_SEED alone, to replay a failure.
inline std::vector<std::uint64_t> seeds(std::size_t usual = 200) {
  if (auto* one = std::getenv("SYNOD_SIM_SEED"))
    return {std::stoull(one)};
  auto* many = std::getenv("SYNOD_SIM_SEEDS");
  auto result = std::vector<std::uint64_t>(many ? std::stoull(many) : usual);
  std::iota(result.begin(), result.end(), 1);
  return result;
}

} // namespace synod::sim
