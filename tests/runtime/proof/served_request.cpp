#include "served_request.hpp"

#include "runtime/crypto/sha256.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/ledger/settlement.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace synod::test {

namespace {

digest hash(const std::string& text) {
  return crypto::sha256(std::as_bytes(std::span{text}));
}

std::uint32_t positions_of(const proof::kept_request& x) {
  return static_cast<std::uint32_t>(x.prompt.size() + x.tokens.size() - 1);
}

} // namespace

boundaries invented(const proof::kept_request& x, std::size_t stages) {
  auto result = boundaries(stages + 1);
  auto ids = x.prompt;
  ids.insert(ids.end(), x.tokens.begin(), x.tokens.end());
  for (auto i = std::uint32_t{0}; i < positions_of(x); ++i) {
    result.front().push_back(ledger::commit_token(x.salt, i, ids[i]));
    for (auto stage = std::size_t{1}; stage < stages; ++stage)
      result[stage].push_back(
        hash("row " + std::to_string(stage) + ' ' + std::to_string(i)));
    auto sampled = i + 1 >= x.prompt.size();
    result.back().push_back(sampled
                              ? ledger::commit_token(x.salt, i, ids[i + 1])
                              : ledger::commit_nothing(x.salt, i));
  }
  return result;
}

served_request::served_request(const genesis_model& model,
                               std::vector<stage> stages,
                               proof::kept_request kept, const boundaries& rows)
  : chain(model), request(std::move(kept)), model_(model.manifest),
    profile_(model.profile), stages_(std::move(stages)), rows_(rows) {
  register_workers();
  auto body = open_escrow{};
  body.coordinator = account_of("carol");
  body.model = model_;
  body.price = price;
  body.deposit = 100'000;
  body.expires_ms = chain.now + 3'600'000;
  auto opened = chain.submit("alice", transaction_type::open_escrow, body);
  REQUIRE(opened.refusal == 0);
  escrow_ = ledger::escrow_of(opened.id);
}

void served_request::register_workers() {
  auto key = std::uint8_t{1};
  for (const auto& x : stages_) {
    auto body = register_worker{};
    body.key = curve_key{curve_key::bytes_type{key++}};
    body.worker_name = x.worker + "/shard";
    body.model = model_;
    body.range = x.range;
    body.ask = price;
    body.bond = 1'000;
    auto done = chain.submit(x.worker, transaction_type::register_worker, body);
    REQUIRE(done.refusal == 0);
  }
}

signed_receipt
served_request::receipt_of(std::size_t stage, std::uint32_t position,
                           std::uint32_t positions) const {
  auto roots = [&](const std::vector<digest>& leaves) {
    return ledger::subtree_roots(
      {position, positions}, std::span{leaves}.subspan(position, positions));
  };
  auto x = signed_receipt{};
  x.receipt = {1,
               escrow_,
               7,
               0,
               account_of(stages_[stage].worker),
               model_,
               profile_,
               stages_[stage].range,
               position,
               positions,
               roots(rows_[stage]),
               roots(rows_[stage + 1])};
  x.signature = sign_as(stages_[stage].worker,
                        chain.genesis.parameters.chain_id, x.receipt);
  return x;
}

attest served_request::attestation() const {
  auto end = positions_of(request);
  auto result = attest{};
  result.cap = {1, escrow_, 7, fee_max};
  result.cap_signature
    = sign_as("alice", chain.genesis.parameters.chain_id, result.cap);
  for (auto stage = std::size_t{0}; stage < stages_.size(); ++stage)
    for (auto at = std::uint32_t{0}; at < end; at += receipt_positions_max)
      result.receipts.push_back(
        receipt_of(stage, at, std::min(receipt_positions_max, end - at)));
  result.fee = ledger::fee_of(fee_max, end, price);
  result.commitments = proof::commitments_of(request);
  return result;
}

transaction_receipt served_request::submit(const attest& x) {
  auto result = chain.submit("carol", transaction_type::attest, x);
  attested = result.id;
  return result;
}

proof::service_proof served_request::prove() {
  return proof::assemble(chain, ledger::hash_of(chain.genesis), attested);
}

proof::kept_request small_request() {
  auto x = proof::kept_request{};
  x.salt = request_salt{hash("salt").bytes()};
  x.record.model = small_model().manifest;
  x.record.chat_template = small_model().chat_template;
  x.record.messages = {{"user", "What is \"2%\" of 50 \u20ac?"}};
  x.record.domain = "finance";
  x.record.passages = {{"rates", 3, "base", "The base rate", "It is 2%."}};
  x.record.sample = to_bits({.temperature = 0.5f, .seed = 1'234'567'890'123});
  x.record.tokens_max = 16;
  x.record.stop = {"\n\n"};
  x.prompt = {1, 5, 9, 300};
  x.tokens = {17, 4, 2};
  x.text = "1 \u20ac";
  return x;
}

genesis_model small_model() {
  return {"stories", model_root{hash("manifest").bytes()}, 6,
          template_hash{hash("template").bytes()}, "int16-v1"};
}

served_request small_service() {
  auto request = small_request();
  return {small_model(),
          {{"ann", {0, 3}}, {"ben", {3, 3}}},
          request,
          invented(request, 2)};
}

} // namespace synod::test
