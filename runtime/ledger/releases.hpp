#pragma once

#include "runtime/ledger/context.hpp"
#include "schemas/message.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

// What returns by itself after a delay. The delay of a kind never changes and
// header time only grows, so what was promised first is due first: a queue, and
// the state needs no search.

namespace synod::ledger {

enum class release_kind : std::uint8_t {
  bond = 1, ///< Of a worker's account.
  escrow,   ///< What is left of one.
};

/// At most this many of a kind return in one block; the others follow in the
/// next ones.
constexpr auto releases_per_block_max = 256;

struct release {
  static constexpr auto name = "release";

  std::uint8_t version = 1;
  time_ms due_ms = 0;
  byte_array<struct release_subject_tag, 32> subject; ///< Account or escrow.

  static auto fields(auto& x) {
    return std::tie(x.version, x.due_ms, x.subject);
  }
};

/// Appends. @pre `x.due_ms` is not below that of any one of the kind before
void push_release(state_changes& state, const state_keys& keys,
                  release_kind kind, const release& x);

/// Takes the first of the kind if it is due at `now`.
[[nodiscard]] std::optional<release>
pop_release(state_changes& state, const state_keys& keys, release_kind kind,
            time_ms now);

} // namespace synod::ledger
