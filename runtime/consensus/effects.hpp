#pragma once

#include "runtime/consensus/signer_record.hpp"

#include <cstdint>
#include <variant>
#include <vector>

// What the core wants done. The shell does it in the order given, each fully
// before the next: that order is what makes a crash at any point harmless.

namespace synod::consensus {

/// Put the record into the signer's file and flush it.
struct persist_record {
  signer_record record;
};

/// Put the body of a block and its polka on disk and flush them: the next
/// record names it. Both are handed back on start, to `driver::on_block` and
/// `driver::on_certificate`: a lock whose polka all have forgotten convinces
/// nobody who does not hold it.
struct persist_body {
  block_id block;
  certificate polka; ///< Of the latest round in which it had one.
};

/// Sign, broadcast, and hand back through `driver::on_vote`. The record before
/// it in the list allows exactly this vote.
struct sign_vote {
  vote unsigned_vote;
};

/// Sign, broadcast with the block, and hand back through
/// `driver::on_proposal`.
struct sign_proposal {
  proposal unsigned_proposal;
};

/// Call `driver::on_timeout` with these after that time.
struct start_timeout {
  block_height height;
  round_number round = 0;
  round_step step = round_step::propose;
  std::uint64_t duration_ms = 0;
};

/// Make a block for this height, and hand it to `driver::on_block` and then
/// `driver::on_value`.
struct get_value {
  block_height height;
  round_number round = 0;
};

/// Get this block's body from whoever has it; `driver::on_block` then.
struct fetch_block {
  block_id block;
};

/// The height is decided: execute, store block, certificate and results in one
/// synced transaction, and then announce it and call `driver::next_height`.
struct decide {
  block_id block;
  certificate commit;
};

/// Two votes that no honest validator signs together: gossip, and include.
struct report_conflict {
  vote_conflict conflict;
};

using effect = std::variant<persist_record, persist_body, sign_vote,
                            sign_proposal, start_timeout, get_value,
                            fetch_block, decide, report_conflict>;

using effects = std::vector<effect>;

} // namespace synod::consensus
