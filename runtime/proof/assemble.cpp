#include "runtime/proof/assemble.hpp"

#include "schemas/canonical.hpp"

namespace synod::proof {

namespace {

/// As much as a block may hold, and more.
constexpr auto limits = canonical_limits{.bytes_max = std::size_t{8} << 20};

template <class T>
T decode(std::string_view canonical, const std::string& what) {
  auto result
    = canonical_decode<T>(std::as_bytes(std::span{canonical}), limits);
  if (!result)
    throw assembly_error{"the chain's reader sent something that is not " + what
                         + "; ask another validator"};
  return std::move(*result);
}

decided_header decode(const signed_header& x) {
  return {decode<block_header>(x.header, "a header"),
          decode<certificate>(x.certificate, "a commit")};
}

transaction_found
find(chain_reader& chain, const transaction_id& id, const std::string& what) {
  if (auto found = chain.find(id))
    return std::move(*found);
  throw assembly_error{"no block holds " + what + ' ' + to_hex(id)
                       + "; it may not be final yet, or be of another chain"};
}

opened<attest> open_attestation(const transaction_found& x) {
  auto tx = decode<signed_transaction>(x.transaction, "a transaction");
  auto result = open_attest(tx);
  if (!result)
    throw assembly_error{"transaction " + to_hex(x.receipt.id)
                         + " is not an attestation"};
  return std::move(*result);
}

opened<open_escrow> open_escrow_of(chain_reader& chain, const escrow_id& id) {
  auto found
    = find(chain, transaction_id{id.bytes()}, "the opening of the escrow");
  auto tx = decode<signed_transaction>(found.transaction, "a transaction");
  auto result = open_open_escrow(tx);
  if (!result)
    throw assembly_error{"transaction " + to_hex(id) + " opened no escrow"};
  return std::move(*result);
}

} // namespace

service_proof assemble(chain_reader& chain, const digest& genesis,
                       const transaction_id& attestation) {
  auto found = find(chain, attestation, "the attestation");
  if (found.headers.empty())
    throw assembly_error{"the chain's reader sent no header; ask another"};
  auto result = service_proof{};
  result.genesis = genesis;
  result.attestation = open_attestation(found);
  result.escrow = open_escrow_of(chain, result.attestation.body.cap.escrow);
  result.block = decode(found.headers[0]);
  result.inclusion = found.transaction_proof;
  if (found.headers.size() > 1)
    result.success = success_proof{decode(found.headers[1]), found.receipt,
                                   found.receipt_proof};
  return result;
}

} // namespace synod::proof
