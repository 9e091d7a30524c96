#pragma once

#include "runtime/store/locked_file.hpp"

namespace synod::store {

/// The last record a signer wrote, in a file of two slots that are written in
/// turn, in place and synced: a torn write loses the newer record at most,
/// which was not acted on yet. Each slot has a sequence number and a SHA-256.
/// What the record says is the signer's affair. Opened by one process at a
/// time.
class signer_file {
public:
  static constexpr auto record_bytes_max = std::size_t{512};

  /// Makes a file with a first record. Fails with `store_failed` if there is
  /// one, for a signer that forgets what it signed signs twice; and as `write`.
  [[nodiscard]] static caf::error
  create(const std::filesystem::path& file, std::span<const std::byte> record);

  /// Fails with `signer_record_lost` if both slots are bad, `store_in_use`, or
  /// `store_failed` (also if there is no such file).
  static caf::expected<signer_file> open(const std::filesystem::path& file);

  [[nodiscard]] const std::filesystem::path& path() const noexcept {
    return file_.path();
  }

  /// The newest good record.
  [[nodiscard]] const std::vector<std::byte>& record() const noexcept {
    return record_;
  }

  /// One slot was bad on opening, so a newer record may have been lost: adopt
  /// one's own votes from the others and wait a round out before signing.
  [[nodiscard]] bool one_slot_was_bad() const noexcept {
    return one_slot_was_bad_;
  }

  /// Replaces the record; on disk when it returns. `invalid_argument` above 512
  /// bytes, `store_full` or `store_failed`: then nothing may be signed.
  [[nodiscard]] caf::error write(std::span<const std::byte> record);

private:
  explicit signer_file(locked_file file) noexcept : file_(std::move(file)) {
  }

  caf::error load();

  locked_file file_;
  std::uint64_t sequence_ = 0;
  std::vector<std::byte> record_;
  bool one_slot_was_bad_ = false;
};

} // namespace synod::store
