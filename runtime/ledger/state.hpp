#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

// The ledger's state: bytes under keys. What keeps it (a sparse Merkle tree on
// disk, a map in a test) is the caller's; contracts read through one interface
// and gather what they change.

namespace synod::ledger {

using bytes = std::vector<std::byte>;

/// Something that knows the value of every key. Reading is the same however
/// often and in whatever order it is done.
class state_reader {
public:
  virtual ~state_reader() = default;

  /// @returns the key's value, or nothing if the key is absent.
  /// @throws whatever says that the state cannot be read; nothing was changed.
  [[nodiscard]] virtual std::optional<bytes> get(const bytes& key) const = 0;
};

/// Changes on top of a state, which itself stays as it is. Ordered by key, so
/// that equal changes are equal bytes on every replica.
class state_changes final : public state_reader {
public:
  /// A value, or nothing for a key that was removed.
  using map_type = std::map<bytes, std::optional<bytes>>;

  /// @param base must outlive this
  explicit state_changes(const state_reader& base) noexcept : base_(&base) {
  }

  [[nodiscard]] std::optional<bytes> get(const bytes& key) const override;

  void set(const bytes& key, bytes value);
  void erase(const bytes& key);

  /// Takes over changes that were made on top of this.
  void apply(map_type changes);

  [[nodiscard]] const map_type& changes() const noexcept {
    return changes_;
  }

  [[nodiscard]] map_type take() noexcept {
    return std::exchange(changes_, {});
  }

private:
  const state_reader* base_;
  map_type changes_;
};

/// A whole state in memory: the genesis in the making, simulations, tests.
class memory_state final : public state_reader {
public:
  [[nodiscard]] std::optional<bytes> get(const bytes& key) const override;

  void apply(const state_changes::map_type& changes);

  [[nodiscard]] const std::map<bytes, bytes>& values() const noexcept {
    return values_;
  }

private:
  std::map<bytes, bytes> values_;
};

} // namespace synod::ledger
