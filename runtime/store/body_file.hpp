#pragma once

#include "runtime/store/locked_file.hpp"
#include "schemas/digest.hpp"

#include <map>

namespace synod::store {

/// The block bodies that a validator locked at its present height, so that
/// after a restart it still has what it is locked on. A file of its own: one
/// flush per body, where the chain's store takes two. The first body of a
/// height overwrites those of the last, which are in the chain's store by then.
/// Opened by one process at a time.
class body_file {
public:
  /// Makes the file where it is missing. Fails with `store_in_use` or
  /// `store_failed`. A body that was torn or damaged is not there.
  static caf::expected<body_file>
  open(const std::filesystem::path& file,
       std::size_t bytes_max = std::size_t{256} << 20);

  /// Keeps a body; on disk when it returns. Does nothing if it is kept already.
  /// `invalid_argument` for a height below the present one; `store_full` or
  /// `store_failed`: then no precommit may name it.
  [[nodiscard]] caf::error keep(std::uint64_t height, const digest& name,
                                std::span<const std::byte> body);

  /// @returns the names of what is kept of a height, in their order.
  [[nodiscard]] std::vector<digest> names(std::uint64_t height) const;

  /// @returns the body, `not_stored`, or `store_damaged`.
  [[nodiscard]] caf::expected<std::vector<std::byte>>
  find(std::uint64_t height, const digest& name) const;

private:
  struct place {
    std::uint64_t offset = 0;
    std::uint64_t size = 0; // of the body
  };

  body_file(locked_file file, std::size_t bytes_max) noexcept
    : file_(std::move(file)), bytes_max_(bytes_max) {
  }

  caf::error load();

  locked_file file_;
  std::size_t bytes_max_;
  std::uint64_t height_ = 0;
  std::uint64_t end_ = 0;
  std::map<digest, place> bodies_;
};

} // namespace synod::store
