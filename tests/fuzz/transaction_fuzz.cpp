// Any bytes: a transaction is refused with a named error and leaves no trace,
// or is one that encodes to the same bytes again.

#include "runtime/ledger/admission.hpp"
#include "runtime/ledger/execution.hpp"
#include "schemas/canonical.hpp"

#include <cstdint>
#include <string>

namespace {

using namespace synod;

const auto parameters = [] {
  auto result = chain_parameters{};
  result.chain_id = "fuzz-1";
  return result;
}();

// Every signature holds, so that bodies are reached.
const auto check
  = ledger::signature_check{[](const public_key&, std::span<const std::byte>,
                               const signature&) { return true; }};

std::string text_of(const signed_transaction& x) {
  auto bytes = canonical_encode(x);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void execute(const std::string& canonical, bool opened) {
  auto state = ledger::memory_state{};
  auto block = ledger::block_context{block_height{1}, 1'000, parameters, check,
                                     lane_id{}};
  auto result = ledger::execute_block(state, block, {&canonical, 1});
  // Nobody has money here: nothing has standing.
  if (result.receipts.size() != 1 || result.receipts[0].refusal == 0
      || result.receipts[0].fee != 0 || !result.changes.empty())
    __builtin_trap();
  auto reason = errc{result.receipts[0].refusal};
  auto malformed = reason == errc::malformed_transaction
                   || reason == errc::unknown_transaction_type
                   || reason == errc::transaction_too_large;
  if (malformed == opened)
    __builtin_trap();
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name.
extern "C" int
LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  auto canonical = std::string{reinterpret_cast<const char*>(bytes), size};
  auto opened = ledger::open_transaction(canonical, parameters);
  if (opened
      && text_of(signed_transaction{opened->head, opened->signature})
           != canonical)
    __builtin_trap();
  execute(canonical, static_cast<bool>(opened));
  return 0;
}
