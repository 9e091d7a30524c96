#pragma once

#include <caf/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace synod::store {

/// A file that this process alone has open, whose writes are on disk when they
/// return (O_DSYNC: each is one flush). Errors name the file.
class locked_file {
public:
  enum class when_missing { fail, make };

  /// @returns `store_in_use` if it is open already, here or in another process,
  ///          or `store_failed`
  static caf::expected<locked_file>
  open(const std::filesystem::path& path, when_missing rule);

  locked_file(locked_file&& other) noexcept;
  locked_file& operator=(locked_file&& other) noexcept;
  ~locked_file();

  /// @returns up to `size` bytes from `offset`, fewer only where the file ends.
  [[nodiscard]] caf::expected<std::vector<std::byte>>
  read(std::uint64_t offset, std::size_t size) const;

  /// @returns `store_full` or `store_failed`; part may have been written then.
  [[nodiscard]] caf::error
  write(std::uint64_t offset, std::span<const std::byte> bytes);

  /// Empties the file.
  void clear() noexcept;

  [[nodiscard]] const std::filesystem::path& path() const noexcept {
    return path_;
  }

private:
  locked_file(std::filesystem::path path, int descriptor) noexcept;

  std::filesystem::path path_;
  int descriptor_;
};

/// Syncs a folder, so that the names in it last.
[[nodiscard]] caf::error sync_folder(const std::filesystem::path& folder);

/// @returns `store_full` where `code` (of errno) means that, else
///          `store_failed`, with a sentence.
[[nodiscard]] caf::error
file_failure(const std::filesystem::path& path, int code);

} // namespace synod::store
