#include "runtime/ledger/attestations.hpp"

#include "runtime/crypto/merkle_tree.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/settlement.hpp"
#include "runtime/ledger/tables.hpp"
#include "runtime/ledger/workers.hpp"
#include "schemas/big_endian.hpp"

#include <array>
#include <set>
#include <tuple>

namespace synod::ledger {

namespace {

/// Everything a check of one attestation needs to read.
struct request_facts {
  const state_reader& state;
  const transaction_context& tx;
  const attest& body;
  escrow_record escrow;
  model_record model;

  [[nodiscard]] bool
  serves(const account_id& id, const shard_range& range, errc& reason) const {
    auto worker = find_worker(state, tx.block.keys(), id);
    if (!worker)
      reason = errc::unknown_worker;
    else if (worker->model != escrow.model)
      reason = errc::wrong_model;
    else if (worker->range != range)
      reason = errc::wrong_range;
    else
      return true;
    return false;
  }

  template <class T>
  [[nodiscard]] bool
  is_signed(const account_id& key, const T& x, const signature& by) const {
    return tx.block.check(
      key, crypto::signed_bytes(tx.block.parameters.chain_id, x), by);
  }
};

refusal check_cap(const request_facts& facts) {
  const auto& [state, tx, body, escrow, model] = facts;
  if (escrow.coordinator != tx.sender)
    return errc::not_the_coordinator;
  if (tx.block.time > escrow.expires_ms)
    return errc::escrow_expired;
  auto id = request_of(body.cap.escrow, body.cap.request_number);
  if (state.get(tx.block.keys().attestation(id)))
    return errc::request_settled;
  if (!facts.is_signed(escrow.owner, body.cap, body.cap_signature))
    return errc::bad_fee_cap;
  return applied;
}

refusal check_receipts(const request_facts& facts) {
  for (const auto& x : facts.body.receipts) {
    const auto& receipt = x.receipt;
    auto reason = errc{};
    if (receipt.escrow != facts.body.cap.escrow
        || receipt.request_number != facts.body.cap.request_number)
      return errc::foreign_receipt;
    if (receipt.model != facts.escrow.model)
      return errc::wrong_model;
    if (receipt.profile != facts.model.profile)
      return errc::wrong_profile;
    if (!facts.serves(receipt.worker, receipt.range, reason))
      return reason;
  }
  return applied;
}

refusal check_fee(const request_facts& facts, const attested_work& work) {
  const auto& body = facts.body;
  if (body.fee > body.cap.fee_max)
    return errc::fee_over_cap;
  if (body.fee != fee_of(body.cap.fee_max, work.tokens, facts.escrow.price))
    return errc::wrong_fee;
  if (facts.escrow.balance < body.fee)
    return errc::escrow_exhausted;
  return applied;
}

refusal check_failures(const request_facts& facts, const attested_work& work) {
  auto named = std::set<std::pair<std::uint32_t, account_id>>{};
  const failure_report* last = nullptr;
  auto order = [](const failure_report& x) {
    return std::tuple{x.generation, x.position, x.worker};
  };
  for (const auto& x : facts.body.failures) {
    auto reason = errc{};
    if (x.generation >= work.positions.size()
        || x.position > work.positions[x.generation] || !is_known(x.kind)
        || !facts.serves(x.worker, x.range, reason)
        || (last && !(order(*last) < order(x)))
        || !named.emplace(x.generation, x.worker).second)
      return errc::bad_failure_report;
    last = &x;
  }
  return applied;
}

refusal check_signatures(const request_facts& facts) {
  for (const auto& x : facts.body.receipts)
    if (!facts.is_signed(x.receipt.worker, x.receipt, x.signature))
      return errc::foreign_key;
  return applied;
}

refusal check(const request_facts& facts, attested_work& work) {
  if (auto reason = check_cap(facts))
    return reason;
  if (auto reason = check_receipts(facts))
    return reason;
  if (auto reason = check_tiling(facts.body.receipts, facts.model.blocks, work))
    return reason;
  if (auto reason = check_fee(facts, work))
    return reason;
  if (auto reason = check_failures(facts, work))
    return reason;
  return check_signatures(facts);
}

template <class T>
digest canonical_root(std::span<const T> xs) {
  auto frontier = crypto::merkle_frontier{};
  for (const auto& x : xs)
    frontier.add(crypto::merkle_leaf(canonical_encode(x)));
  return frontier.root();
}

} // namespace

request_id request_of(const escrow_id& escrow, std::uint64_t request_number) {
  auto number = std::array<std::byte, 8>{};
  put_big_endian(number, request_number);
  auto stream = crypto::sha256_stream{};
  stream.add(std::as_bytes(std::span{escrow.bytes()}));
  stream.add(number);
  return request_id{stream.finish().bytes()};
}

std::optional<attestation_record>
find_attestation(const state_reader& state, const state_keys& keys,
                 const request_id& id) {
  return load<attestation_record>(state, keys.attestation(id));
}

digest root_of(std::span<const signed_receipt> receipts) {
  return canonical_root(receipts);
}

digest root_of(std::span<const failure_report> failures) {
  return canonical_root(failures);
}

refusal
run(state_changes& state, const transaction_context& tx, const attest& body) {
  auto keys = tx.block.keys();
  auto escrow = load<escrow_record>(state, keys.escrow(body.cap.escrow));
  if (!escrow)
    return errc::unknown_escrow;
  auto model = find_model(state, keys, escrow->model);
  if (!model)
    return errc::unknown_model;
  auto work = attested_work{};
  auto facts = request_facts{state, tx, body, *escrow, *model};
  if (auto reason = check(facts, work))
    return reason;

  settle(state, tx, body, work);
  store(state,
        keys.attestation(request_of(body.cap.escrow, body.cap.request_number)),
        attestation_record{1, tx.id, tx.block.height, work.tokens, body.fee,
                           root_of(body.receipts), root_of(body.failures)});
  return applied;
}

} // namespace synod::ledger
