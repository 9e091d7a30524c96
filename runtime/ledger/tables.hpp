#pragma once

#include "runtime/ledger/state.hpp"
#include "schemas/canonical.hpp"

#include <optional>
#include <stdexcept>
#include <string>

namespace synod::ledger {

/// @returns the record that a value holds.
/// @throws std::runtime_error if the value is not such a record. Contracts
///         write nothing else, so the state was damaged below this.
template <class Record>
[[nodiscard]] Record read_record(const bytes& value) {
  if (auto record = canonical_decode<Record>(value))
    return std::move(*record);
  throw std::runtime_error{
    std::string{"the ledger's state is damaged: not a canonical "}
    + Record::name};
}

/// @returns the record under the key, or nothing.
/// @throws as `read_record`
template <class Record>
[[nodiscard]] std::optional<Record>
load(const state_reader& state, const bytes& key) {
  auto value = state.get(key);
  if (!value)
    return std::nullopt;
  return read_record<Record>(*value);
}

template <class Record>
void store(state_changes& state, const bytes& key, const Record& record) {
  state.set(key, canonical_encode(record));
}

} // namespace synod::ledger
