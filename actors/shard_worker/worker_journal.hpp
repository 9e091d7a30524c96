#pragma once

#include "actors/shard_worker/effects.hpp"
#include "schemas/session.hpp"

#include <caf/expected.hpp>

namespace synod {

// What a worker writes to the log: every line carries the session's id, none a
// token or an activation. Openings and closes are for whoever looks closely;
// what went wrong is for everybody.

void write_journal(const actor_address& worker, const open_session& asked,
                   const caf::expected<session_opened>& answer);

void write_journal(const actor_address& worker, const free_cache& x);

void write_journal(const actor_address& worker, const send_report& x);

} // namespace synod
