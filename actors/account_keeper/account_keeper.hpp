#pragma once

#include "actors/account_keeper/validators.hpp"
#include "runtime/accounts/submitter.hpp"

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/atom.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <map>
#include <optional>

namespace synod {

/// What is to be done in the account's name; stays within the process.
struct submission {
  transaction_type type{};
  std::vector<std::byte> body; ///< Canonical.
};

/// What became of it; likewise.
struct submission_result {
  accounts::submitted what;
};

/// An ACCOUNT_KEEPER owns the nonces of one account: whatever the process does
/// in its name on the chain goes through here.
using account_keeper_actor = caf::typed_actor<
  // Answered once it is in a block, however long that takes: what is refused
  // there comes back as a result. Fails with `overloaded`.
  caf::replies_to<submission>::with<submission_result>,
  caf::reacts_to<caf::tick_atom, std::uint64_t>>;

/// @relates account_keeper
struct account_keeper_state {
  std::optional<accounts::submitter> core;
  validators chain;
  std::uint64_t last_ticket = 0;
  std::map<std::uint64_t, caf::typed_response_promise<submission_result>>
    waiting{};
  std::uint64_t timer = 0; ///< The last one set; earlier ones are void.

  /// Names the actor in logs.
  static inline const char* name = "account_keeper";
};

/// The behavior of an ACCOUNT_KEEPER.
account_keeper_actor::behavior_type account_keeper(
  account_keeper_actor::stateful_pointer<account_keeper_state> self,
  accounts::account who, validators chain);

} // namespace synod

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(synod::submission)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(synod::submission_result)
