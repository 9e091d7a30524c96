#pragma once

#include "actors/account_keeper/account_keeper.hpp"
#include "actors/account_keeper/registration.hpp"

#include <string>

namespace synod {

/// A REGISTRAR sees to it that one worker stands on the ledger as its topology
/// says. The worker serves meanwhile; only paid work waits for it.
using registrar_actor = caf::typed_actor<caf::reacts_to<caf::tick_atom>>;

/// @relates registrar
struct registrar_state {
  register_worker wanted;
  account_id account;
  account_keeper_actor keeper{};
  validators chain;
  registration_standing said = registration_standing::missing; ///< In the log.

  /// Names the actor in logs.
  static inline const char* name = "registrar";
};

/// The behavior of a REGISTRAR.
registrar_actor::behavior_type
registrar(registrar_actor::stateful_pointer<registrar_state> self,
          register_worker wanted, account_id account,
          account_keeper_actor keeper, validators chain);

} // namespace synod
