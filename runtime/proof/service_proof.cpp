#include "runtime/proof/service_proof.hpp"

#include "runtime/proof/json_names.hpp"

namespace synod::proof {

namespace {

template <class Body>
signed_transaction close_as(transaction_type type, const opened<Body>& x) {
  return {{x.version, x.chain_id, x.lane, x.sender, x.nonce, x.valid_until_ms,
           x.fee_max, type, canonical_encode(x.body)},
          x.signature};
}

template <class Body>
std::optional<opened<Body>>
open_as(transaction_type type, const signed_transaction& x) {
  const auto& head = x.transaction;
  auto body = canonical_decode<Body>(head.body);
  if (head.type != type || !body)
    return {};
  return opened<Body>{head.version, head.chain_id, head.lane,
                      head.sender,  head.nonce,    head.valid_until_ms,
                      head.fee_max, *body,         x.signature};
}

} // namespace

signed_transaction close(const opened<attest>& x) {
  return close_as(transaction_type::attest, x);
}

signed_transaction close(const opened<open_escrow>& x) {
  return close_as(transaction_type::open_escrow, x);
}

std::optional<opened<attest>> open_attest(const signed_transaction& x) {
  return open_as<attest>(transaction_type::attest, x);
}

std::optional<opened<open_escrow>>
open_open_escrow(const signed_transaction& x) {
  return open_as<open_escrow>(transaction_type::open_escrow, x);
}

std::string write_proof_json(const service_proof& x) {
  return json_form::write_text(x);
}

service_proof read_proof_json(std::string_view text) {
  auto result = service_proof{};
  json_form::read(json_form::parse(text), "proof", result);
  auto again = write_proof_json(result);
  if (again == text)
    return result;
  auto [differs, ignored] = std::ranges::mismatch(text, again);
  throw json_form::form_error{
    "the file", "is not the canonical text of a proof: it differs at byte "
                  + std::to_string(differs - text.begin())};
}

} // namespace synod::proof
