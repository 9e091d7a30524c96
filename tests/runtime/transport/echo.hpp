#pragma once

#include "runtime/transport/transport.hpp"
#include "schemas/type_ids.hpp"

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <algorithm>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace synod::test {

/// Answers in each of the ways that there are.
using echo_actor = caf::typed_actor<
  // Opens a session; fails with `session_exists`.
  caf::replies_to<open_session>::with<session_opened>,
  // Returns the step. Holds back its answer to position 1 for ever, and ends
  // with `overloaded` at position 2.
  caf::replies_to<run_step>::with<run_step>,
  // Closes a session.
  caf::reacts_to<close_session>>;

struct echo_state {
  std::set<session_id> open;
  std::vector<caf::typed_response_promise<run_step>> held;
};

inline echo_actor::behavior_type
echo(echo_actor::stateful_pointer<echo_state> self,
     std::shared_ptr<node_id> asked_by) {
  return {
    [=](const open_session& x) -> caf::result<session_opened> {
      *asked_by = node_of(self->current_sender());
      if (!self->state.open.insert(x.session).second)
        return errc::session_exists;
      return session_opened{x.session, x.attempt};
    },
    [self](const run_step& x) -> caf::result<run_step> {
      if (x.position == 1) {
        self->state.held.push_back(self->make_response_promise<run_step>());
        return self->state.held.back();
      }
      if (x.position == 2)
        self->quit(errc::overloaded);
      return x;
    },
    [self](const close_session& x) { self->state.open.erase(x.session); },
  };
}

// What it is asked.

inline open_session open(session_id session) {
  auto result = open_session{};
  result.session = session;
  return result;
}

inline run_step step(std::uint32_t position, buffer activations = {}) {
  auto result = run_step{};
  result.position = position;
  result.activations = std::move(activations);
  return result;
}

inline close_session close(session_id session) {
  return {session, 0};
}

inline buffer floats(std::size_t count) {
  auto bytes = std::vector<std::byte>(count * sizeof(float), std::byte{7});
  return buffer::copy_of(bytes);
}

inline bool equal(const buffer& x, const buffer& y) {
  return std::ranges::equal(x.bytes(), y.bytes());
}

constexpr auto alice = session_id{1};
constexpr auto bob = session_id{2};

} // namespace synod::test
