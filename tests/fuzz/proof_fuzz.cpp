// Any bytes: a proof is refused with a named part, or is the one text of what
// it says; and nothing proves anything to who trusts another chain.

#include "runtime/ledger/genesis_rules.hpp"
#include "runtime/proof/json_form.hpp"
#include "runtime/proof/verify.hpp"

#include <cstdint>

namespace {

synod::genesis make_genesis() {
  auto result = synod::genesis{};
  result.parameters.chain_id = "test-1";
  result.time = 1;
  result.validators.push_back({"v", synod::public_key{{1}}, 1});
  result.models.push_back({"stories", {}, 6, {}, "int16-v1"});
  return result;
}

void check(std::string_view text, const synod::genesis& trusted) {
  auto result = synod::proof::verify(text, trusted, "answer");
  if (result.holds() || result.fault() == nullptr
      || result.fault()->text.empty())
    __builtin_trap();
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  namespace proof = synod::proof;
  static const auto trusted = make_genesis();
  auto text = std::string_view{reinterpret_cast<const char*>(bytes), size};
  check(text, trusted);
  try {
    auto read = proof::read_proof_json(text);
    // As if it were of the trusted chain, so that all of it is looked at.
    auto local = trusted;
    local.models[0].manifest = read.escrow.body.model;
    read.genesis = synod::ledger::hash_of(local);
    check(write_proof_json(read), local);
  } catch (const synod::json_form::form_error&) {
    return 0;
  }
  return 0;
}
