#pragma once

#include "runtime/ledger/state.hpp"
#include "runtime/store/chain_store.hpp"
#include "schemas/error_text.hpp"

namespace synod::chain {

/// The ledger's state after one height, read from the store, every value
/// checked by hash. Holds a snapshot: make one, use it, let it go.
class stored_state final : public ledger::state_reader {
public:
  /// @throws std::runtime_error if the store cannot be read
  stored_state(const store::chain_store& from, const crypto::smt_root& root);

  /// @throws std::runtime_error if the store is damaged
  [[nodiscard]] std::optional<ledger::bytes>
  get(const ledger::bytes& key) const override;

  [[nodiscard]] const crypto::smt_source& nodes() const noexcept {
    return *nodes_;
  }

  [[nodiscard]] const crypto::smt_root& root() const noexcept {
    return root_;
  }

private:
  std::unique_ptr<crypto::smt_source> nodes_;
  crypto::smt_root root_;
};

/// @returns the value. @throws std::runtime_error with what the error says
template <class T>
T value_or_throw(caf::expected<T> x) {
  if (!x)
    throw std::runtime_error{spell(x.error())};
  return std::move(*x);
}

} // namespace synod::chain
