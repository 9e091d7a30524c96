#include "served_request.hpp"

#include "runtime/crypto/sha256.hpp"
#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/attestations.hpp"
#include "runtime/ledger/escrows.hpp"
#include "runtime/ledger/settlement.hpp"

#include <algorithm>

namespace synod::test {

namespace {

/// What stands at one boundary between stages, at one position.
digest row(const fee_cap& cap, std::uint32_t generation, std::uint32_t boundary,
           std::uint32_t position) {
  auto text = std::to_string(cap.request_number) + '/'
              + std::to_string(generation) + '/' + std::to_string(boundary)
              + '/' + std::to_string(position);
  return crypto::sha256(std::as_bytes(std::span{text}));
}

std::vector<digest> roots(const fee_cap& cap, std::uint32_t generation,
                          std::uint32_t boundary, const ledger::interval& x) {
  auto leaves = std::vector<digest>{};
  for (auto i = x.first; i < x.first + x.count; ++i)
    leaves.push_back(
      row(cap, generation, boundary, static_cast<std::uint32_t>(i)));
  return ledger::subtree_roots(x, leaves);
}

} // namespace

void sign_again(const test_chain& chain, signed_receipt& x) {
  x.signature = keyed_hash(
    x.receipt.worker,
    crypto::signed_bytes(chain.genesis.parameters.chain_id, x.receipt));
}

std::vector<signed_receipt>
receipts_of(const test_chain& chain, const fee_cap& cap,
            std::uint32_t generation, const std::vector<stage>& stages) {
  auto result = std::vector<signed_receipt>{};
  for (const auto& [range, parts] : stages) {
    auto position = std::uint32_t{0};
    for (const auto& [worker, end] : parts)
      while (position < end) {
        auto next = std::min(end, (position / 64 + 1) * 64);
        auto x = signed_receipt{};
        x.receipt
          = {1,
             cap.escrow,
             cap.request_number,
             generation,
             account(worker),
             test_model(),
             test_profile,
             range,
             position,
             next - position,
             roots(cap, generation, range.first, {position, next - position}),
             roots(cap, generation, range.first + range.count,
                   {position, next - position})};
        sign_again(chain, x);
        result.push_back(std::move(x));
        position = next;
      }
  }
  return result;
}

attest attestation_of(const test_chain& chain, const fee_cap& cap,
                      const std::vector<stage>& stages, amount price) {
  auto result = attest{};
  result.cap = cap;
  result.cap_signature
    = keyed_hash(account("alice"),
                 crypto::signed_bytes(chain.genesis.parameters.chain_id, cap));
  result.receipts = receipts_of(chain, cap, 0, stages);
  result.fee = ledger::fee_of(cap.fee_max, stages[0].parts.back().end, price);
  return result;
}

market::market() {
  auto key = std::uint8_t{1};
  auto worker = [&](const std::string& somebody, shard_range range) {
    auto body = register_worker{};
    body.key = curve_key{curve_key::bytes_type{key++}};
    body.worker_name = somebody + "/shard";
    body.model = test_model();
    body.range = range;
    body.ask = price;
    body.bond = 5'000;
    REQUIRE(apply(somebody, body) == errc{});
  };
  worker("ann", front);
  worker("ben", back);
  worker("cem", back);
  auto body = open_escrow{};
  body.coordinator = account("carol");
  body.model = test_model();
  body.price = price;
  body.deposit = 20'000;
  body.expires_ms = time + 600'000;
  REQUIRE(apply("alice", body) == errc{});
  escrow = ledger::escrow_of(last_id);
}

attest
market::served(std::uint64_t request_number, std::uint32_t tokens) const {
  return attestation_of(*this, cap(request_number),
                        {{front, {{"ann", tokens}}}, {back, {{"ben", tokens}}}},
                        price);
}

amount market::escrow_balance() const {
  auto found = ledger::find_escrow(state, context().keys(), escrow);
  return found ? found->balance : 0;
}

} // namespace synod::test
