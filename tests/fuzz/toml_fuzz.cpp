// Any bytes: a topology is refused with named faults, or is complete and
// consistent.

#include "runtime/topology/read_network.hpp"

#include <cstdint>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  namespace topology = synod::topology;
  auto text = std::string_view{reinterpret_cast<const char*>(bytes), size};
  auto result = topology::read_network(text, "/data");
  if (result.found.has_value() != result.faults.empty())
    __builtin_trap();
  for (const auto& fault : result.faults)
    (void) topology::to_string(fault, "fuzz.toml");
  if (!result.found)
    return 0;
  for (const auto& node : result.found->nodes)
    for (const auto& actor : node.actors)
      if (const auto* shard
          = std::get_if<topology::shard_worker_spec>(&actor.options))
        if (topology::find_model(*result.found, shard->model) == nullptr)
          __builtin_trap();
  return 0;
}
