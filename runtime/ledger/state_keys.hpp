#pragma once

#include "runtime/ledger/state.hpp"
#include "schemas/ledger_ids.hpp"

#include <cstdint>
#include <string_view>

namespace synod::ledger {

/// What a key names. The byte is part of every key: append, never reuse.
enum class table : std::uint8_t {
  totals = 1,      ///< One `totals_record`.
  accounts,        ///< By account.
  models,          ///< By manifest root.
  workers,         ///< By account.
  worker_names,    ///< By name.
  worker_keys,     ///< By CURVE key.
  escrows,         ///< By escrow id.
  attestations,    ///< By request id.
  releases,        ///< Ends of the queue, by `release_kind`.
  release_entries, ///< By `release_kind` and index.
};

/// The keys of one lane: the lane (4 bytes, big-endian), the table, the name.
class state_keys {
public:
  explicit state_keys(lane_id lane) noexcept : lane_(lane) {
  }

  [[nodiscard]] bytes totals() const;
  [[nodiscard]] bytes account(const account_id& id) const;
  [[nodiscard]] bytes model(const model_root& id) const;
  [[nodiscard]] bytes worker(const account_id& id) const;
  [[nodiscard]] bytes worker_name(std::string_view worker_name) const;
  [[nodiscard]] bytes worker_key(const curve_key& key) const;
  [[nodiscard]] bytes escrow(const escrow_id& id) const;
  [[nodiscard]] bytes attestation(const request_id& id) const;
  [[nodiscard]] bytes releases(std::uint8_t kind) const;
  [[nodiscard]] bytes
  release_entry(std::uint8_t kind, std::uint64_t index) const;

private:
  [[nodiscard]] bytes begin(table x) const;

  lane_id lane_;
};

/// The table that a key belongs to. @pre `key` came from `state_keys`
[[nodiscard]] table table_of(const bytes& key);

} // namespace synod::ledger
