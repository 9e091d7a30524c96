#pragma once

#include "actors/validator/validator.hpp"

// Whom a validator can send to. A link says that a node is there, which may be
// before its validator is: then the handle ends at once, and what was sent to
// it is lost. So an ended handle is looked for again until there is one.

namespace synod::chain {

using validator_pointer
  = local_validator_actor::stateful_pointer<validator_state>;

/// A link came up, or was lost.
void meet(validator_pointer self, const link_changed& x);

/// Looks for those to whom there is no handle; on every tick.
void meet_missing(validator_pointer self);

/// From now on a handle that ends is no handle.
void forget_the_ended(validator_pointer self);

} // namespace synod::chain
