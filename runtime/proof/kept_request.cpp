#include "runtime/proof/kept_request.hpp"

#include "runtime/proof/json_names.hpp"

namespace synod::proof {

request_commitments commitments_of(const kept_request& x) {
  auto answer_at = static_cast<std::uint32_t>(x.prompt.size());
  return {
    ledger::commit_tokens(x.salt, 0, x.prompt),
    ledger::commit_record(x.salt, canonical_encode(x.record)),
    ledger::commit_tokens(x.salt, answer_at, x.tokens),
    ledger::commit_text(x.salt, x.text),
  };
}

std::string write_request_json(const kept_request& x) {
  return json_form::write_text(x);
}

kept_request read_request_json(std::string_view text) {
  auto result = kept_request{};
  json_form::read(json_form::parse(text), "request", result);
  return result;
}

} // namespace synod::proof
