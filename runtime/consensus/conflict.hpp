#pragma once

#include "schemas/consensus.hpp"

namespace synod::consensus {

/// True if an honest validator could have cast it: a round in range, a valid
/// round only in a prevote for a block and below its round.
[[nodiscard]] bool is_well_formed(const vote& x) noexcept;

/// Two different votes of one validator, of one kind, in one round.
[[nodiscard]] bool is_equivocation(const vote& a, const vote& b) noexcept;

/// A precommit for one block, and a prevote for another in a later round that
/// is justified by no polka since: the voter has forgotten its lock.
[[nodiscard]] bool
is_amnesia(const vote& precommit, const vote& prevote) noexcept;

/// One part of a certificate as the vote it stands for.
[[nodiscard]] signed_vote
vote_of(const certificate& x, const vote_signature& part);

} // namespace synod::consensus
