#include "actors/shard_worker/checks.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace synod {

namespace {

// A session keeps its route; names are those of a topology.
constexpr auto name_bytes_max = std::size_t{256};

bool is_named(const actor_address& x) {
  return !x.node.empty() && x.node.size() <= name_bytes_max //
         && !x.actor.empty() && x.actor.size() <= name_bytes_max;
}

bool tiles(const std::vector<hop>& route, std::uint32_t blocks) {
  auto next = std::uint64_t{0};
  for (auto& x : route) {
    if (x.range.first != next || x.range.count == 0 || !is_named(x.worker))
      return false;
    next += x.range.count;
  }
  return next == blocks;
}

bool in_range(const sampling& x) {
  // Written so that NaN fails.
  return x.temperature >= 0 && x.temperature <= 100 //
         && x.top_p > 0 && x.top_p <= 1             //
         && x.min_p >= 0 && x.min_p <= 1            //
         && x.repetition_penalty >= 0.01F && x.repetition_penalty <= 10;
}

bool known(const std::vector<token_id>& xs, std::uint32_t vocabulary) {
  return std::ranges::all_of(xs, [=](auto x) { return x < vocabulary; });
}

bool finite(const buffer& x) {
  auto bytes = x.bytes();
  for (auto i = std::size_t{0}; i < bytes.size(); i += sizeof(float)) {
    auto value = 0.0F;
    std::memcpy(&value, bytes.data() + i, sizeof(float));
    if (!std::isfinite(value))
      return false;
  }
  return true;
}

} // namespace

std::optional<errc> check_open(const open_session& x, const actor_address& self,
                               const shard_shape& shape) {
  if (x.model != shape.model)
    return errc::unknown_model;
  if (x.hop_index >= x.route.size() || !tiles(x.route, shape.blocks)
      || !is_named(x.coordinator) || x.route[x.hop_index].worker != self)
    return errc::invalid_argument;
  if (x.route[x.hop_index].range != shape.range)
    return errc::wrong_range;
  if (x.positions_max == 0 || x.positions_max > shape.context_length
      || x.lease_ms == 0 || !in_range(x.sample)
      || x.tokens.size() > x.positions_max
      || !known(x.tokens, shape.vocabulary))
    return errc::invalid_argument;
  return std::nullopt;
}

std::optional<errc> check_step(const run_step& x, const shard_shape& shape,
                               std::uint32_t positions_max) {
  auto tokens = shape.is_first() ? std::size_t{x.rows} : 0;
  auto bytes = shape.is_first() ? 0 : x.rows * shape.row_bytes();
  if (x.rows == 0 || x.tokens.size() != tokens || x.activations.size() != bytes)
    return errc::shape_mismatch;
  if (x.position > positions_max || x.rows > positions_max - x.position)
    return errc::positions_exceeded;
  if (!known(x.tokens, shape.vocabulary))
    return errc::unknown_token;
  if (!finite(x.activations))
    return errc::value_out_of_range;
  return std::nullopt;
}

} // namespace synod
