#include "actors/validator/consensus_wire.hpp"

#include "runtime/consensus/conflict.hpp"
#include "runtime/crypto/ed25519.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/execution.hpp"

#include <algorithm>

namespace synod::chain {

namespace {

using kinds = consensus_message::kinds;

template <class T>
consensus_message pack(kinds kind, const T& x) {
  return {kind, buffer::copy_of(canonical_encode(x))};
}

template <class T>
std::optional<consensus_content> open(const buffer& x) {
  auto found = canonical_decode<T>(x.bytes());
  if (!found)
    return {};
  return std::move(*found);
}

std::optional<consensus_content> open_body(const buffer& x) {
  auto found = canonical_decode<block>(x.bytes(), block_limits);
  if (!found)
    return {};
  // An id names a header. Under a right one anyone could send other
  // transactions, and have the block taken for an invalid one.
  auto leaves = ledger::transaction_leaves(found->transactions);
  if (root_of(leaves) != found->header.transactions_root)
    return {};
  auto id = ledger::id_of(found->header);
  return block_body{id, std::move(*found), x};
}

} // namespace

consensus_message message_of(const signed_proposal& x) {
  return pack(kinds::proposal, x);
}

consensus_message message_of(const signed_vote& x) {
  return pack(kinds::vote, x);
}

consensus_message message_of(const certificate& x) {
  return pack(kinds::certificate, x);
}

consensus_message message_of(const block_body& x) {
  return {kinds::body, x.canonical};
}

consensus_message message_of(const validator_position& x) {
  return pack(kinds::position, x);
}

consensus_message message_of(const wanted_body& x) {
  return pack(kinds::body_wanted, x);
}

consensus_message message_of(const wanted_heights& x) {
  return pack(kinds::decided_wanted, x);
}

std::optional<consensus_content> open_message(const consensus_message& x) {
  switch (x.kind) {
    case kinds::proposal:
      return open<signed_proposal>(x.content);
    case kinds::vote:
      return open<signed_vote>(x.content);
    case kinds::certificate:
      return open<certificate>(x.content);
    case kinds::body:
      return open_body(x.content);
    case kinds::position:
      return open<validator_position>(x.content);
    case kinds::body_wanted:
      return open<wanted_body>(x.content);
    case kinds::decided_wanted:
      return open<wanted_heights>(x.content);
    default:
      return {}; // of a later version
  }
}

block_body body_of(block x) {
  auto canonical = buffer::copy_of(canonical_encode(x));
  auto id = ledger::id_of(x.header);
  return {id, std::move(x), std::move(canonical)};
}

bool signature_rule::holds(const signed_proposal& x) const {
  return set_->find(x.proposal.proposer)
         && crypto::verify(public_key{x.proposal.proposer.bytes()},
                           crypto::signed_bytes(chain_id_, x.proposal),
                           x.signature);
}

bool signature_rule::holds(const signed_vote& x) const {
  return set_->find(x.vote.validator)
         && crypto::verify(public_key{x.vote.validator.bytes()},
                           crypto::signed_bytes(chain_id_, x.vote),
                           x.signature);
}

bool signature_rule::holds(const certificate& x) const {
  return x.signatures.size() <= set_->size()
         && std::ranges::all_of(x.signatures, [&](const vote_signature& part) {
              return holds(consensus::vote_of(x, part));
            });
}

} // namespace synod::chain
