#pragma once

#include "actors/shard_worker/limits.hpp"
#include "schemas/session.hpp"
#include "schemas/step.hpp"

#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace synod::test {

using namespace std::chrono_literals;

constexpr auto bench_hidden_size = 4U;

/// Where the blocks of a model of three workers with two blocks each lie.
enum class place : std::uint32_t { first, middle, last };

/// Activations whose every element is the position of its row.
inline buffer rows_of(std::uint32_t position, std::uint32_t rows) {
  auto values = std::vector<float>{};
  for (auto row = 0U; row < rows; ++row)
    values.insert(values.end(), bench_hidden_size,
                  static_cast<float>(position + row));
  return buffer::copy_of(std::as_bytes(std::span{values}));
}

inline bool same_bytes(const buffer& a, const buffer& b) {
  return a.size() == b.size()
         && (a.size() == 0
             || std::memcmp(a.bytes().data(), b.bytes().data(), a.size()) == 0);
}

/// One worker of three, and what it may be told.
class worker_place {
public:
  explicit worker_place(place where) : where_(where) {
  }

  static actor_address address(std::uint32_t hop_index) {
    return {std::string{"node"} + std::to_string(hop_index), "worker"};
  }

  static std::vector<hop> route() {
    return {{address(0), {0, 2}}, {address(1), {2, 2}}, {address(2), {4, 2}}};
  }

  [[nodiscard]] std::uint32_t index() const {
    return static_cast<std::uint32_t>(where_);
  }

  [[nodiscard]] shard_shape shape() const {
    return {"model", {2 * index(), 2}, 6, bench_hidden_size, 100, 512};
  }

  [[nodiscard]] open_session
  opening(std::uint64_t id, std::uint32_t attempt = 1,
          std::uint32_t positions = 64) const {
    auto result = open_session{};
    result.session = session_id{id};
    result.attempt = attempt;
    result.model = "model";
    result.route = route();
    result.hop_index = index();
    result.coordinator = {"front", "coordinator"};
    result.positions_max = positions;
    result.lease_ms = 1000;
    return result;
  }

  [[nodiscard]] run_step
  stepping(std::uint64_t id, std::uint32_t position, std::uint32_t rows,
           std::uint32_t attempt = 1) const {
    auto result = run_step{};
    result.session = session_id{id};
    result.attempt = attempt;
    result.position = position;
    result.rows = rows;
    if (where_ == place::first)
      result.tokens.assign(rows, 7);
    else
      result.activations = rows_of(position, rows);
    return result;
  }

private:
  place where_;
};

} // namespace synod::test
