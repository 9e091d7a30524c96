#include "tests/sim/paid_market.hpp"

#include "runtime/crypto/signed_bytes.hpp"
#include "runtime/ledger/escrows.hpp"
#include "schemas/canonical.hpp"
#include "schemas/ledger_bodies.hpp"
#include "tests/sim/validator_process.hpp"

#include <algorithm>
#include <stdexcept>

namespace synod::sim {

genesis_model model_of_chain(std::uint32_t blocks) {
  return {"model", sim_model, blocks, {}, sim_profile};
}

genesis
genesis_of(const std::vector<std::string>& people, std::uint32_t blocks) {
  auto result = genesis{};
  result.parameters.chain_id = chain_id;
  result.parameters.community = account_of("community").id;
  result.time = wall_begin - 1;
  result.validators = {{"chain0", account_of("chain0").id, 1}};
  for (auto& who : people)
    result.accounts.push_back({account_of(who).id, 1'000'000});
  std::ranges::sort(result.accounts, {}, &genesis_account::account);
  result.models = {model_of_chain(blocks)};
  return result;
}

std::vector<std::string> workers_of(unsigned ranges, unsigned replicas) {
  auto result = std::vector<std::string>{};
  for (auto range = 0U; range < ranges; ++range)
    for (auto replica = 0U; replica < replicas; ++replica)
      result.push_back(std::to_string(range)
                       + static_cast<char>('a' + replica));
  return result;
}

receipt_signer signer_of(const accounts::account& worker) {
  return {chain_id, worker.id, sim_model, sim_profile, worker.sign};
}

escrow_id open_escrow_of(chain& on, amount price, amount deposit) {
  auto body = open_escrow{};
  body.coordinator = account_of("front").id;
  body.model = sim_model;
  body.price = price;
  body.deposit = deposit;
  body.expires_ms = wall_begin + 86'400'000;
  auto id = transaction_id{};
  if (on.run(account_of("client"), transaction_type::open_escrow,
             canonical_encode(body), &id))
    throw std::logic_error("the escrow cannot be opened");
  return ledger::escrow_of(id);
}

signed_fee_cap
cap_of(const escrow_id& escrow, std::uint64_t number, amount fee_max) {
  auto result = signed_fee_cap{};
  result.cap.escrow = escrow;
  result.cap.request_number = number;
  result.cap.fee_max = fee_max;
  auto client = account_of("client");
  result.signature = client.sign(crypto::signed_bytes(chain_id, result.cap));
  return result;
}

} // namespace synod::sim
